// What a person has in a file: DER, PEM or base64.
#pragma once

#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tool {

struct free_x509 {
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
using x509_ptr = std::unique_ptr<X509, free_x509>;

// The file's bytes, of standard input for "-"; no more of them than any message has, and one. Throws std::runtime_error
// where it cannot be read.
std::string read_file(const std::string& name);

// The bytes that a PEM block or bare base64 stands for; anything else as it is.
std::string to_der(std::string_view bytes);

// The certificates in PEM, in DER, or in a certs-only PKCS #7 (RFC 8894 4.2.1); none where there are none.
std::vector<x509_ptr> certificates_in(std::string_view bytes);

}  // namespace tool
