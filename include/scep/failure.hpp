// A failure as it travels: the code for the program and, where there is more to know, the CA's words for people.
#pragma once

#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

#include <scep/detail/config.hpp>

#if !defined(__cpp_exceptions) && __has_include(<boost/throw_exception.hpp>)
#  include <boost/throw_exception.hpp>  // where value() of a failed result ends without exceptions
#else
#  include <cstdlib>
#endif

// Of Boost.System, which is not included: whoever has an enum that one of these is true of has included it.
namespace boost::system {
template <class T>
struct is_error_code_enum;
template <class T>
struct is_error_condition_enum;
}  // namespace boost::system

namespace scep {

class failure;

namespace detail {

template <class T, class = void>
struct is_boost_code_enum : std::false_type {};
template <class T>
struct is_boost_code_enum<T, std::enable_if_t<boost::system::is_error_code_enum<T>::value>> : std::true_type {};

template <class T, class = void>
struct is_boost_condition_enum : std::false_type {};
template <class T>
struct is_boost_condition_enum<T, std::enable_if_t<boost::system::is_error_condition_enum<T>::value>> : std::true_type {};

// Asked of Boost's enums alone: another type may have something else of that name, which does not compile.
template <class T, class = void>
struct makes_code : std::false_type {};
template <class T>
struct makes_code<
    T, std::enable_if_t<std::is_convertible_v<decltype(make_error_code(std::declval<const T&>())), std::error_code>>>
    : std::true_type {};

// An enum of Boost's that is no std::error_code by itself. One that is a number as well is taken even where its
// make_error_code is not included, as that of errc may be, which is an error: else a result<int> would have the number.
template <class T>
using if_becomes_boost_code =
    std::enable_if_t<std::conjunction_v<std::negation<std::is_convertible<const T&, std::error_code>>,
                                        std::disjunction<is_boost_code_enum<T>, is_boost_condition_enum<T>>,
                                        std::disjunction<std::is_convertible<const T&, int>, makes_code<T>>>,
                     int>;

// A code or condition, or what becomes one, as what a std::error_code is compared with.
template <class T>
using comparand_t =
    std::conditional_t<std::is_convertible_v<const T&, std::error_code>, std::error_code, std::error_condition>;
template <class T>
comparand_t<T> comparand(const T& other) noexcept(std::is_nothrow_constructible_v<comparand_t<T>, const T&>) {
  if constexpr (std::is_constructible_v<comparand_t<T>, const T&>) {
    return static_cast<comparand_t<T>>(other);
  } else {
    return make_error_condition(other);  // a condition of Boost's
  }
}
template <class T>
using if_comparand = std::enable_if_t<
    std::conjunction_v<std::negation<std::is_base_of<failure, T>>,
                       std::disjunction<std::is_convertible<const T&, std::error_code>,
                                        std::is_convertible<const T&, std::error_condition>, is_boost_condition_enum<T>>>,
    int>;

// What is a std::error_code wherever one is taken; a std::error_code itself and a failure have constructors of their own.
template <class T>
using if_becomes_code = std::enable_if_t<
    std::conjunction_v<std::negation<std::is_same<T, std::error_code>>, std::negation<std::is_base_of<failure, T>>,
                       std::is_convertible<const T&, std::error_code>>,
    int>;

}  // namespace detail

/// What is known of a failure beside its code. Every member may be empty.
struct failure_details {
  std::string text = {};            ///< What the CA says: untrusted bytes, meant to be UTF-8.
  std::string transaction_id = {};  ///< transactionID as the CA sent it: untrusted bytes, meant to be ASCII.
  std::error_code hresult = {};     ///< The HRESULT of an NDES server, or of a get_FailInfo that failed; else false.

  /// The attribute that is missing, malformed or repeated, as RFC 8894 3.2.1 spells it: "senderNonce". For ever valid.
  std::string_view attribute = {};
};

/// What went wrong with a request: a std::error_code, with details where there are any. Small, and copying it never throws:
/// copies share the details, which nobody can change. One that was moved from has its code, and no details any more.
class failure {
 public:
  /// A false code: nothing went wrong.
  failure() noexcept = default;

  /// The code alone.
  failure(std::error_code code) noexcept : code_(code) {}

  /// The same, for all that converts to a std::error_code: fail_info, reply_errc and every other error-code enum of std,
  /// boost::system::error_code. Throws what that conversion throws: nothing, for an enum.
  template <class Code, detail::if_becomes_code<Code> = 0>
  failure(const Code& code) noexcept(noexcept(std::error_code(code))) : code_(code) {}

  /// The same, for Boost.System's enums: those of Boost.Asio and Boost.Beast, boost::system::errc. Those that are unscoped,
  /// as most are, convert to an integer as well, and a result<int> takes none of them. Throws what converting a
  /// boost::system::error_code throws.
  template <class Code, detail::if_becomes_boost_code<Code> = 0>
  failure(const Code& code) : code_(make_error_code(code)) {}

  /// The code and the details. Throws only std::bad_alloc.
  SCEP_ERROR_API failure(std::error_code code, failure_details details);

