#include <scep/status_code.hpp>

#include <doctest/doctest.h>

#include <string>

namespace experimental = BOOST_OUTCOME_V2_NAMESPACE::experimental;
using experimental::errc;
using experimental::status_result;
using scep::fail_info;
using scep::fail_info_code;

namespace {

status_result<std::string> enroll(fail_info refusal) { return refusal; }

status_result<std::size_t> size_of_certificate(fail_info refusal) {
  BOOST_OUTCOME_TRY(const std::string certificate, enroll(refusal));
  return certificate.size();
}

}  // namespace

TEST_CASE("a fail_info returned as a status_result is a failure and arrives equal, 0 on the wire too") {
  for (int wire = -1; wire < 10; ++wire) {
    const fail_info f = scep::from_wire(wire);
    const auto refused = size_of_certificate(f);
    CHECK(refused.has_error());
    CHECK(refused.error().failure());
    CHECK(refused.error() == f);
    CHECK(fail_info_code(refused.error()).value() == f);
    CHECK(std::string(refused.error().message().c_str()) == message(f));
    CHECK(std::string(refused.error().domain().name().c_str()) == "scep.fail_info");
  }
  CHECK(size_of_certificate(fail_info::bad_time).error() != fail_info::bad_request);
}

TEST_CASE("no value is a success") { CHECK(fail_info_code(experimental::in_place, fail_info{0}).failure()); }

TEST_CASE("the generic codes are the portable conditions of the error category") {
  for (int wire = -1; wire < 10; ++wire) {
    const fail_info f = scep::from_wire(wire);
    const fail_info_code code = f;
    int known = 0;
    for (int e = 0; e < 200; ++e) {
      CHECK((code == errc{e}) == (make_error_code(f) == std::errc{e}));
      known += code == errc{e} ? 1 : 0;
    }
    CHECK(known == (wire >= 0 && wire <= 2 ? 1 : 0));
  }
  CHECK(fail_info_code(fail_info::bad_algorithm) == errc::not_supported);
  CHECK(fail_info_code(fail_info::bad_message_check) == errc::bad_message);
  CHECK(fail_info_code(fail_info::bad_request) == errc::operation_not_permitted);
}

TEST_CASE("the domain keeps its id, by which two builds know each other's codes") {
  CHECK(scep::detail::fail_info_domain::get().id() == 0x4cb3aec04b1fae1a);
}

TEST_CASE("the domain knows how large its codes are") {
  const auto info = scep::detail::fail_info_domain::get().payload_info();
  CHECK(info.payload_size == sizeof(fail_info));
  CHECK(info.total_size == sizeof(fail_info_code));
  CHECK(info.total_alignment == alignof(fail_info_code));
}

TEST_CASE("value() throws a status_error with the message") {
  try {
    enroll(fail_info::bad_algorithm).value();
    FAIL("nothing was thrown");
  } catch (const experimental::status_error<void>& e) {
    CHECK(e.code() == fail_info::bad_algorithm);
    CHECK(std::string(e.what()) == message(fail_info::bad_algorithm));
  }
}
