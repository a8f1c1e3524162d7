#include "forms.hpp"

#include <utility>

#include "der.hpp"
#include "text.hpp"
#include "wrappings.hpp"
#include "writings.hpp"

namespace tool {

input take_apart(std::string bytes) {
  input in;
  in.bytes = std::move(bytes);
  for (int depth = 0; depth < 8 && !der::begins_message(in.bytes); ++depth) {  // a query in a log in an HTTP body is 3
    if (!take_off_wrapping(in)) break;
    in.is_wrapped = true;
  }
  if (der::begins_message(in.bytes)) {  // before all that is for text: the text in a reply may quote PEM
    std::string_view der = in.bytes;
    if (const auto whole = der::first(der)) {
      const std::string_view rest = der.substr(whole->whole.size());
      if (rest.find_first_not_of(" \t\r\n\0\x1A"sv) == std::string_view::npos) der = whole->whole;
    }
    in.messages.push_back({std::string(der)});
    return in;
  }
  in.messages = written_in(in.bytes);
  return in;
}

}  // namespace tool
