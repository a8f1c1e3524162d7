#include <scep/condition.hpp>
#include <scep/fail_info.hpp>

#include "fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  const std::error_code code = scep::parse_fail_info(text);
  require(code && code == scep::condition::rejected && !code.message().empty());
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  require(digits || code == scep::fail_info::unknown);
  if (digits && size < 10) require(scep::to_wire(scep::fail_info{code.value()}) == std::stoi(std::string(text)));
  return 0;
}
