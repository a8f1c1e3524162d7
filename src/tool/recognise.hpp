// What a file holds instead of a reply, and what to do about that.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "forms.hpp"

namespace tool {

struct finding {
  std::string what;    // "a web page: \"404 Not Found\""; what is quoted is printable
  std::string advice;  // a sentence or two
};

// Of a message that is no reply, or of a file in which there is none (nullptr).
finding recognise(const input& in, const message* m);

// How many bytes stand behind the message; 0 where it is cut short.
std::size_t bytes_behind(const message& m);

// id-signedData (RFC 5652 5.1), the contents octets.
inline constexpr std::string_view signed_data_type = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02";

// Whether the message is a SignedData, which a reply is.
bool is_signed_data(const message& m);

// The first SignedData of the file, else the first message of any kind, else nullptr.
const message* choose(const input& in);

}  // namespace tool
