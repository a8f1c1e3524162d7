#include <scep/hresult.hpp>

#include "fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  const auto parsed = scep::parse_hresult(text);
  require(!parsed || text.find_first_not_of("-0123456789") == std::string_view::npos);
  if (!parsed) return 0;
  require(scep::parse_hresult(std::to_string(static_cast<std::int32_t>(*parsed))) == parsed);
  require(make_error_code(*parsed).message() == scep::message(scep::hresult{make_error_code(*parsed).value()}));
  return 0;
}
