// Writing UTF-8 (RFC 3629). Private machinery.
#pragma once

#include <cstddef>
#include <string>

namespace scep::detail {

// Appends the character; U+FFFD for what is none.
inline void append_utf8(std::string& text, char32_t c) {
  if ((c >= 0xD800 && c < 0xE000) || c > 0x10FFFF) c = 0xFFFD;
  const int tail = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  constexpr char32_t lead[] = {0, 0xC0, 0xE0, 0xF0};
  text += static_cast<char>(lead[tail] | c >> (6 * tail));
  for (int shift = 6 * (tail - 1); shift >= 0; shift -= 6) text += static_cast<char>(0x80 | (c >> shift & 0x3F));
}

// UTF-16 of so many units, which unit(i) tells; U+FFFD for half a surrogate pair.
template <class Unit>
std::string utf8_of_utf16(std::size_t size, Unit unit) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    char32_t c = unit(i);
    const char32_t next = i + 1 < size ? unit(i + 1) : 0;
    if (c >= 0xD800 && c < 0xDC00 && next >= 0xDC00 && next < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + (next - 0xDC00);
      ++i;
    }
    append_utf8(text, c);
  }
  return text;
}

}  // namespace scep::detail
