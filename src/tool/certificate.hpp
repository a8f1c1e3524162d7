// Certificates: what to tell a person of one, and those in a file.
#pragma once

#include <openssl/x509.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forms.hpp"

namespace tool {

struct free_x509 {
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
using x509_ptr = std::unique_ptr<X509, free_x509>;

// What a certificate says of itself. Names are RFC 4514 text, times "2026-11-22T22:54:43Z", number and digest hex.
struct certificate {
  std::string subject, issuer, serial, not_before, not_after, sha256;
  std::string key_id;      // subjectKeyIdentifier, raw bytes; empty where there is none
  std::string public_key;  // SubjectPublicKeyInfo, DER
  bool has_cheap_key;      // RSA, or EC of a named curve
};

// Of a certificate's DER; nothing where it is none. The public key is not decoded.
std::optional<certificate> describe_certificate(std::string_view der);
certificate describe_certificate(X509& certificate);

// Whether it is the one that a signer or a recipient is known by: issuer and number, or else its key identifier.
bool is_named(const certificate& c, std::string_view issuer, std::string_view serial, std::string_view key_id);

// The certificate, DER, whose key must be cheap; null where it or its key cannot be decoded.
x509_ptr decode(std::string_view der);

// Whether the issuer's key has signed the certificate.
bool has_issued(X509& issuer, X509& certificate);

// Every certificate in PEM, in DER, or in a certs-only PKCS #7 (RFC 8894 4.2.1). None where there is none. Throws
// std::runtime_error, with a sentence about the file of this name, where one of them cannot be taken, or they are more than
// a thousand. Adds a warning for each that is left out because its key is of another kind, which may be costly.
std::vector<x509_ptr> certificates_in(const input& in, const std::string& name, std::vector<std::string>& warnings);

std::string name_text(std::string_view der);    // of a Name
std::string oid_text(std::string_view der);     // by OpenSSL's name, "SHA256", else dotted
std::string serial_text(std::string_view der);  // of an INTEGER
std::string time_text(std::string_view der);    // of a UTCTime or GeneralizedTime; empty where it cannot be read
std::string to_hex(std::string_view bytes);     // in small letters

// Now, as the times of a certificate.
std::string now();

}  // namespace tool
