#include "der.hpp"

#include <stdexcept>

namespace support {

namespace {

// The sizes of the first element, and of its header.
std::pair<std::size_t, std::size_t> measure(std::string_view der) {
  std::size_t header = 2;
  std::size_t length = static_cast<unsigned char>(der.at(1));
  if (length > 0x80) {
    header += length & 0x7F;
    length = 0;
    for (std::size_t i = 2; i < header; ++i) length = length << 8 | static_cast<unsigned char>(der.at(i));
  }
  return {header + length, header};
}

}  // namespace

std::string tlv(char tag, std::string_view contents) {
  std::string length;
  for (std::size_t n = contents.size(); n != 0 || length.empty(); n >>= 8) length.insert(0, 1, static_cast<char>(n));
  const bool is_long = contents.size() >= 0x80;
  return tag + (is_long ? static_cast<char>(0x80 | length.size()) + length : length).append(contents);
}

std::vector<std::string> elements(std::string_view der) {
  std::vector<std::string> found;
  while (!der.empty()) {
    const std::size_t size = measure(der).first;
    found.emplace_back(der.substr(0, size));
    der.remove_prefix(size);
  }
  return found;
}

std::string contents(std::string_view element) { return std::string(element.substr(measure(element).second)); }

message_parts::message_parts(std::string_view der) {
  const std::vector<std::string> data = elements(contents(contents(elements(contents(der)).at(1))));
  version = data.at(0);
  digest_algorithms = contents(data.at(1));
  content = data.at(2);
  for (const std::string& element : data) {
    if (element[0] == '\xA0') certificates = contents(element);
    if (element[0] == '\xA1') crls = contents(element);
  }
  const std::vector<std::string> signer = elements(contents(contents(data.back())));
  signer_version = signer.at(0);
  signer_id = signer.at(1);
  digest_algorithm = signer.at(2);
  const bool has_attributes = signer.at(3)[0] == '\xA0';
  if (has_attributes) signed_attributes = contents(signer[3]);
  signature_algorithm = signer.at(has_attributes ? 4 : 3);
  signature = signer.at(has_attributes ? 5 : 4);
  if (signer.back()[0] == '\xA1') unsigned_attributes = contents(signer.back());
}

std::string message_parts::der() const {
  const auto optional = [](char tag, const std::string& list) { return list.empty() ? list : tlv(tag, list); };
  const std::string signer =
      tlv('\x30', signer_version + signer_id + digest_algorithm + optional('\xA0', signed_attributes) + signature_algorithm +
                      signature + optional('\xA1', unsigned_attributes));
  const std::string data = tlv('\x30', version + tlv('\x31', digest_algorithms) + content + optional('\xA0', certificates) +
                                           optional('\xA1', crls) + tlv('\x31', signer + further_signers));
  return tlv('\x30', "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02" + tlv('\xA0', data));
}

message_parts& message_parts::sign(EVP_PKEY* key) {
  const std::string attributes = tlv('\x31', signed_attributes);
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  std::string bytes(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
  std::size_t size = bytes.size();
  const bool good = EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key) == 1 &&
                    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(bytes.data()), &size,
                                   reinterpret_cast<const unsigned char*>(attributes.data()), attributes.size()) == 1;
  EVP_MD_CTX_free(context);
  if (!good) throw std::runtime_error("the key cannot sign");
  signature = tlv('\x04', bytes.substr(0, size));
  return *this;
}

std::string to_ber(std::string_view der) {
  std::string ber;
  while (!der.empty()) {
    const auto [size, header] = measure(der);
    const bool constructed = (der[0] & 0x20) != 0;
    const bool octet_string = der[0] == 0x04;
    if (constructed) {
      ber.append({der[0], '\x80'}).append(to_ber(der.substr(header, size - header))).append(2, '\0');
    } else if (octet_string) {
      ber.append("\x24\x80").append(der.substr(0, size)).append(2, '\0');
    } else {
      ber += der.substr(0, size);
    }
    der.remove_prefix(size);
  }
  return ber;
}

}  // namespace support
