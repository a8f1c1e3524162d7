// failInfo, the reason a SCEP CA gives for a refusal (RFC 8894 3.2.1.4; X509SCEPFailInfo on Windows), as std::error_code.
#pragma once

#include <climits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

#include <scep/detail/config.hpp>
#include <scep/detail/immortal.hpp>

namespace scep {

/// Why the CA refused. Each value is Windows' value plus 100, so that none is 0, which std::error_code takes for success,
/// and all but unknown are 100 more than the number on the wire. Open: a reason that RFC 8894 does not define keeps its
/// number, 100 + n.
enum class fail_info : int {
  unknown = 99,             ///< Refused without a reason that can be read; SCEPFailUnknown (-1), never on the wire.
  bad_algorithm = 100,      ///< badAlg (0)
  bad_message_check = 101,  ///< badMessageCheck (1)
  bad_request = 102,        ///< badRequest (2)
  bad_time = 103,           ///< badTime (3)
  bad_cert_id = 104         ///< badCertId (4)
};

}  // namespace scep

template <>
struct std::is_error_code_enum<scep::fail_info> : std::true_type {};

namespace scep {

namespace detail {

class SCEP_ERROR_API fail_info_category_type final : public std::error_category {
 public:
  constexpr fail_info_category_type() noexcept = default;
  const char* name() const noexcept override;
  std::string message(int value) const override;
  std::error_condition default_error_condition(int value) const noexcept override;
};

extern SCEP_ERROR_API const immortal<fail_info_category_type> fail_info_category_object;

struct fail_info_row {
  fail_info value;
  std::string_view name;     // RFC 8894's
  std::string_view message;  // X509SCEPFailInfo's, word for word; ours for unknown
  std::errc condition{};     // the std::errc that means the same; 0 where there is none
};

// What everybody needs to know of the reasons; what only the library itself needs stands beside its source.
inline constexpr fail_info_row fail_info_table[] = {
    // clang-format off
    {fail_info::unknown,           "unknown",         "The CA refused the request and gave no reason that SCEP defines."},
    {fail_info::bad_algorithm,     "badAlg",          "Failure due to an unrecognized or unsupported algorithm.", std::errc::not_supported},
    {fail_info::bad_message_check, "badMessageCheck", "The integrity check failed.", std::errc::bad_message},
    {fail_info::bad_request,       "badRequest",      "The transaction was not permitted or was not supported.", std::errc::operation_not_permitted},
    {fail_info::bad_time,          "badTime",         "The signing time attribute from the PKCS7 authenticated attributes was not sufficiently close to the system time."},
    {fail_info::bad_cert_id,       "badCertId",       "No certificate could be identified."},
    // clang-format on
};

// The row of f; unknown's for a reason that RFC 8894 does not define.
constexpr const fail_info_row& row_of(fail_info f) noexcept {
  for (const fail_info_row& row : fail_info_table)
    if (row.value == f) return row;
  return fail_info_table[0];
}

// The value of f's code, which is never 0: a fail_info made without a value is unknown.
constexpr int true_value(fail_info f) noexcept { return static_cast<int>(f != fail_info{} ? f : fail_info::unknown); }

}  // namespace detail

/// The category of the codes below, named "scep.fail_info": one object for the process, there before main and after the
/// last static destructor.
[[nodiscard]] inline const std::error_category& fail_info_category() noexcept {
  return detail::fail_info_category_object.object;
}

/// A code that is true, whatever f is: fail_info{}, which is no reason, becomes unknown. Its message() is message(f) for an
/// enumerator and fail_info{}, and a sentence with the number for any other value. Equivalent to std::errc::not_supported
/// (bad_algorithm), bad_message (bad_message_check) and operation_not_permitted (bad_request); the others have no portable
/// counterpart.
[[nodiscard]] inline std::error_code make_error_code(fail_info f) noexcept {
  return {detail::true_value(f), fail_info_category()};
}

/// The condition "means f", true as the code is. Another library's category can say so of its codes by returning it from
/// default_error_condition; as_fail_info understands that. Never implicit: compare with fail_info to mean the CA's own
/// code.
[[nodiscard]] inline std::error_condition make_error_condition(fail_info f) noexcept {
  return {detail::true_value(f), fail_info_category()};
}

/// The number on the wire: value - 100, and so -1 for unknown. A value too small for that is no failInfo: -1.
[[nodiscard]] constexpr int to_wire(fail_info f) noexcept {
  const int value = static_cast<int>(f);
  return value >= INT_MIN + 100 ? value - 100 : -1;
}

/// The reason with this number on the wire. Total: unknown for n < 0 and n > INT_MAX - 100, fail_info{n + 100} for all
/// else, whether RFC 8894 defines it or not.
[[nodiscard]] constexpr fail_info from_wire(int n) noexcept {
  return n < 0 || n > INT_MAX - 100 ? fail_info::unknown : static_cast<fail_info>(n + 100);
}

/// The reason in a failInfo attribute's text (RFC 8894 3.2.1.4: decimal digits). Total: unknown for anything else, be it
/// empty, signed, blank or too big.
[[nodiscard]] SCEP_ERROR_API fail_info parse_fail_info(std::string_view text) noexcept;

/// The RFC's name, "badAlg" to "badCertId"; "unknown" for all else. ASCII, for ever valid.
[[nodiscard]] constexpr std::string_view name(fail_info f) noexcept { return detail::row_of(f).name; }

/// The specification's words for the five, one sentence of ours for all else. ASCII, for ever valid.
[[nodiscard]] constexpr std::string_view message(fail_info f) noexcept { return detail::row_of(f).message; }

/// The reason that a code of any category means, if it means one: for a code of fail_info_category() that reason,
/// unrecognised ones too; for a code equivalent to make_error_condition of one of the five, or to std::errc::bad_message
/// (bad_message_check), that one. Else nullopt, a false code included: "our database is down" is no reason that SCEP knows,
/// and better answered with HTTP 503 than with a signed refusal, which is final.
[[nodiscard]] SCEP_ERROR_API std::optional<fail_info> as_fail_info(const std::error_code& code) noexcept;

/// The failInfo a server answers with for an error of any category: one of the five, always. as_fail_info(code), where that
/// is one of them; else bad_request, which fits nearly every refusal (RFC 8894 3.2.1.4).
[[nodiscard]] SCEP_ERROR_API fail_info fail_info_for(const std::error_code& code) noexcept;

}  // namespace scep