  /// For the program: what went wrong. Valid as long as this object.
  [[nodiscard]] const std::error_code& code() const noexcept { return code_; }

  /// For people: what else is known; empty members where nothing is. Valid as long as any copy of this failure.
  [[nodiscard]] SCEP_ERROR_API const failure_details& details() const noexcept;

  /// The code alone.
  operator std::error_code() const noexcept { return code_; }

  /// @{ Two failures are equal if their codes are: the details are for people.
  friend bool operator==(const failure& a, const failure& b) noexcept { return a.code_ == b.code_; }
  friend bool operator!=(const failure& a, const failure& b) noexcept { return a.code_ != b.code_; }
  /// @}

  /// @{ A failure compares with codes and conditions and their enums as its code does, `f == scep::condition::rejected`, and
  /// with Boost.System's enums as a boost::system::error_code does. Throws what making a std::error_code of the other
  /// throws: nothing, for std's enums.
  template <class T, detail::if_comparand<T> = 0>
  friend bool operator==(const failure& f, const T& other) noexcept(noexcept(detail::comparand(other))) {
    return f.code_ == detail::comparand(other);
  }
  template <class T, detail::if_comparand<T> = 0>
  friend bool operator!=(const failure& f, const T& other) noexcept(noexcept(detail::comparand(other))) {
    return !(f == other);
  }
  template <class T, detail::if_comparand<T> = 0>
  friend bool operator==(const T& other, const failure& f) noexcept(noexcept(detail::comparand(other))) {
    return f == other;
  }
  template <class T, detail::if_comparand<T> = 0>
  friend bool operator!=(const T& other, const failure& f) noexcept(noexcept(detail::comparand(other))) {
    return !(f == other);
  }
  /// @}

 private:
  std::error_code code_;
  std::shared_ptr<const failure_details> details_;  // null where there are none
};

/// The text as one line that is safe to print: valid UTF-8 without control, bidirectional and other invisible characters but
/// blanks, whatever bytes went in. Those, and bytes that are not UTF-8, come out as escapes: a backslash and n, r, t, x1B or
/// u{202E}. A backslash and a quotation mark get a backslash before them, so that nothing else looks like an escape. Throws
/// only std::bad_alloc.
[[nodiscard]] SCEP_ERROR_API std::string printable(std::string_view text);

/// All that is known, as one line for a log: the code's message, its name and label, then the CA's text, the HRESULT, the
/// attribute and the transaction, where there are any. All of it is printable(), whatever the CA or a category wrote:
///
///     The transaction was not permitted or was not supported. [badRequest, scep.fail_info:102] The CA says: "no".
///
/// Throws only what the category's message() throws, or std::bad_alloc.
[[nodiscard]] SCEP_ERROR_API std::string to_string(const failure& f);

/// Writes to_string(f). A fail_info, reply_errc or hresult is written as the failure that it makes.
SCEP_ERROR_API std::ostream& operator<<(std::ostream& stream, const failure& f);

#if defined(__cpp_exceptions)
/// What value() of a failed scep::result throws.
class SCEP_ERROR_API failure_error : public std::system_error {
 public:
  /// code() is f.code(). Throws what to_string(f) throws; value() of a failed result then throws that instead.
  explicit failure_error(scep::failure f);

  /// @{ Copying does not throw.
  failure_error(const failure_error&) noexcept = default;
  failure_error& operator=(const failure_error&) noexcept = default;
  /// @}
  ~failure_error() override;

  /// to_string(failure()). Valid as long as any copy of this exception.
  [[nodiscard]] const char* what() const noexcept override;

  /// Valid as long as any copy of this exception.
  [[nodiscard]] const scep::failure& failure() const noexcept;

 private:
  struct state;
  std::shared_ptr<const state> state_;
};
#endif

namespace detail {

// Throws failure_error. Without exceptions it ends as Boost's own results do: in boost::throw_exception, which the program
// defines, with a std::system_error; or, where there is no Boost, in std::abort.
[[noreturn]] inline void throw_failure(const failure& f) {
#if defined(__cpp_exceptions)
  throw failure_error(f);
#elif __has_include(<boost/throw_exception.hpp>)
  BOOST_THROW_EXCEPTION(std::system_error(f.code(), to_string(f)));
#else
  static_cast<void>(f);
  std::abort();
#endif
}

}  // namespace detail

/// @{ The hooks of Boost.Outcome: a failure has an error code, and value() of a failed result throws failure_error.
// Here, not in scep/outcome.hpp: they decide what std_result<T, failure> is, which must not depend on what else is included.
[[nodiscard]] inline std::error_code make_error_code(const failure& f) noexcept { return f.code(); }
[[noreturn]] inline void outcome_throw_as_system_error_with_payload(const failure& f) { detail::throw_failure(f); }
/// @}

/// The hook of Boost.System: value() of a failed boost::system::result<T, failure> throws failure_error.
template <class SourceLocation>
[[noreturn]] void throw_exception_from_error(const failure& f, const SourceLocation&) {
  detail::throw_failure(f);
}

}  // namespace scep
