// From Windows CertEnroll's IX509SCEPEnrollment to scep::result, without a Windows header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>

#include <scep/detail/utf8.hpp>
#include <scep/fail_info.hpp>
#include <scep/hresult.hpp>
#include <scep/outcome.hpp>
#include <scep/reply_errc.hpp>

namespace scep {

/// What ProcessResponseMessage reports when nothing is wrong: values of X509SCEPDisposition.
enum class disposition : int { success = 0, pending = 3, pending_challenge = 11 };

namespace detail {

// Where a method puts an enumeration of Windows' whose type only its declaration knows.
class enum_out {
 public:
  template <class Enum>
  operator Enum*() noexcept {
    static_assert(std::is_enum_v<Enum> || std::is_integral_v<Enum>, "get_FailInfo takes a pointer to X509SCEPFailInfo");
    static_assert(sizeof(Enum) == sizeof(int), "X509SCEPFailInfo is an int");
    return reinterpret_cast<Enum*>(storage_);
  }
  int value() const noexcept {
    int value;
    std::memcpy(&value, storage_, sizeof value);
    return value;
  }

 private:
  alignas(int) unsigned char storage_[sizeof(int)] = {0xFF, 0xFF, 0xFF, 0xFF};  // SCEPFailUnknown, if nothing is put here
};

// A unit of a BSTR: wchar_t on Windows, a type as wide elsewhere.
using bstr_char = std::conditional_t<sizeof(wchar_t) == 2, wchar_t, char16_t>;

// A BSTR as UTF-8. Its size in bytes stands in the 32 bits before it.
inline std::string utf8_of(const bstr_char* text) {
  if (text == nullptr) return {};
  std::uint32_t bytes = 0;
  std::memcpy(&bytes, reinterpret_cast<const unsigned char*>(text) - sizeof bytes, sizeof bytes);
  return utf8_of_utf16(bytes / 2, [text](std::size_t i) { return static_cast<char32_t>(text[i]); });
}

template <class Enrollment, class = void>
struct has_result_message_text : std::false_type {};
template <class Enrollment>
struct has_result_message_text<
    Enrollment, std::void_t<decltype(std::declval<Enrollment&>().get_ResultMessageText(std::declval<bstr_char**>()))>>
    : std::true_type {};

template <class Enrollment, class FreeString>
std::string result_message_text(Enrollment& enrollment, FreeString free_string) {
  struct bstr {
    bstr_char* text = nullptr;
    FreeString free;
    ~bstr() { free(text); }
  } owned{nullptr, std::move(free_string)};
  return enrollment.get_ResultMessageText(&owned.text) >= 0 ? utf8_of(owned.text) : std::string();
}

}  // namespace detail

/// What came of a SCEP response, after
///
///     HRESULT hr = enrollment->ProcessResponseMessage(response, encoding, &disposition);
///     auto outcome = scep::process_result(hr, disposition, *enrollment, ::SysFreeString);
///
/// hr: the HRESULT that ProcessResponseMessage returned.
/// reported: the X509SCEPDisposition that it set.
/// enrollment: an IX509SCEPEnrollment or IX509SCEPEnrollment2, or anything else with their get_FailInfo and, for the text,
/// get_ResultMessageText. Asked only after a Failure.
/// free_string: SysFreeString, or what else frees a BSTR; called once with what get_ResultMessageText set, be it null. An
/// enrollment without get_ResultMessageText needs none.
///
/// Returns the disposition for Success, Pending and PendingChallenge. Else an error:
/// - the hresult, where hr is a failure;
/// - for Failure, condition::rejected: the fail_info, with the text in UTF-8 where there is one; where get_FailInfo fails,
///   fail_info::unknown, with its HRESULT;
/// - reply_errc::unknown_status for Unknown and every other disposition.
///
/// Throws only std::bad_alloc, and what the enrollment throws; free_string must not throw.
/// Source: certenroll.h, X509SCEPDisposition and IX509SCEPEnrollment2.
template <class Enrollment, class FreeString>
result<disposition> process_result(std::int32_t hr, int reported, Enrollment& enrollment, FreeString free_string) {
  constexpr int failed = 2;
  if (hr < 0) return hresult{hr};
  if (reported != failed) {
    for (const disposition known : {disposition::success, disposition::pending, disposition::pending_challenge})
      if (reported == static_cast<int>(known)) return known;
    return reply_errc::unknown_status;
  }
  detail::enum_out reason;
  const auto asked = static_cast<std::int32_t>(enrollment.get_FailInfo(reason));
  failure_details details;
  details.hresult = hresult{asked};
  if constexpr (detail::has_result_message_text<Enrollment>::value)
    details.text = detail::result_message_text(enrollment, std::move(free_string));
  return failure(asked >= 0 ? from_wire(reason.value()) : fail_info::unknown, std::move(details));
}

/// The same for an enrollment without get_ResultMessageText.
template <class Enrollment>
result<disposition> process_result(std::int32_t hr, int reported, Enrollment& enrollment) {
  static_assert(!detail::has_result_message_text<Enrollment>::value,
                "this enrollment has a text for people: pass SysFreeString, to free it with");
  return scep::process_result(hr, reported, enrollment, nullptr);
}

}  // namespace scep
