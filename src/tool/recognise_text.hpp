// What a file holds in which there is no message.
#pragma once

#include <string>
#include <string_view>

#include "recognise.hpp"

namespace tool {

finding recognise_text(const input& in);

// What helps where a file was spoilt.
inline constexpr std::string_view save_again = "Save the body of the answer to PKIOperation as it came: curl --output FILE.";

// How much of the body the file does not hold, in words; empty where HTTP does not say so.
std::string missing_by_http(const input& in);

// "HTTP status 404 (Not Found)"
std::string status_text(const http_head& head);

// The beginning of the text, printable; and the same in quotes. A page says why a little later than a line does.
inline constexpr std::size_t of_a_line = 120, of_a_page = 400;
std::string beginning(std::string_view text, std::size_t enough = of_a_line);
std::string quote(std::string_view text, std::size_t enough = of_a_line);

}  // namespace tool
