// What scep/fmt.hpp and scep/format.hpp have in common. Private machinery.
#pragma once

#include <string>

#include <scep/failure.hpp>

namespace scep::detail {

inline std::string text_of(const failure& f) { return to_string(f); }

// Asks the category, not the code: that of an hresult which reports a success has lost its value.
template <class Enum>
std::string text_of(Enum e) {
  return make_error_code(e).category().message(static_cast<int>(e));
}

// Formats a T as StringFormatter does its text.
template <class T, class StringFormatter>
struct text_formatter : StringFormatter {
  template <class Context>
  auto format(const T& value, Context& context) const {
    return StringFormatter::format(text_of(value), context);
  }
};

}  // namespace scep::detail
