#include "data.hpp"

#include <openssl/pem.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace support {

std::string test_file(const std::string& name) {
  std::ifstream stream(std::string(TEST_DATA) + "/" + name, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(stream), {}};
  if (content.empty()) throw std::runtime_error("cannot read " + name);
  return content;
}

x509_ptr real_ca() {
  const std::string pem = test_file("ca.pem");
  BIO* const bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  x509_ptr certificate(PEM_read_bio_X509(bio, nullptr, nullptr, nullptr));
  BIO_free(bio);
  if (!certificate) throw std::runtime_error("cannot read ca.pem's certificate");
  return certificate;
}

std::string unhex(const std::string& digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes += static_cast<char>(std::strtol(digits.substr(i, 2).c_str(), nullptr, 16));
  return bytes;
}

}  // namespace support
