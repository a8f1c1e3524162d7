#include <scep/condition.hpp>
#include <scep/fail_info.hpp>
#include <scep/hresult.hpp>
#include <scep/reply_errc.hpp>

#include <doctest/doctest.h>

#include <string_view>

using scep::condition;
using scep::fail_info;

static_assert(std::is_error_condition_enum<condition>::value);

TEST_CASE("every fail_info code is a refusal and no unusable reply") {
  for (int n = -1; n < 1000; ++n) {
    const std::error_code code = scep::from_wire(n);
    CHECK(code == condition::rejected);
    CHECK(code != condition::unusable_reply);
    CHECK((code == condition::unrecognized) == (n < 0 || n > 4));
  }
}

TEST_CASE("every reply_errc code is an unusable reply and no refusal") {
  for (int value = 1; !name(scep::reply_errc{value}).empty(); ++value) {
    const std::error_code code = scep::reply_errc{value};
    CHECK(code == condition::unusable_reply);
    CHECK(code != condition::rejected);
    CHECK(code != condition::unrecognized);
  }
}

TEST_CASE("other codes, and false ones of any category, meet no condition") {
  const std::error_code codes[] = {{},
                                   {0, scep::fail_info_category()},
                                   {0, scep::reply_category()},
                                   scep::make_hresult(0x80070005),
                                   make_error_code(std::errc::operation_not_permitted)};
  for (const std::error_code& code : codes) {
    CHECK(code != condition::rejected);
    CHECK(code != condition::unrecognized);
    CHECK(code != condition::unusable_reply);
    CHECK(code != std::error_condition(4, scep::condition_category()));
    CHECK(code != std::error_condition(0, scep::condition_category()));
  }
}

TEST_CASE("each condition has the name of its enumerator") {
  CHECK(name(condition::rejected) == "rejected");
  CHECK(name(condition::unrecognized) == "unrecognized");
  CHECK(name(condition::unusable_reply) == "unusable_reply");
  CHECK(name(condition{0}).empty());
  CHECK(name(condition{4}).empty());
}

TEST_CASE("conditions have a sentence each") {
  const std::error_condition rejected = condition::rejected;
  CHECK(std::string_view(rejected.category().name()) == "scep.condition");
  CHECK(rejected.message() == "The CA refused the request.");
  CHECK(make_error_condition(condition::unrecognized).message() ==
        "The CA refused the request for a reason that SCEP does not define.");
  CHECK(make_error_condition(condition::unusable_reply).message() == "The reply cannot be used.");
  CHECK(rejected.category().message(4) == "No SCEP condition has this value.");
}
