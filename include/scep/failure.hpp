// A refusal as it travels: the code for the program, the CA's text for people.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

#include <scep/detail/config.hpp>

namespace scep {

namespace detail {
template <class T>
using if_code_or_condition =
    std::enable_if_t<std::is_same_v<T, std::error_code> || std::is_same_v<T, std::error_condition> ||
                         std::is_error_code_enum<T>::value || std::is_error_condition_enum<T>::value,
                     int>;
}  // namespace detail

/// What went wrong with a request. Made from a std::error_code or any error-code enum, used as a std::error_code.
struct failure {
  failure() = default;

  /// No text, no transaction, no detail.
  failure(std::error_code c) noexcept : code(c) {}

  /// The same, for fail_info, reply_errc and every other enum with std::is_error_code_enum.
  template <class Enum, std::enable_if_t<std::is_error_code_enum<Enum>::value, int> = 0>
  failure(Enum e) noexcept : code(make_error_code(e)) {}

  /// The code alone.
  operator std::error_code() const noexcept { return code; }

  std::error_code code;        ///< For the program: what went wrong.
  std::string text;            ///< failInfoText as the CA sent it: untrusted bytes, meant to be UTF-8.
  std::string transaction_id;  ///< transactionID as the CA sent it: untrusted bytes, meant to be ASCII.
  std::error_code detail;      ///< The HRESULT of an NDES server, else false.

  /// @{ All four members are equal.
  friend bool operator==(const failure& a, const failure& b) noexcept {
    return a.code == b.code && a.text == b.text && a.transaction_id == b.transaction_id && a.detail == b.detail;
  }
  friend bool operator!=(const failure& a, const failure& b) noexcept { return !(a == b); }
  /// @}

  /// @{ A failure compares with codes, conditions and their enums as its code does: `f == scep::condition::rejected`.
  template <class T, detail::if_code_or_condition<T> = 0>
  friend bool operator==(const failure& f, const T& other) noexcept {
    return f.code == other;
  }
  template <class T, detail::if_code_or_condition<T> = 0>
  friend bool operator!=(const failure& f, const T& other) noexcept {
    return !(f.code == other);
  }
  template <class T, detail::if_code_or_condition<T> = 0>
  friend bool operator==(const T& other, const failure& f) noexcept {
    return f.code == other;
  }
  template <class T, detail::if_code_or_condition<T> = 0>
  friend bool operator!=(const T& other, const failure& f) noexcept {
    return !(f.code == other);
  }
  /// @}
};

/// The text as one line that is safe to print: valid UTF-8 without control, bidirectional and other invisible characters,
/// whatever bytes went in. Those, and bytes that are not UTF-8, come out as `\n`, `\x1B`, `\u{202E}`; a backslash and a
/// quotation mark get a backslash before them, so that nothing else looks like an escape. Throws only std::bad_alloc.
SCEP_ERROR_API std::string printable(std::string_view text);

/// One line for a log or a person: the code's message and name, then the CA's text, the detail and the transaction where
/// there are any, all printable() as above. Throws only what the category's message() throws, or std::bad_alloc.
SCEP_ERROR_API std::string to_string(const failure& f);

#if defined(__cpp_exceptions)
/// What value() of a failed scep::result throws.
class SCEP_ERROR_API failure_error : public std::system_error {
 public:
  /// code() is f.code.
  explicit failure_error(scep::failure f);

  /// @{ Copying does not throw.
  failure_error(const failure_error&) noexcept = default;
  failure_error& operator=(const failure_error&) noexcept = default;
  /// @}
  ~failure_error() override;

  /// to_string(failure()).
  const char* what() const noexcept override;

  /// Valid as long as any copy of this exception.
  const scep::failure& failure() const noexcept;

 private:
  struct state;
  std::shared_ptr<const state> state_;
};
#endif

}  // namespace scep
