// Messages that a sender without any key makes to cost as much as they can: every list of the syntax full of its cheapest
// and of its most expensive element.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace support {

struct attack {
  std::string name;
  std::function<std::string(std::size_t)> message;  // of about that size
  bool is_skipped = false;                          // nothing of it is ever decoded: the stricter promise
};

std::vector<attack> attacks();

}  // namespace support
