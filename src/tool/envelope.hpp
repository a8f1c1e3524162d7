// What the outside of an EnvelopedData tells: how it is encrypted, and for whom (RFC 5652 6.1).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tool {

struct envelope {
  struct recipient {
    std::string issuer, serial;  // of his certificate, as in certificate.hpp
    std::string key_id;          // raw bytes; then the others are empty
    std::string_view other;      // what it is instead of a certificate's: "a password"; else empty
  };
  std::string cipher;                 // by OpenSSL's name, "AES-256-CBC", else the dotted OID
  std::vector<recipient> recipients;  // the first of them
};
inline constexpr std::size_t most_recipients = 8;

// None where the bytes are no ContentInfo with an EnvelopedData.
std::optional<envelope> describe_envelope(std::string_view der);

}  // namespace tool
