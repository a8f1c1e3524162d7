// Replies of every form that servers send, signed, for the tests that try all of them.
#pragma once

#include <string>
#include <vector>

#include "reply_builder.hpp"

namespace support {

struct form {
  std::string name;
  std::string der;
  const identity* ca;
};

// Each status in each form, signed by either identity: "RSA, FAILURE, no content" and so on.
std::vector<form> all_forms(const identity& rsa, const identity& ec);

}  // namespace support
