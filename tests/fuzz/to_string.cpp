#include <scep/fail_info.hpp>
#include <scep/failure.hpp>

#include "../../src/error/first_utf8.hpp"
#include "fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(text_of(data, size / 2)), id(text_of(data + size / 2, size - size / 2));
  const std::string line = to_string(scep::failure(scep::fail_info::bad_time, {text, id, {}, {}}));
  require(scep::printable(text).find('"') == std::string::npos || scep::printable(text).find("\\\"") != std::string::npos);
  for (std::string_view rest = line; !rest.empty();) {
    const auto [c, length] = scep::detail::first_utf8(rest);
    require(length != 0 && c >= 0x20 && (c < 0x7F || c >= 0xA0));
    require(c != 0x202E && c != 0x2028 && c != 0x200B && c != 0xFEFF);
    rest.remove_prefix(length);
  }
  return 0;
}
