#include <scep/outcome.hpp>

#include <doctest/doctest.h>
#include <boost/outcome/boost_result.hpp>

#include <string>
#if __has_include(<expected>)
#  include <expected>
#endif

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;
using scep::fail_info;
using scep::failure;

namespace {

template <class T>
using std_result = outcome::std_result<T>;
template <class T>
using std_outcome = outcome::std_outcome<T>;
template <class T>
using boost_result = outcome::boost_result<T>;

// The error of any result or outcome as a std::error_code.
template <class Result>
std::error_code code_of(const Result& r) {
  REQUIRE(r.has_error());
  return r.error();
}

template <template <class> class From>
From<int> refuse() {
  return fail_info::bad_algorithm;
}

template <template <class> class From>
From<int> grant() {
  return 7;
}

template <template <class> class From, template <class> class To>
To<std::string> handed_on(bool refused) {
  BOOST_OUTCOME_TRY(const int value, refused ? refuse<From>() : grant<From>());
  return std::to_string(value);
}

template <template <class> class From, template <class> class To>
void check_pair() {
  const auto failed = handed_on<From, To>(true);
  CHECK(failed.has_failure());
  CHECK(code_of(failed) == fail_info::bad_algorithm);
  CHECK(code_of(failed) == scep::condition::rejected);
  CHECK(handed_on<From, To>(false).value() == "7");
}

failure whole_failure() { return {fail_info::bad_cert_id, {"who?", "1", scep::make_hresult(0x80070005), "senderNonce"}}; }

template <template <class> class From, template <class> class To>
void check_whole_failure_survives() {
  const auto f = [] {
    const auto inner = []() -> From<int> { return whole_failure(); };
    return [&]() -> To<std::string> {
      BOOST_OUTCOME_TRY(const int value, inner());
      return std::to_string(value);
    }();
  }();
  CHECK(to_string(f.error()) == to_string(whole_failure()));
}

}  // namespace

TEST_CASE_TEMPLATE("a fail_info returned from a function arrives equal to itself", Result, scep::result<int>,
                   scep::outcome<int>, std_result<int>, std_outcome<int>, boost_result<int>, scep::result<void>,
                   scep::outcome<std::string>) {
  for (int wire = 0; wire < 300; ++wire) {
    const auto f = [wire]() -> Result { return scep::from_wire(wire); };
    const auto r = f();
    CHECK_FALSE(r.has_value());
    CHECK(code_of(r) == scep::from_wire(wire));
    CHECK(code_of(r).value() == wire + 100);
  }
}

TEST_CASE("BOOST_OUTCOME_TRY hands a fail_info on, from each result into each result and outcome") {
  check_pair<scep::result, scep::result>();
  check_pair<scep::result, std_result>();
  check_pair<scep::result, scep::outcome>();
  check_pair<scep::result, std_outcome>();
  check_pair<scep::result, boost_result>();
  check_pair<std_result, scep::result>();
  check_pair<std_result, std_result>();
  check_pair<std_result, scep::outcome>();
  check_pair<std_result, std_outcome>();
  check_pair<std_result, boost_result>();
  check_pair<boost_result, scep::result>();
  check_pair<boost_result, std_result>();
  check_pair<boost_result, scep::outcome>();
  check_pair<boost_result, std_outcome>();
  check_pair<boost_result, boost_result>();
}

TEST_CASE("BOOST_OUTCOME_TRY hands a fail_info on, from each outcome into each outcome") {
  check_pair<scep::outcome, scep::outcome>();
  check_pair<scep::outcome, std_outcome>();
  check_pair<std_outcome, scep::outcome>();
  check_pair<std_outcome, std_outcome>();
}

TEST_CASE("the details travel along") {
  check_whole_failure_survives<scep::result, scep::result>();
  check_whole_failure_survives<scep::result, scep::outcome>();
  check_whole_failure_survives<scep::outcome, scep::outcome>();
}

TEST_CASE("value() of a failed one throws failure_error, which says what the CA said, escaped") {
  const failure f(fail_info::bad_request, {"no\x1B[2J", {}, {}, {}});
  const auto check = [&](auto&& failed) {
    try {
      (void)failed.value();
      FAIL("value() returned");
    } catch (const scep::failure_error& e) {
      CHECK(to_string(e.failure()) == to_string(f));
      CHECK(e.code() == fail_info::bad_request);
      CHECK(std::string(e.what()).find("The CA says: \"no\\x1B[2J\"") != std::string::npos);
    }
  };
  const scep::result<int> constant = f;
  check(constant);
  check(scep::result<std::string>(f));
  check(scep::outcome<int>(f));
}

TEST_CASE("whatever becomes a std::error_code is taken for the error") {
  const auto standard = []() -> scep::result<int> { return std::make_error_code(std::errc::timed_out); };
  CHECK(standard().error() == std::errc::timed_out);
  const auto boost_system = [](boost::system::error_code e) -> scep::result<int> { return e; };
  CHECK(boost_system(fail_info::bad_time).error() == fail_info::bad_time);
  CHECK(boost_system(make_error_code(boost::system::errc::timed_out)).error() == std::errc::timed_out);
  const auto whole = []() -> scep::outcome<int> { return whole_failure(); };
  CHECK(whole().error().details().text == "who?");
}

TEST_CASE("values that look like errors stay values") {
  CHECK(scep::result<bool>(true).value());
  CHECK(scep::result<std::string>("yes").value() == "yes");
  const auto refuse = []() -> scep::result<bool> { return fail_info::bad_algorithm; };
  REQUIRE(refuse().has_error());
  CHECK(refuse().error() == fail_info::bad_algorithm);
  static_assert(!std::is_convertible_v<int, scep::result<std::string>>);
}

TEST_CASE("a whole result becomes a scep::result or scep::outcome") {
  const auto refused = []() -> scep::result<int> { return whole_failure(); };
  CHECK(scep::outcome<int>(refused()).error().details().text == "who?");
  const auto from = [](const auto& result) { return scep::result<int>(result); };
  CHECK(from(std_result<int>(fail_info::bad_time)).error() == fail_info::bad_time);
  CHECK(from(boost_result<int>(fail_info::bad_time)).error() == fail_info::bad_time);
  CHECK(from(std_result<int>(7)).value() == 7);
}

TEST_CASE("value() of a good one is the value") {
  CHECK(scep::result<int>(7).value() == 7);
  CHECK(scep::outcome<std::string>("yes").value() == "yes");
}

#if defined(__cpp_lib_expected)
TEST_CASE("a fail_info's code goes into std::expected") {
  const auto f = []() -> std::expected<int, std::error_code> {
    return std::unexpected<std::error_code>(fail_info::bad_algorithm);
  };
  REQUIRE_FALSE(f().has_value());
  CHECK(f().error() == fail_info::bad_algorithm);
  const std::expected<int, std::error_code> direct(std::unexpect, fail_info::bad_time);
  CHECK(direct.error() == fail_info::bad_time);
}
#endif
