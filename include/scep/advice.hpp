// What to tell whoever has to put a failure right.
#pragma once

#include <string_view>
#include <system_error>
#include <type_traits>

#include <scep/detail/config.hpp>
#include <scep/failure.hpp>

namespace scep {

/// What usually helps, the likeliest cause first: one or two sentences, ASCII, for ever valid. There for every fail_info (an
/// unrecognised one, too), for every enumerator of reply_errc, and for an HRESULT where there is more to say than its
/// message does. Empty for all else, a false code and the codes of other categories included. Takes whatever converts to a
/// std::error_code.
[[nodiscard]] SCEP_ERROR_API std::string_view advice(const std::error_code& code) noexcept;

/// The advice for the HRESULT in the details, where it has some, for that is closer to the cause; else for the
/// code.
// A template, so that an enum, which converts to a failure as well as to a std::error_code, has one way to go.
template <class Failure, class = std::enable_if_t<std::is_base_of_v<failure, Failure>>>
[[nodiscard]] std::string_view advice(const Failure& f) noexcept {
  const std::string_view of_hresult = advice(f.details().hresult);
  return of_hresult.empty() ? advice(f.code()) : of_hresult;
}

}  // namespace scep
