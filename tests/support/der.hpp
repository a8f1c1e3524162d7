// A message taken apart, for tests that put anything into any of its places.
#pragma once

#include <openssl/evp.h>

#include <string>
#include <string_view>
#include <vector>

namespace support {

// An element with that first octet, of definite length.
std::string tlv(char tag, std::string_view contents);

// The elements that stand one after another in DER, and the contents of one.
std::vector<std::string> elements(std::string_view der);
std::string contents(std::string_view element);

// The same message with indefinite lengths and constructed strings wherever BER allows them.
std::string to_ber(std::string_view der);

// A SignedData (RFC 5652 5.1) with one signer: whole elements, or where it says so the elements of a list, one after
// another. An empty string is an element left out.
struct message_parts {
  std::string version;
  std::string digest_algorithms;  // list
  std::string content;
  std::string certificates;  // list
  std::string crls;          // list
  std::string signer_version;
  std::string signer_id;
  std::string digest_algorithm;
  std::string signed_attributes;  // list
  std::string signature_algorithm;
  std::string signature;
  std::string unsigned_attributes;  // list
  std::string further_signers;      // list

  explicit message_parts(std::string_view der);
  std::string der() const;

  // Signs the attributes with SHA-256.
  message_parts& sign(EVP_PKEY* key);
};

}  // namespace support
