// Built without exceptions and without RTTI: every public header compiles, failures travel, and value() of a failed result
// ends where Boost's own results end, in boost::throw_exception, which the program defines.
#include <scep/outcome.hpp>
#include <scep/x509_enrollment.hpp>
#if defined(HAVE_CERT_REP)
#  include <scep/cert_rep.hpp>
#endif

#include <boost/system/result.hpp>
#include <boost/throw_exception.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#if defined(__cpp_exceptions) || defined(__cpp_rtti)
#  error "this is to be built with -fno-exceptions -fno-rtti"
#endif

namespace {

using scep::fail_info;

int failures = 0;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "not true: %s\n", what);
  ++failures;
}

[[noreturn]] void end(const std::exception& e) {
  const std::string_view what = e.what();
  require(what.find("The CA says: \"MD5?\"") != std::string_view::npos, "what value() ends with keeps the CA's words");
  std::exit(failures);
}

scep::result<int> refused() { return scep::failure(fail_info::bad_algorithm, {"MD5?", {}, {}, {}}); }

scep::outcome<std::string> handed_on() {
  BOOST_OUTCOME_TRY(const int value, refused());
  return std::to_string(value);
}

struct enrollment {
  static std::int32_t get_FailInfo(int* reason) {
    *reason = 2;
    return 0;
  }
};

}  // namespace

namespace boost {
void throw_exception(const std::exception& e) { end(e); }
void throw_exception(const std::exception& e, const boost::source_location&) { end(e); }
}  // namespace boost

int main(int argc, char**) {
  const auto failed = handed_on();
  require(failed.error() == fail_info::bad_algorithm, "BOOST_OUTCOME_TRY hands the failure on");
  require(failed.error().details().text == "MD5?", "and its details");
  require(failed.error() == scep::condition::rejected, "it meets the conditions");
  require(!scep::advice(failed.error()).empty(), "there is an advice");
  enrollment e;
  require(scep::process_result(0, 2, e).error() == fail_info::bad_request, "CertEnroll's refusals are read");
#if defined(HAVE_CERT_REP)
  require(scep::inspect_cert_rep("<html>").error() == scep::reply_errc::not_signed_data, "replies are read");
#endif
  const boost::system::result<int, scep::failure> of_boost_system = failed.error();
  const int value = argc > 1 ? of_boost_system.value() : refused().value();
  std::fprintf(stderr, "not true: value() of a failed result does not return, but it returned %d\n", value);
  return 1;
}
