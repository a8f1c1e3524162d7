// fail_info as a status_code (P1028), the error of Boost.Outcome's experimental status_result. Needs Boost 1.81, exceptions
// and, since that loses the value of every code that it erases on other machines, a little-endian one.
#pragma once

#include <boost/outcome/experimental/status_result.hpp>
#include <boost/version.hpp>

#include <scep/detail/try.hpp>
#include <scep/fail_info.hpp>

namespace scep {

namespace detail {

namespace p1028 = BOOST_OUTCOME_V2_NAMESPACE::experimental;

// The base has a protected destructor; g++ counts it as accessible, because the base has friends.
#if defined(__GNUC__)
#  pragma GCC diagnostic push
#  pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
#endif
class fail_info_domain final : public p1028::status_code_domain {
 public:
  using value_type = fail_info;
  using code_type = p1028::status_code<fail_info_domain>;

  constexpr fail_info_domain() noexcept : status_code_domain(0x4cb3aec04b1fae1a) {}
  static constexpr const fail_info_domain& get() noexcept;

#if BOOST_VERSION < 109100
  string_ref name() const noexcept override { return name_of_domain(); }
  payload_info_t payload_info() const noexcept override { return size_of_code(); }
  p1028::generic_code _generic_code(const p1028::status_code<void>& code) const noexcept override {
    return generic_of(code);
  }
  string_ref _do_message(const p1028::status_code<void>& code) const noexcept override { return message_of(code); }
#else  // the same, returned through the argument
  int _do_name(_vtable_name_args& args) const noexcept override {
    args.ret = name_of_domain();
    return 0;
  }
  void _do_payload_info(_vtable_payload_info_args& args) const noexcept override { args.ret = size_of_code(); }
  void _do_generic_code(_vtable_generic_code_args& args) const noexcept override { args.ret = generic_of(args.code); }
  int _do_message(_vtable_message_args& args) const noexcept override {
    args.ret = message_of(args.code);
    return 0;
  }
#endif

  // Whatever the value: there is no fail_info that means success.
  bool _do_failure(const p1028::status_code<void>&) const noexcept override { return true; }
  bool _do_equivalent(const p1028::status_code<void>& a, const p1028::status_code<void>& b) const noexcept override {
    return b.domain() == *this && value_of(a) == value_of(b);
  }
  [[noreturn]] void _do_throw_exception(const p1028::status_code<void>& code) const override {
    throw p1028::status_error<fail_info_domain>(static_cast<const code_type&>(code));
  }

 private:
  static string_ref name_of_domain() noexcept { return string_ref(fail_info_category().name()); }
  static constexpr payload_info_t size_of_code() noexcept {
    return {sizeof(value_type), sizeof(code_type), alignof(code_type)};
  }
  // Of a code in this domain:
  static fail_info value_of(const p1028::status_code<void>& code) noexcept {
    return static_cast<const code_type&>(code).value();
  }
  static p1028::generic_code generic_of(const p1028::status_code<void>& code) noexcept {
    const std::errc condition = row_of(value_of(code)).condition;
    return condition == std::errc{} ? p1028::errc::unknown : static_cast<p1028::errc>(condition);
  }
  static string_ref message_of(const p1028::status_code<void>& code) noexcept {
    const std::string_view text = message(value_of(code));
    return string_ref(text.data(), text.size());
  }
};
#if defined(__GNUC__)
#  pragma GCC diagnostic pop
#endif

inline constexpr fail_info_domain fail_info_domain_object;

constexpr const fail_info_domain& fail_info_domain::get() noexcept { return fail_info_domain_object; }

}  // namespace detail

/// A fail_info in the domain "scep.fail_info"; always a failure. Its message() is message(f), for ever valid.
using fail_info_code = detail::fail_info_domain::code_type;

/// Through this a fail_info is a status_code wherever one is taken: `return scep::fail_info::bad_time;` in a function that
/// returns a status_result. It compares equal to the generic code that make_error_code(f) is equivalent to.
inline fail_info_code make_status_code(fail_info f) noexcept { return fail_info_code(detail::p1028::in_place, f); }

}  // namespace scep
