// The real messages in tests/data.
#pragma once

#include <string>

#include "reply_builder.hpp"

namespace support {

std::string test_file(const std::string& name);  // throws if there is none
x509_ptr real_ca();                              // ca.pem
std::string unhex(const std::string& digits);    // as the .nonce files have them

}  // namespace support
