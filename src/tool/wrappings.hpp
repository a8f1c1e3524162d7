// What may be wrapped around the bytes of a message, or around the text that it is written in.
#pragma once

#include "forms.hpp"

namespace tool {

// Takes one wrapping off in.bytes, HTTP's head, UTF-16, percent signs or their like, and notes in in.http what HTTP says.
// False, and nothing changed, where there is none.
bool take_off_wrapping(input& in);

}  // namespace tool
