// HRESULT, what a Microsoft server (NDES) says beside the failInfo: the part that tells an administrator what to fix.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

#include <scep/detail/config.hpp>
#include <scep/detail/immortal.hpp>

namespace scep {

/// Any HRESULT: hresult{hr} from a Windows HRESULT, make_hresult(0x80094811) as it stands in an event log.
enum class hresult : std::int32_t {};

/// The HRESULT with these 32 bits.
[[nodiscard]] constexpr hresult make_hresult(std::uint32_t bits) noexcept {
  return static_cast<hresult>(static_cast<std::int32_t>(bits));
}

}  // namespace scep

template <>
struct std::is_error_code_enum<scep::hresult> : std::true_type {};

namespace scep {

namespace detail {

class SCEP_ERROR_API hresult_category_type final : public std::error_category {
 public:
  constexpr hresult_category_type() noexcept = default;
  const char* name() const noexcept override;
  std::string message(int value) const override;
  std::error_condition default_error_condition(int value) const noexcept override;
};

extern SCEP_ERROR_API const immortal<hresult_category_type> hresult_category_object;

}  // namespace detail

/// The category of the codes below, named "hresult"; it lives as fail_info_category() does.
[[nodiscard]] inline const std::error_category& hresult_category() noexcept {
  return detail::hresult_category_object.object;
}

/// The code of a failure; a false one (value 0) where the severity bit is clear, for then h reports a success. A
/// scep::result made of that has failed, with a code that is false: look at h first. Where this library knows a std::errc
/// that means the same, the code is equivalent to it: E_ACCESSDENIED, E_INVALIDARG, E_OUTOFMEMORY, E_NOTIMPL, several of
/// FACILITY_WIN32, and a few more.
[[nodiscard]] inline std::error_code make_error_code(hresult h) noexcept {
  const auto value = static_cast<std::int32_t>(h);
  return {value < 0 ? value : 0, hresult_category()};
}

/// The HRESULT in the text of NDES' attribute szOID_ENROLL_SCEP_ERROR (1.3.6.1.4.1.311.21.33): decimal digits with or
/// without a minus sign before them, all of the text, within a signed 32-bit integer ("-2147024809"). Anything else is
/// nullopt.
[[nodiscard]] SCEP_ERROR_API std::optional<hresult> parse_hresult(std::string_view text) noexcept;

/// Windows' name, "E_INVALIDARG" or "CERTSRV_E_KEY_LENGTH"; empty where this library has none. ASCII, for ever valid.
[[nodiscard]] SCEP_ERROR_API std::string_view name(hresult h) noexcept;

/// Name, hex value and a sentence: "CERTSRV_E_KEY_LENGTH (0x80094811): ...". ASCII. Throws only std::bad_alloc.
[[nodiscard]] SCEP_ERROR_API std::string message(hresult h);

}  // namespace scep
