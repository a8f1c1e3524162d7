// Finds the codes of SCEP in what a person has: a number, a name, a line of a log.
#pragma once

#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace tool {

// Every code that stands in the text, each once, in the order in which they stand. A number that stands alone is a failInfo
// (0 to 4), the value of a fail_info (99 to 104), an HRESULT, or a Windows error that is known; within a text a number
// counts only behind the word failInfo, or where it is a known HRESULT. Takes time in proportion to the text.
std::vector<std::error_code> find_codes(std::string_view text);

// Why there is no code in the text: a sentence.
std::string why_no_code(std::string_view text);

}  // namespace tool
