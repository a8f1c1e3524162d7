#include <scep/fail_info.hpp>
#include <scep/reply_errc.hpp>

#include <doctest/doctest.h>

#include <string>

using scep::reply_errc;

static_assert(std::is_error_code_enum<reply_errc>::value);

TEST_CASE("each reply_errc keeps its value, its name and its sentence") {
  constexpr struct {
    int code;
    reply_errc value;
    const char *name, *message;
  } expected[] = {
      // clang-format off
      {1, reply_errc::not_signed_data, "not_signed_data", "The bytes are not a CMS SignedData message."},
      {2, reply_errc::no_signer, "no_signer", "The message is not signed."},
      {3, reply_errc::several_signers, "several_signers", "The message is signed more than once, which SCEP does not allow."},
      {4, reply_errc::untrusted_signer, "untrusted_signer", "The reply is not signed by any of the certificates that may sign it."},
      {5, reply_errc::bad_signature, "bad_signature", "The signature of the message does not verify."},
      {6, reply_errc::missing_attribute, "missing_attribute", "The message lacks a signed attribute that SCEP requires."},
      {7, reply_errc::malformed_attribute, "malformed_attribute", "A signed attribute of the message has the wrong type or no value."},
      {8, reply_errc::repeated_attribute, "repeated_attribute", "A signed attribute of the message is there twice, or has more than one value."},
      {9, reply_errc::not_cert_rep, "not_cert_rep", "The message is not a CertRep, the reply of a SCEP server."},
      {10, reply_errc::unknown_status, "unknown_status", "The pkiStatus of the reply is none that SCEP defines."},
      {11, reply_errc::transaction_mismatch, "transaction_mismatch", "The reply belongs to another transaction."},
      {12, reply_errc::nonce_mismatch, "nonce_mismatch", "The reply does not carry the nonce of this request; it may be a replay."},
      {13, reply_errc::missing_envelope, "missing_envelope", "The reply reports success but holds no certificate."},
      {14, reply_errc::too_large, "too_large", "The message is larger than any of SCEP."},
      {15, reply_errc::unsupported_algorithm, "unsupported_algorithm", "The message is signed with an algorithm that is not known here."},
      {16, reply_errc::weak_digest, "weak_digest", "The message is signed with a digest so weak that anybody can forge it."},
      {17, reply_errc::not_request, "not_request", "The message is not a request of a SCEP client."},
      {18, reply_errc::missing_certificate, "missing_certificate", "The request does not hold the certificate of its signer."},
      // clang-format on
  };
  int codes = 0;
  for (const auto& e : expected) {
    CHECK(e.code == ++codes);
    CHECK(static_cast<int>(e.value) == e.code);
    CHECK(name(e.value) == e.name);
    CHECK(make_error_code(e.value).message() == e.message);
    CHECK(message(e.value) == e.message);
  }
  CHECK(name(reply_errc{codes + 1}).empty());
}

TEST_CASE("a value that is no reply_errc has no name and says so") {
  for (const int value : {0, -1, 1000}) {
    CHECK(name(reply_errc{value}).empty());
    CHECK(scep::reply_category().message(value) == "No SCEP reply error has this value.");
  }
}

TEST_CASE("the category is named scep.reply") {
  CHECK(std::string_view(make_error_code(reply_errc::no_signer).category().name()) == "scep.reply");
}

TEST_CASE("a reply_errc means a portable condition where there is one") {
  CHECK(make_error_code(reply_errc::bad_signature) == std::errc::bad_message);
  CHECK(make_error_code(reply_errc::too_large) == std::errc::message_size);
  CHECK(make_error_code(reply_errc::unsupported_algorithm) == make_error_condition(scep::fail_info::bad_algorithm));
  CHECK(make_error_code(reply_errc::weak_digest) == make_error_condition(scep::fail_info::bad_algorithm));
  const std::error_code other = reply_errc::nonce_mismatch;
  CHECK(other.default_error_condition() == std::error_condition(other.value(), scep::reply_category()));
}

TEST_CASE("a server that finds these in a request answers with the fitting failInfo") {
  CHECK(scep::fail_info_for(reply_errc::bad_signature) == scep::fail_info::bad_message_check);
  CHECK(scep::fail_info_for(reply_errc::weak_digest) == scep::fail_info::bad_algorithm);
  CHECK(scep::fail_info_for(reply_errc::missing_attribute) == scep::fail_info::bad_request);
}
