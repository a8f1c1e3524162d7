// The questions a caller asks of any code: did the CA refuse, or is the reply no good?
#pragma once

#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

#include <scep/detail/config.hpp>
#include <scep/detail/immortal.hpp>

namespace scep {

/// Compare a std::error_code with these: `if (code == scep::condition::rejected)`. A false code is none of them.
enum class condition : int {
  rejected = 1,   ///< Every fail_info code: the CA said no.
  unrecognized,   ///< A fail_info code outside the five of RFC 8894, fail_info::unknown included.
  unusable_reply  ///< Every reply_errc code: the reply is broken, forged or not for this request.
};

}  // namespace scep

template <>
struct std::is_error_condition_enum<scep::condition> : std::true_type {};

namespace scep {

namespace detail {

class SCEP_ERROR_API condition_category_type final : public std::error_category {
 public:
  constexpr condition_category_type() noexcept = default;
  const char* name() const noexcept override;
  std::string message(int value) const override;
  using std::error_category::equivalent;
  bool equivalent(const std::error_code& code, int value) const noexcept override;
};

extern SCEP_ERROR_API const immortal<condition_category_type> condition_category_object;

}  // namespace detail

/// The category of the conditions, named "scep.condition"; it lives as fail_info_category() does.
[[nodiscard]] inline const std::error_category& condition_category() noexcept {
  return detail::condition_category_object.object;
}

/// Through this a condition is a std::error_condition wherever one is taken.
[[nodiscard]] inline std::error_condition make_error_condition(condition c) noexcept {
  return {static_cast<int>(c), condition_category()};
}

/// The enumerator's name, "rejected"; empty for a value that is none. ASCII, for ever valid.
[[nodiscard]] constexpr std::string_view name(condition c) noexcept {
  switch (c) {
    case condition::rejected: return "rejected";
    case condition::unrecognized: return "unrecognized";
    case condition::unusable_reply: return "unusable_reply";
  }
  return {};
}

}  // namespace scep
