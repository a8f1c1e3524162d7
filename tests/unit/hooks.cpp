// std_result<int, failure> in a file that uses it before it has seen scep/outcome.hpp: the same type with the same behaviour
// as in outcome.cpp, to which this is linked.
#include <scep/failure.hpp>

#include <boost/outcome/std_result.hpp>

#include <type_traits>

using early = BOOST_OUTCOME_V2_NAMESPACE::std_result<int, scep::failure>;

static_assert(BOOST_OUTCOME_V2_NAMESPACE::trait::is_error_code_available<scep::failure>::value);

namespace {
int value_of(const early& r) { return r.value(); }
}  // namespace

#include <scep/outcome.hpp>

#include <doctest/doctest.h>

static_assert(std::is_same_v<early, scep::result<int>>);

TEST_CASE("a result behaves the same whichever header came first") {
  const early refused = scep::failure(scep::fail_info::bad_time, {"late", {}, {}, {}});
  try {
    value_of(refused);
    FAIL("value() returned");
  } catch (const scep::failure_error& e) {
    CHECK(e.failure().details().text == "late");
  }
}
