// What scep/fmt.hpp and scep/format.hpp have in common. Private machinery.
#pragma once

#include <scep/failure.hpp>

namespace scep::detail {

// Formats a failure, or what becomes one, as StringFormatter does the line of to_string.
template <class T, class StringFormatter>
struct text_formatter : StringFormatter {
  template <class Context>
  auto format(const T& value, Context& context) const {
    return StringFormatter::format(to_string(failure(value)), context);
  }
};

}  // namespace scep::detail
