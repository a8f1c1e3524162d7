#include "print.hpp"

#include <cstdio>
#include <cstdlib>
#include <iomanip>
#include <iostream>

#ifdef _WIN32
#  include <io.h>
#else
#  include <unistd.h>
#endif

namespace tool {

namespace {

bool colours_wanted() {
  const char* const no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
#ifdef _WIN32
  return false;  // an older console prints the escapes as they are
#else
  return isatty(STDOUT_FILENO) == 1;
#endif
}

}  // namespace

void print_heading(std::string_view text, colour c) {
  static const bool wanted = colours_wanted();
  if (!wanted) {
    std::cout << text << '\n';
    return;
  }
  constexpr const char* escapes[] = {"\x1B[1m", "\x1B[1;31m", "\x1B[1;32m", "\x1B[1;33m"};
  std::cout << escapes[static_cast<int>(c)] << text << "\x1B[0m\n";
}

void print_field(std::string_view label, std::string_view value) {
  if (!value.empty()) std::cout << "  " << std::left << std::setw(13) << label << value << '\n';
}

void print_json(const json_object& value) {
  std::cout << value.dump(2, ' ', true, json_object::error_handler_t::replace) << '\n';
}

json_object text_or_null(std::string_view text) { return text.empty() ? json_object() : json_object(std::string(text)); }

json_object number_or_null(std::optional<int> number) { return number ? json_object(*number) : json_object(); }

}  // namespace tool
