// std::expected, with a std::error_code and with a whole failure.
#include <scep/condition.hpp>
#include <scep/fail_info.hpp>
#include <scep/failure.hpp>

#include <doctest/doctest.h>

#include <expected>
#include <string>

using scep::fail_info;
using scep::failure;

namespace {

template <class Error>
std::expected<std::string, Error> enroll(int wire) {
  if (wire >= 0) return std::unexpected(scep::from_wire(wire));
  return "a certificate";
}

}  // namespace

TEST_CASE_TEMPLATE("a fail_info returned as a std::unexpected arrives equal", Error, std::error_code, failure) {
  for (int wire = 0; wire < 10; ++wire) {
    const auto refused = enroll<Error>(wire);
    CHECK_FALSE(refused.has_value());
    CHECK(refused.error() == scep::from_wire(wire));
    CHECK(refused.error() == scep::condition::rejected);
  }
  CHECK(enroll<Error>(-1).value() == "a certificate");
}

TEST_CASE("a failure keeps the CA's words") {
  const std::expected<int, failure> refused = std::unexpected(failure(fail_info::bad_time, {"3 hours slow", "", {}, {}}));
  CHECK(refused.error() == fail_info::bad_time);
  CHECK(refused.error().details().text == "3 hours slow");
}
