#include "print.hpp"

#include <scep/failure.hpp>

#include <algorithm>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <iomanip>
#include <iostream>

#ifdef _WIN32
#  include <io.h>
#else
#  include <langinfo.h>
#  include <unistd.h>
#endif

#include "../error/first_utf8.hpp"

namespace tool {

namespace {

coloured choice{};

bool terminal_can() {
#ifdef _WIN32
  return false;  // an older console prints the escapes as they are
#else
  const auto variable = [](const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string_view() : std::string_view(value);
  };
  return isatty(STDOUT_FILENO) == 1 && variable("NO_COLOR").empty() && variable("TERM") != "dumb";
#endif
}

bool locale_is_utf8() {
#ifdef _WIN32
  return false;  // what a console takes is its own affair
#else
  static_cast<void>(std::setlocale(LC_CTYPE, ""));
  return std::string_view(nl_langinfo(CODESET)) == "UTF-8";
#endif
}

}  // namespace

void set_colour(coloured wanted) { choice = wanted; }

std::string in_locale(std::string_view text) {
  static const bool utf8 = locale_is_utf8();
  if (utf8) return std::string(text);
  std::string escaped;
  while (!text.empty()) {
    const auto [c, size] = scep::detail::first_utf8(text);
    if (size == 1) {
      escaped += text.front();
    } else {
      char digits[16];
      static_cast<void>(std::snprintf(digits, sizeof digits, "\\u{%04lX}", static_cast<unsigned long>(c)));
      escaped += digits;
    }
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return escaped;
}

void print_heading(std::string_view text, colour c) {
  static const bool wanted = choice == coloured::always || (choice == coloured::automatic && terminal_can());
  constexpr const char* escapes[] = {"\x1B[1m", "\x1B[1;31m", "\x1B[1;32m", "\x1B[1;33m"};
  if (wanted) std::cout << escapes[static_cast<int>(c)];
  std::cout << in_locale(text) << (wanted ? "\x1B[0m\n" : "\n");
}

void print_field(std::string_view label, std::string_view value) {
  if (!value.empty()) std::cout << "  " << std::left << std::setw(13) << label << in_locale(value) << '\n';
}

void print_table(const std::vector<std::vector<std::string>>& rows) {
  constexpr std::size_t indent = 6, most = 100;
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i + 2 < row.size(); ++i)
      std::cout << "  " << std::left << std::setw(static_cast<int>(widths[i])) << row[i];
    std::cout << "  " << row[row.size() - 2] << '\n';
    for (std::string_view rest = row.back(); !rest.empty();) {
      std::string_view line = rest.substr(0, most - indent);
      if (line.size() < rest.size()) line = line.substr(0, line.rfind(' '));
      std::cout << std::string(indent, ' ') << line << '\n';
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    }
  }
}

std::string in_quotes(std::string_view bytes) { return bytes.empty() ? "" : '"' + scep::printable(bytes) + '"'; }

std::string name_in_quotes(std::string_view name) { return name.empty() ? "\"\" (no name)" : in_quotes(name); }

void print_json(const json_object& value) {
  std::cout << value.dump(2, ' ', true, json_object::error_handler_t::replace) << '\n';
}

json_object text_or_null(std::string_view text) { return text.empty() ? json_object() : json_object(std::string(text)); }

json_object number_or_null(std::optional<int> number) { return number ? json_object(*number) : json_object(); }

}  // namespace tool
