#include <scep/fail_info.hpp>
#include <scep/reply_errc.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>

using scep::reply_errc;

static_assert(std::is_error_code_enum<reply_errc>::value);

TEST_CASE("each reply_errc has a name and a sentence of its own") {
  std::set<std::string> names, messages;
  int value = 1;
  for (; !name(reply_errc{value}).empty(); ++value) {
    const std::error_code code = reply_errc{value};
    CHECK(code);
    CHECK(code.message() == message(reply_errc{value}));
    CHECK(code.message().back() == '.');
    names.emplace(name(reply_errc{value}));
    messages.insert(code.message());
  }
  CHECK(value - 1 == static_cast<int>(reply_errc::missing_certificate));
  CHECK(names.size() == static_cast<std::size_t>(value - 1));
  CHECK(messages.size() == names.size());
  CHECK(name(reply_errc::bad_signature) == "bad_signature");
  CHECK(name(reply_errc::too_large) == "too_large");
  CHECK(name(reply_errc::missing_envelope) == "missing_envelope");
}

TEST_CASE("the values of the first thirteen are what they always were") {
  const char* const names[] = {"not_signed_data", "no_signer",         "several_signers",      "untrusted_signer",
                               "bad_signature",   "missing_attribute", "malformed_attribute",  "repeated_attribute",
                               "not_cert_rep",    "unknown_status",    "transaction_mismatch", "nonce_mismatch",
                               "missing_envelope"};
  int value = 0;
  for (const char* expected : names) CHECK(name(reply_errc{++value}) == expected);
  CHECK(static_cast<int>(reply_errc::missing_envelope) == 13);
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
