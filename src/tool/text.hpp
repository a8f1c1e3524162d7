// Text, as a person has it: lines, words, hex and base64.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tool {

using namespace std::string_view_literals;

// Of ASCII: a blank, a tab or a line end.
bool is_blank(char c);

// A digit of base64, in either alphabet (RFC 4648 4 and 5).
bool is_base64(char c);

// 0 to 15; -1 for what is no digit.
int hex_digit(char c);

inline bool starts_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

// Without these characters at either end.
std::string_view trimmed(std::string_view text, std::string_view what = " \t\r\n\f\v"sv);

// The next line and its end, LF, CR or CRLF, are taken off the text.
std::string_view take_line(std::string_view& text);

// The next word is taken off the line.
std::string_view take_word(std::string_view& line);

// The bytes that hex, with or without 0x, blanks and colons, or base64 of any kind stands for; none where it is neither.
std::optional<std::string> from_hex(std::string_view text);
std::optional<std::string> from_base64(std::string_view text);

}  // namespace tool
