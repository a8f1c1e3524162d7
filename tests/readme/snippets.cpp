// The C++ of README.md, which quotes this file: check.py holds the two together.
#include <scep/advice.hpp>
#include <scep/cert_rep.hpp>

#include <doctest/doctest.h>

#include <sstream>
#include <string>

#include "data.hpp"
#include "reply_builder.hpp"

using support::ca;

namespace {

std::ostringstream journal, dialog;
int installed, synced, alarms;

struct request {
  int key_bits = 2048;
};

void install(const scep::cert_rep&) { ++installed; }
void sync_clock() { ++synced; }
void alarm() { ++alarms; }

// clang-format off
std::error_code check(const request& r) {
  if (r.key_bits < 2048) return scep::fail_info::bad_algorithm;  // 0 in the reply
  return {};
}
scep::result<std::string> sign(const request& r) {
  if (const std::error_code ec = check(r)) return ec;
  return "the certificate";
}
scep::result<std::string> answer(const request& r) {
  BOOST_OUTCOME_TRY(const std::string certificate, sign(r));
  return "Here is " + certificate;
}

void handle(const std::string& http_body, X509* ca, const std::string& transaction_id, const std::string& nonce) {
  const auto reply = scep::read_cert_rep(http_body, {{ca}, transaction_id, nonce});
  if (reply) return install(reply.value());       // granted or pending
  journal << reply.error() << '\n';               // for the administrator: all that is known
  dialog << scep::advice(reply.error()) << '\n';  // for the user: what usually helps
  if (reply.error() == scep::fail_info::bad_time) sync_clock();
  if (reply.error() == scep::condition::unusable_reply) alarm();  // broken, forged, or for another request
}
// clang-format on

}  // namespace

TEST_CASE("the snippet that reads a reply tells the four outcomes apart") {
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

TEST_CASE("the first two snippets print what README says") {
  journal.str({});
  dialog.str({});
  journal << answer({1024}).error() << '\n';
  handle(support::test_file("refused.reply.der"), support::real_ca().get(), support::test_file("refused.transaction-id"),
         support::unhex(support::test_file("refused.nonce")));
  CHECK("\n" + journal.str() + dialog.str() == R"(
Failure due to an unrecognized or unsupported algorithm. [badAlg, scep.fail_info:100]
The transaction was not permitted or was not supported. [badRequest, scep.fail_info:102] Transaction "UYxxHo12nQoPZ7JiDQMuK3UC3EI=".
Check the challenge password first: it may be wrong, used or expired. Then see whether the name has a certificate already (renew it instead) and what the template allows (key size, subject); last, read the CA's log.
)");
  CHECK(answer({}).value() == "Here is the certificate");
}
