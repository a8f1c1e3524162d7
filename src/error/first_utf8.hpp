// Reading UTF-8 (RFC 3629).
#pragma once

#include <cstddef>
#include <string_view>

namespace scep::detail {

struct utf8_character {
  char32_t code_point;
  std::size_t size;  // in bytes; 0: the text does not start with a character
};

// The first character of the text. Overlong forms, surrogates and values past U+10FFFF are no characters.
constexpr utf8_character first_utf8(std::string_view text) noexcept {
  constexpr utf8_character none{0, 0};
  if (text.empty()) return none;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  if (size == 0 || text.size() < size) return none;
  char32_t code_point = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return none;
    code_point = code_point << 6 | (byte(i) & 0x3F);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (code_point < smallest[size] || code_point > 0x10FFFF || surrogate) return none;
  return {code_point, size};
}

}  // namespace scep::detail
