// boost::system::result, with the error codes of Boost and of the standard library.
#include <scep/condition.hpp>
#include <scep/fail_info.hpp>
#include <scep/failure.hpp>

#include <doctest/doctest.h>
#include <boost/system/result.hpp>

#include <string>

using boost::system::result;
using scep::fail_info;

namespace {

template <class Result>
Result enroll(int wire) {
  if (wire >= 0) return scep::from_wire(wire);
  return "a certificate";
}

}  // namespace

TEST_CASE_TEMPLATE("a fail_info returned as a boost::system::result arrives equal", Result, result<std::string>,
                   result<std::string, std::error_code>, result<std::string, scep::failure>) {
  for (int wire = 0; wire < 10; ++wire) {
    const Result refused = enroll<Result>(wire);
    CHECK(refused.has_error());
    CHECK(refused.error() == scep::from_wire(wire));
    CHECK(std::error_code(refused.error()) == scep::condition::rejected);
  }
  CHECK(enroll<Result>(-1).value() == "a certificate");
}

TEST_CASE("value() throws the system_error of the code's library") {
  try {
    enroll<result<std::string>>(0).value();
    FAIL("nothing was thrown");
  } catch (const boost::system::system_error& e) {
    CHECK(e.code() == fail_info::bad_algorithm);
  }
  try {
    enroll<result<std::string, std::error_code>>(0).value();
    FAIL("nothing was thrown");
  } catch (const std::system_error& e) {
    CHECK(e.code() == fail_info::bad_algorithm);
  }
}

TEST_CASE("value() of a result with a failure throws failure_error, which keeps the CA's words") {
  const result<int, scep::failure> refused = scep::failure(fail_info::bad_algorithm, {"MD5?", {}, {}, {}});
  try {
    (void)refused.value();
    FAIL("nothing was thrown");
  } catch (const scep::failure_error& e) {
    CHECK(e.failure().details().text == "MD5?");
  }
}

TEST_CASE("a failure compares with a boost::system::error_code, both ways round") {
  const boost::system::error_code code = fail_info::bad_time;
  const scep::failure same = fail_info::bad_time;
  const scep::failure other = fail_info::bad_request;
  CHECK((same == code && code == same));  // in brackets: some doctests let Boost's operators compare the parts
  CHECK((other != code && code != other));
  CHECK_FALSE((same != code || code != same || other == code || code == other));
  CHECK((scep::failure(code) == code));
}
