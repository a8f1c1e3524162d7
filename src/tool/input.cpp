#include "input.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <scep/cert_rep.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <stdexcept>
#include <system_error>

#include "../cert_rep/openssl.hpp"

namespace tool {

namespace {

using scep::detail::allocated;
using scep::detail::bio_ptr;

bio_ptr bio_of(std::string_view bytes) {
  return bio_ptr(allocated(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()))));
}

// DER comes first: the text in a reply may quote PEM.
bool is_pem(std::string_view bytes) {
  const bool is_der = bytes.size() >= 2 && bytes[0] == '\x30' && (bytes[1] & 0x80) != 0;
  return !is_der && bytes.find("-----BEGIN ") != std::string_view::npos;
}

std::string from_pem(std::string_view bytes) {
  char* label = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  const bool found = PEM_read_bio(bio_of(bytes).get(), &label, &header, &data, &size) == 1;
  std::string der(found ? std::string(reinterpret_cast<char*>(data), static_cast<std::size_t>(size)) : bytes);
  OPENSSL_free(label);
  OPENSSL_free(header);
  OPENSSL_free(data);
  return der;
}

// The decoded bytes; empty where it is no base64.
std::string from_base64(std::string_view bytes) {
  std::string text(bytes);
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  text.erase(std::remove_if(text.begin(), text.end(), is_blank), text.end());
  const std::size_t padding = text.size() - std::min(text.find_last_not_of('=') + 1, text.size());
  if (text.size() % 4 != 0 || padding > 2 || text.find('=') < text.size() - padding) return {};
  std::string decoded(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(decoded.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  decoded.resize(size < 0 ? 0 : static_cast<std::size_t>(size) - padding);
  return decoded;
}

}  // namespace

std::string read_file(const std::string& name) {
  const auto close = [](std::FILE* f) { return f == stdin ? 0 : std::fclose(f); };
  const std::unique_ptr<std::FILE, decltype(close)> file(name == "-" ? stdin : std::fopen(name.c_str(), "rb"), close);
  const auto fail = [&]() {
    return std::runtime_error("cannot read " + scep::printable(name) + ": " + std::generic_category().message(errno));
  };
  if (!file) throw fail();
  constexpr std::size_t limit = 2 * scep::max_message_size + 1;  // base64 and line ends take 4/3 and a little
  std::string bytes(limit, '\0');
  bytes.resize(std::fread(bytes.data(), 1, limit, file.get()));
  if (std::ferror(file.get()) != 0) throw fail();
  return bytes;
}

std::string to_der(std::string_view bytes) {
  const scep::detail::error_scope errors;
  if (is_pem(bytes)) return from_pem(bytes);
  std::string decoded = from_base64(bytes);
  return decoded.empty() ? std::string(bytes) : decoded;
}

std::vector<x509_ptr> certificates_in(std::string_view bytes) {
  const scep::detail::error_scope errors;
  std::vector<x509_ptr> found;
  if (is_pem(bytes)) {
    const bio_ptr bio = bio_of(bytes);
    while (X509* const certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr))
      found.emplace_back(certificate);
    if (!found.empty()) return found;
  }
  const std::string der = to_der(bytes);
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  if (X509* const certificate = d2i_X509(nullptr, &next, static_cast<long>(der.size()))) {
    found.emplace_back(certificate);
    return found;
  }
  next = reinterpret_cast<const unsigned char*>(der.data());
  const scep::detail::cms_ptr cms(d2i_CMS_ContentInfo(nullptr, &next, static_cast<long>(der.size())));
  STACK_OF(X509)* const certificates = cms ? CMS_get1_certs(cms.get()) : nullptr;
  while (sk_X509_num(certificates) > 0) found.emplace_back(sk_X509_shift(certificates));
  sk_X509_free(certificates);
  return found;
}

}  // namespace tool
