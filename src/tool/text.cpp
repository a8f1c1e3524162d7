#include "text.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace tool {

bool is_blank(char c) { return " \t\r\n\f\v"sv.find(c) != std::string_view::npos; }

bool is_base64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         "+/-_"sv.find(c) != std::string_view::npos;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string_view trimmed(std::string_view text, std::string_view what) {
  const std::size_t begin = std::min(text.find_first_not_of(what), text.size());
  return text.substr(begin, text.find_last_not_of(what) + 1 - begin);
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(text.substr(end, 2) == "\r\n" ? end + 2 : end + 1, text.size()));
  return line;
}

std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(" \t"));
  line.remove_prefix(word.size());
  return word;
}

std::optional<std::string> from_hex(std::string_view text) {
  std::string bytes;
  int high = -1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (high < 0 && (text.substr(i, 2) == "0x" || text.substr(i, 2) == "0X" || text.substr(i, 2) == "\\x")) {
      ++i;
    } else if (high < 0 && (is_blank(c) || ":-,;{}\"'"sv.find(c) != std::string_view::npos)) {
      continue;
    } else if (const int digit = hex_digit(c); digit < 0) {
      return std::nullopt;
    } else if (high < 0) {
      high = digit;
    } else {
      bytes += static_cast<char>(high << 4 | digit);
      high = -1;
    }
  }
  return high < 0 && !bytes.empty() ? std::optional(std::move(bytes)) : std::nullopt;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string digits;
  std::size_t padding = 0;
  for (const char c : text) {
    if (is_blank(c)) continue;
    if (c == '=') {
      ++padding;
    } else if (padding > 0 || !is_base64(c)) {
      return std::nullopt;
    } else {
      digits += c == '-' ? '+' : c == '_' ? '/' : c;  // RFC 4648 5
    }
  }
  const std::size_t missing = (4 - digits.size() % 4) % 4;
  if (missing == 3 || (padding > 0 && padding != missing)) return std::nullopt;
  digits.append(missing, '=');
  std::string bytes(digits.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(digits.data()), static_cast<int>(digits.size()));
  if (size < 0) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(size) - missing);
  return bytes;
}

}  // namespace tool
