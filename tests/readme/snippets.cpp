// The C++ of README.md, which quotes this file: check.py holds the two together.
#include <scep/advice.hpp>
#include <scep/cert_rep.hpp>

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#if __has_include(<expected>)
#  include <expected>
#endif

#include "reply_builder.hpp"

using support::ca;

namespace {

std::ostringstream journal, dialog;
int installed, synced, alarms;

void install(const scep::cert_rep&) { ++installed; }
void sync_clock() { ++synced; }
void alarm(const std::string&) { ++alarms; }

// clang-format off
void handle(const std::string& http_body, X509* ca, const std::string& transaction_id, const std::string& nonce) {
  const auto reply = scep::read_cert_rep(http_body, {{ca}, transaction_id, nonce});
  if (reply) return install(reply.value());              // granted or pending, by this CA, for this request

  if (reply.error() == scep::condition::rejected)        // the CA said no, and it was the CA:
    journal << to_string(reply.error()) << '\n';         // its reason, its words, its HRESULT, in one safe line
  if (reply.error() == scep::fail_info::bad_time)
    sync_clock();
  if (reply.error() == scep::condition::unusable_reply)  // broken, forged, or the answer to something else
    alarm(to_string(reply.error()));
}
// clang-format on

struct request {
  bool uses_md5 = false;
  bool clock_is_off = false;
};

std::error_code check(const request& r) {
  if (r.uses_md5) return scep::fail_info::bad_algorithm;  // 0 on the wire, an error all the same
  if (r.clock_is_off) return scep::fail_info::bad_time;
  return {};
}

scep::result<std::string> decrypt(const std::string& envelope) { return envelope; }

scep::result<std::string> certificate_from(const std::string& http_body, const scep::reply_context& context) {
  BOOST_OUTCOME_TRY(const scep::cert_rep reply, scep::read_cert_rep(http_body, context));
  if (reply.status == scep::pki_status::pending) return std::make_error_code(std::errc::operation_in_progress);
  return decrypt(reply.envelope);
}

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;

outcome::std_result<std::string> without_details(const std::string& http_body, const scep::reply_context& context) {
  BOOST_OUTCOME_TRY(std::string certificate, certificate_from(http_body, context));
  return certificate;
}

// clang-format off
void log(const scep::failure& why) {
  journal << why << '\n';  // ... [badRequest, scep.fail_info:102] The CA says: "key too short". Transaction "4A7F".
}
// clang-format on

std::string certificate_or_throw(const std::string& http_body, const scep::reply_context& context) {
  try {
    return certificate_from(http_body, context).value();
  } catch (const scep::failure_error& e) {  // a std::system_error
    if (e.failure().details().hresult == scep::make_hresult(0x80094811)) return "ask for a longer key";
    journal << e.what() << '\n';
    throw;
  }
}

// clang-format off
void tell(const scep::failure& why) {
  journal << why << '\n';                                         // for the administrator: all that is known
  dialog << "No certificate yet. " << scep::advice(why) << '\n';  // "Check the challenge password first: ..."
}
// clang-format on

#if defined(__cpp_lib_expected)
std::expected<std::string, std::error_code> expected_certificate(const std::string& http_body,
                                                                 const scep::reply_context& context) {
  auto certificate = certificate_from(http_body, context);
  if (!certificate) return std::unexpected(certificate.error().code());
  return std::move(certificate).value();
}
#endif

scep::reply_context context() { return {{ca().certificate.get()}, support::id, support::nonce}; }

std::string ndes_refusal() { return build(support::refusal(ca()).set(support::ndes_hresult, "-2146875375")); }

}  // namespace

TEST_CASE("the first snippet tells the four outcomes apart") {
  const auto handle_one = [](const support::message& m) {
    installed = synced = alarms = 0;
    journal.str({});
    handle(build(m), ca().certificate.get(), support::id, support::nonce);
  };
  handle_one(support::success(ca()));
  CHECK(installed == 1);
  CHECK(synced + alarms == 0);
  handle_one(support::refusal(ca(), "3"));
  CHECK(synced == 1);
  CHECK(installed + alarms == 0);
  CHECK(journal.str().find("sufficiently close") != std::string::npos);
  handle_one(support::refusal(support::make_identity("CA"), "3"));
  CHECK(alarms == 1);
  CHECK(installed + synced == 0);
}

TEST_CASE("the std::error_code snippet") {
  CHECK_FALSE(check({}));
  CHECK(check({true, false}) == scep::fail_info::bad_algorithm);
  CHECK(check({false, true}) == scep::fail_info::bad_time);
}

TEST_CASE("the Outcome snippet") {
  CHECK(certificate_from(build(support::success(ca())), context()).value() == "the pkcsPKIEnvelope");
  CHECK(certificate_from(build(support::pending(ca())), context()).error() == std::errc::operation_in_progress);
  CHECK(certificate_from(build(support::refusal(ca(), "0")), context()).error() == scep::fail_info::bad_algorithm);
}

TEST_CASE("the snippet that tells the user") {
  journal.str({});
  tell(scep::fail_info::bad_request);
  CHECK(dialog.str().find("No certificate yet. Check the challenge password first: ") == 0);
  CHECK(journal.str().find("scep.fail_info:102") != std::string::npos);
}

TEST_CASE("the snippet that turns one result into another") {
  CHECK(without_details(build(support::refusal(ca(), "0")), context()).error() == scep::fail_info::bad_algorithm);
  CHECK(without_details(build(support::success(ca())), context()).value() == "the pkcsPKIEnvelope");
}

TEST_CASE("the log snippet") {
  journal.str({});
  log({scep::fail_info::bad_request, {"key too short", "4A7F", {}, {}}});
  CHECK(journal.str().find(" [badRequest, scep.fail_info:102] The CA says: \"key too short\". Transaction \"4A7F\".") !=
        std::string::npos);
}

TEST_CASE("the exception snippet") {
  CHECK(certificate_or_throw(ndes_refusal(), context()) == "ask for a longer key");
  CHECK_THROWS_AS(certificate_or_throw(build(support::refusal(ca())), context()), scep::failure_error);
}

#if defined(__cpp_lib_expected)
TEST_CASE("the std::expected snippet") {
  CHECK(expected_certificate(build(support::success(ca())), context()) == "the pkcsPKIEnvelope");
  CHECK(expected_certificate(build(support::refusal(ca())), context()).error() == scep::fail_info::bad_request);
}
#endif
