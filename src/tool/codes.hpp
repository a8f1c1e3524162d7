// Every code the library knows, as the program shows it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "print.hpp"

namespace tool {

struct code_info {
  std::error_code code;
  std::string_view enumerator;    // ours; empty for an HRESULT
  std::string_view name;          // the RFC's of a failInfo, Windows' of an HRESULT, the enumerator of a reply_errc
  std::string_view windows_name;  // X509SCEPFailInfo's or winerror.h's; else empty
  std::optional<int> wire;        // of a failInfo that can be sent
};

// What is known of a code of one of the library's categories.
code_info describe(const std::error_code& code);

std::vector<code_info> all_codes();

// "badRequest", "failInfo 7", "bad_signature", "E_INVALIDARG": what to call a code in a heading.
std::string title(const code_info& info);

// "scep.fail_info:102", as a log has it; an HRESULT in hex.
std::string label(const std::error_code& code);

std::string hex(int hresult);

// The message of a code without what stands beside it already.
std::string sentence(const std::error_code& code);

// The std::errc that the code is equivalent to; empty where there is none.
std::string_view errc_of(const std::error_code& code);

// What `list` and `explain` say of a code.
json_object to_json(const code_info& info);

}  // namespace tool
