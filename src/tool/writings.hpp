// In what text a message's DER may be written: PEM, hex dumps, base64.
#pragma once

#include <string_view>
#include <vector>

#include "forms.hpp"

namespace tool {

// The messages written in the text, in the order in which they stand.
std::vector<message> written_in(std::string_view text);

}  // namespace tool
