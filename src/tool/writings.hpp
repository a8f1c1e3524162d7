// In what text a message's DER may be written: PEM, hex dumps, base64.
#pragma once

#include <string_view>
#include <vector>

#include "forms.hpp"

namespace tool {

// The messages written in the text, in the order in which they stand.
std::vector<message> written_in(std::string_view text);

// Whether the text is what openssl prints of a message. The dumps in it are of parts alone.
bool is_printed(std::string_view text);

}  // namespace tool
