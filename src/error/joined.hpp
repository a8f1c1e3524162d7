// A text of several parts, made with one allocation.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace scep::detail {

inline std::string joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string text;
  text.reserve(size);
  for (const std::string_view part : parts) text += part;
  return text;
}

}  // namespace scep::detail
