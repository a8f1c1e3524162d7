#include <scep/condition.hpp>
#include <scep/failure.hpp>
#include <scep/reply_errc.hpp>

#include <doctest/doctest.h>

#include <cstdlib>

#include "plugin.hpp"

using scep::fail_info;

namespace {

// Made before main, and asked after it.
struct early {
  std::error_code code = plugin_refuse(fail_info::bad_time);
  bool equal = code == fail_info::bad_time && code == scep::condition::rejected;
  ~early() {
    const std::error_code late = fail_info::bad_time;
    if (!equal || code != late || late.message() != scep::message(fail_info::bad_time)) std::abort();
  }
} const before_main;

}  // namespace

TEST_CASE("there is one category in the process") { CHECK(plugin_category() == &scep::fail_info_category()); }

TEST_CASE("codes made in one module are equal to those of another") {
  for (int wire = -1; wire < 10; ++wire) {
    const fail_info f = scep::from_wire(wire);
    CHECK(plugin_refuse(f) == f);
    CHECK(plugin_refuse(f) == make_error_code(f));
    CHECK(plugin_refuse(f) == scep::condition::rejected);
    CHECK(plugin_refuse(f).message() == make_error_code(f).message());
    CHECK(plugin_knows(f, f));
    CHECK_FALSE(plugin_knows(f, scep::from_wire(wire + 1)));
    CHECK(plugin_takes_for_refusal(f));
  }
  CHECK_FALSE(plugin_takes_for_refusal(scep::reply_errc::bad_signature));
}

TEST_CASE("portable conditions hold across modules") {
  CHECK(plugin_refuse(fail_info::bad_algorithm) == std::errc::not_supported);
  CHECK(plugin_refuse(fail_info::bad_time) == make_error_condition(fail_info::bad_time));
}

#if defined(__cpp_exceptions)
TEST_CASE("a failure_error thrown in one module is caught in another") {
  try {
    plugin_throw(fail_info::bad_cert_id);
    FAIL("nothing was thrown");
  } catch (const scep::failure_error& e) {
    CHECK(e.code() == fail_info::bad_cert_id);
  }
}
#endif

TEST_CASE("codes compare before main") { CHECK(before_main.equal); }
