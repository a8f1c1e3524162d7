#include "material.hpp"

#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <doctest/doctest.h>

#include <sstream>

namespace {

std::string written(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

}  // namespace

std::string pem_of(X509* certificate) {
  BIO* const bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(bio, certificate);
  return written(bio);
}

std::string der_of(X509* certificate) {
  BIO* const bio = BIO_new(BIO_s_mem());
  i2d_X509_bio(bio, certificate);
  return written(bio);
}

std::string pkcs7_of(X509* certificate) {
  CMS_ContentInfo* const cms = CMS_sign(nullptr, nullptr, nullptr, nullptr, CMS_PARTIAL | CMS_DETACHED);
  CMS_add1_cert(cms, certificate);
  BIO* const bio = BIO_new(BIO_s_mem());
  i2d_CMS_bio(bio, cms);
  CMS_ContentInfo_free(cms);
  return written(bio);
}

std::string base64_of(const std::string& bytes, const std::string& line_end) {
  std::string encoded(bytes.size() / 3 * 4 + 5, '\0');
  encoded.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                                          reinterpret_cast<const unsigned char*>(bytes.data()),
                                                          static_cast<int>(bytes.size()))));
  std::string lines;
  for (std::size_t i = 0; i < encoded.size(); i += 64) lines += encoded.substr(i, 64) + line_end;
  return lines;
}

std::string hex_of(const std::string& bytes, const std::string& between) {
  std::string hex;
  for (const char c : bytes) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    if (!hex.empty()) hex += between;
    hex += digits;
  }
  return hex;
}

std::string pem_block(const std::string& label, const std::string& der, const std::string& line_end) {
  return "-----BEGIN " + label + "-----" + line_end + base64_of(der, line_end) + "-----END " + label + "-----" + line_end;
}

std::string utf16_of(const std::string& ascii) {
  std::string units = "\xFF\xFE";
  for (const char c : ascii) (units += c) += '\0';
  return units;
}

std::string chunk(const std::string& bytes, const std::string& extension) {
  std::ostringstream size;
  size << std::hex << bytes.size();
  return size.str() + extension + "\r\n" + bytes + "\r\n";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

run_result read_reply(const std::string& bytes, const std::string& arguments) {
  return run("read " + quoted(temporary_file("reply", bytes)) + " " + arguments);
}

nlohmann::json read_json(const std::string& bytes, const std::string& arguments) {
  const run_result r = read_reply(bytes, "--json " + arguments);
  CAPTURE(r.err);
  REQUIRE_FALSE(r.out.empty());
  return nlohmann::json::parse(r.out);
}

void check_instead(const std::string& bytes, const std::string& what, const std::string& advice) {
  const nlohmann::json r = read_json(bytes);
  CAPTURE(r.dump(2));
  CHECK(r["instead"].get<std::string>().find(what) != std::string::npos);
  CHECK(r["advice"].get<std::string>().find(advice) != std::string::npos);
  CHECK(r["advice"].get<std::string>().find("maker") == std::string::npos);
  const run_result text = read_reply(bytes);
  CHECK(text.status == 4);
  CHECK(text.out.find("\n  it is        ") != std::string::npos);
}
