// The C++ of README.md for servers: from an application's own error to the wire, and back in a client.
#include <scep/cert_rep.hpp>
#include <scep/condition.hpp>

#include <doctest/doctest.h>

#include <string>

#include "reply_builder.hpp"

namespace {

enum class ca_errc { clock_skew = 1, wrong_challenge, database_down };

class ca_category_type final : public std::error_category {
 public:
  const char* name() const noexcept override { return "my.ca"; }
  std::string message(int value) const override {
    switch (ca_errc{value}) {
      case ca_errc::clock_skew: return "The request was made tomorrow.";
      case ca_errc::wrong_challenge: return "The challenge password is wrong.";
      default: return "The database is down.";
    }
  }
  std::error_condition default_error_condition(int value) const noexcept override {
    if (ca_errc{value} == ca_errc::clock_skew) return make_error_condition(scep::fail_info::bad_time);
    if (ca_errc{value} == ca_errc::wrong_challenge) return make_error_condition(scep::fail_info::bad_request);
    return {value, *this};  // database_down
  }
};

const ca_category_type ca_category;

std::error_code make_error_code(ca_errc e) { return {static_cast<int>(e), ca_category}; }

// What is done with OpenSSL's CMS in tests/example/server.cpp.
scep::result<std::string> next_certificate = "the certificate";
scep::result<std::string> decrypt(const std::string& envelope) { return envelope; }
scep::result<std::string> certify(const std::string&) { return next_certificate; }
std::string encrypt(const std::string& data, const std::string& certificate) { return data + certificate; }
std::string grant(const scep::request_context&, const std::string& envelope) { return envelope; }

scep::result<std::string> issue(const scep::request_context& request) {
  BOOST_OUTCOME_TRY(const std::string csr, decrypt(request.envelope));
  BOOST_OUTCOME_TRY(const std::string certificate, certify(csr));
  return grant(request, encrypt(certificate, request.certificate));
}

scep::result<std::string> answer(const std::string& http_body, X509* ca, EVP_PKEY* key) {
  const auto request = scep::read_request(http_body);
  const auto granted = request ? issue(request.value()) : request.error();
  if (granted) return granted;
  const scep::failure& why = granted.error();
  if (request && !scep::as_fail_info(why)) return why;                                     // HTTP 503
  BOOST_OUTCOME_TRY(const scep::request_context asked, scep::inspect_request(http_body));  // else HTTP 400: no request
  return scep::write_failure(scep::fail_info_for(why), why.code().message(), asked, ca, key);
}

}  // namespace

TEST_CASE("an application's own error goes through the wire and means the same in the client") {
  const support::identity ca = support::make_identity("CA");
  const support::identity client = support::make_identity("Client");
  const auto client_hears = [&](const std::string& request) {
    const auto reply = answer(request, ca.certificate.get(), ca.key.get());
    return scep::read_cert_rep(reply.value(), {{ca.certificate.get()}, support::id, support::nonce}).error();
  };
  support::message m = support::request(client);
  m.content = "content";
  std::string request = build(m);

  CHECK(answer(request, ca.certificate.get(), ca.key.get()).value().find("the certificate") == 0);

  next_certificate = make_error_code(ca_errc::clock_skew);
  CHECK(next_certificate.error() == make_error_condition(scep::fail_info::bad_time));
  const std::error_code ec = client_hears(request);
  CHECK(ec == make_error_condition(scep::fail_info::bad_time));
  CHECK(ec == scep::fail_info::bad_time);
  CHECK(client_hears(request).details().text == "The request was made tomorrow.");

  next_certificate = make_error_code(ca_errc::wrong_challenge);
  CHECK(client_hears(request) == scep::fail_info::bad_request);
  CHECK(client_hears(request).details().text == "The challenge password is wrong.");

  next_certificate = make_error_code(ca_errc::database_down);
  CHECK(answer(request, ca.certificate.get(), ca.key.get()).error() == make_error_code(ca_errc::database_down));

  request.replace(request.find("content"), 7, "CONTENT");
  CHECK(client_hears(request) == scep::fail_info::bad_message_check);
  CHECK(answer("<html>", ca.certificate.get(), ca.key.get()).error() == scep::reply_errc::not_signed_data);
}
