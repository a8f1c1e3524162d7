#include <scep/cert_rep.hpp>
#include <scep/condition.hpp>
#include <scep/fail_info.hpp>

#include <doctest/doctest.h>
#include <openssl/err.h>

#include <algorithm>
#include <climits>
#include <string>
#include <vector>

#include "data.hpp"
#include "der.hpp"
#include "reply_builder.hpp"

using scep::fail_info;
using scep::inspect_request;
using scep::read_request;
using scep::reply_errc;
using scep::request_context;
using scep::request_type;
using scep::write_failure;
using support::ca;
using support::client;
using support::contents;
using support::ec_ca;
using support::elements;
using namespace std::string_literals;

namespace {

const request_context request{request_type::pkcs_req, support::id, support::nonce};

auto write(fail_info reason, std::string_view text, const support::identity& who = ca()) {
  return write_failure(reason, text, request, who.certificate.get(), who.key.get());
}

auto read_back(const std::string& der, const support::identity& who = ca()) {
  return scep::read_cert_rep(der, {{who.certificate.get()}, support::id, support::nonce});
}

}  // namespace

TEST_CASE("each of the five reasons is written and read back, from an RSA and from an EC key") {
  for (const support::identity* who : {&ca(), &ec_ca()})
    for (int wire = 0; wire < 5; ++wire) {
      const auto der = write(scep::from_wire(wire), "Schl\xC3\xBCssel zu kurz", *who);
      REQUIRE(der.has_value());
      const auto r = read_back(der.value(), *who);
      REQUIRE(r.has_error());
      CHECK(r.error() == scep::from_wire(wire));
      CHECK(r.error().details().text == "Schl\xC3\xBCssel zu kurz");
      CHECK(r.error().details().transaction_id == support::id);
    }
}

TEST_CASE("a reason that cannot be sent becomes bad_request") {
  for (const fail_info f : {fail_info::unknown, fail_info{107}, fail_info{INT_MAX}, fail_info{0}})
    CHECK(read_back(write(f, "").value()).error() == fail_info::bad_request);
}

TEST_CASE("no text is no attribute") {
  CHECK(read_back(write(fail_info::bad_time, "").value()).error().details().text.empty());
  CHECK(write(fail_info::bad_time, "").value().find("\x2B\x06\x01\x05\x05\x07\x18\x01") == std::string::npos);
}

TEST_CASE("text that is not UTF-8 or too long is an error") {
  for (const std::string& text : {"\xFF"s, "a\xC3"s, "\xED\xA0\x80"s, "\xC0\x80"s})
    CHECK(write(fail_info::bad_time, text).error() == std::errc::illegal_byte_sequence);
  CHECK(write(fail_info::bad_time, std::string(scep::max_text_size + 1, 'x')).error() == std::errc::message_size);
  const std::string longest(scep::max_text_size, 'x');
  CHECK(read_back(write(fail_info::bad_time, longest).value()).error().details().text == longest);
  CHECK(read_back(write(fail_info::bad_time, "a\0b"s).value()).error().details().text == "a\0b"s);
}

TEST_CASE("what cannot be signed or answered is an error") {
  X509* const certificate = ca().certificate.get();
  EVP_PKEY* const key = ca().key.get();
  const auto invalid = [](const auto& r) { return r.has_error() && r.error() == std::errc::invalid_argument; };
  CHECK(invalid(write_failure(fail_info::bad_time, "", request, nullptr, key)));
  CHECK(invalid(write_failure(fail_info::bad_time, "", request, certificate, nullptr)));
  CHECK(invalid(write_failure(fail_info::bad_time, "", request, certificate, client().key.get())));
  CHECK(invalid(write_failure(fail_info::bad_time, "", {request_type::pkcs_req, "", support::nonce}, certificate, key)));
  CHECK(invalid(write_failure(fail_info::bad_time, "", {request_type::pkcs_req, support::id, ""}, certificate, key)));
  const std::string huge(scep::max_text_size + 1, 'x');
  CHECK(write_failure(fail_info::bad_time, "", {request_type::pkcs_req, huge, "n"}, certificate, key).error() ==
        std::errc::message_size);
  CHECK(write_failure(fail_info::bad_time, "", {request_type::pkcs_req, "1", huge}, certificate, key).error() ==
        std::errc::message_size);
  const std::string longest(scep::max_text_size, 'x');
  CHECK(write_failure(fail_info::bad_time, "", {request_type::pkcs_req, longest, longest}, certificate, key).has_value());
}

TEST_CASE("null pointers never reach OpenSSL, whose queue would lose the oldest of its 15 errors") {
  const support::identity& signer = ca();
  ERR_clear_error();
  for (int i = 1; i <= 15; ++i) ERR_raise(ERR_LIB_USER, i);
  CHECK(write_failure(fail_info::bad_time, "", request, nullptr, signer.key.get()).has_error());
  CHECK(write_failure(fail_info::bad_time, "", request, signer.certificate.get(), nullptr).has_error());
  for (int i = 1; i <= 15; ++i) CHECK(ERR_GET_REASON(ERR_get_error()) == i);
}

TEST_CASE("a key that cannot sign CMS is an error") {
  support::identity x25519;
  x25519.key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"));
  x25519.certificate.reset(X509_dup(ca().certificate.get()));
  X509_set_pubkey(x25519.certificate.get(), x25519.key.get());
  CHECK(write(fail_info::bad_time, "", x25519).error() == std::errc::not_supported);
}

TEST_CASE("only RSA of at least 1024 bits and ECDSA sign: what clients verify") {
  const auto refused_with = [](EVP_PKEY* key) {
    support::identity who;
    who.key.reset(key);
    who.certificate.reset(X509_dup(ca().certificate.get()));
    X509_set_pubkey(who.certificate.get(), key);
    const auto r = write(fail_info::bad_time, "", who);
    return r ? std::error_code() : r.error().code();
  };
  EVP_PKEY* parameters = nullptr;
  EVP_PKEY* dsa = nullptr;
  EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, "DSA", nullptr);
  REQUIRE(EVP_PKEY_paramgen_init(context) == 1);
  REQUIRE(EVP_PKEY_CTX_set_dsa_paramgen_bits(context, 1024) == 1);
  REQUIRE(EVP_PKEY_generate(context, &parameters) == 1);
  EVP_PKEY_CTX_free(context);
  context = EVP_PKEY_CTX_new_from_pkey(nullptr, parameters, nullptr);
  REQUIRE(EVP_PKEY_keygen_init(context) == 1);
  REQUIRE(EVP_PKEY_generate(context, &dsa) == 1);
  EVP_PKEY_CTX_free(context);
  EVP_PKEY_free(parameters);
  CHECK(refused_with(dsa) == std::errc::not_supported);
  CHECK(refused_with(EVP_RSA_gen(1023)) == std::errc::not_supported);
  CHECK(refused_with(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")) == std::errc::not_supported);
  CHECK_FALSE(refused_with(EVP_RSA_gen(1024)));
}

TEST_CASE("a transaction id goes back as it came, in a type that can hold it") {
  const auto answered = [](const std::string& id) {
    const request_context asked{request_type::pkcs_req, id, support::nonce};
    return write_failure(fail_info::bad_time, "", asked, ca().certificate.get(), ca().key.get());
  };
  for (const std::string& id : {"a_b"s, "a@b&c*"s, "Schl\xC3\xBCssel"s, "a\nb"s, "a\0b"s, "Az09 '()+,-./:=?"s}) {
    const auto der = answered(id);
    REQUIRE(der.has_value());
    CHECK(scep::read_cert_rep(der.value(), {{ca().certificate.get()}, id, support::nonce}).error() == fail_info::bad_time);
    const char type = id.back() == '?' ? '\x13' : '\x0C';  // PrintableString, UTF8String
    CHECK(der.value().find(std::string{type, static_cast<char>(id.size())} + id) != std::string::npos);
  }
  CHECK(answered("Schl\xFCssel").error() == std::errc::illegal_byte_sequence);
}

TEST_CASE("the reply has the form that all clients read: content of no bytes, SHA-256, attributes sorted as DER wants it") {
  const std::string der = write(fail_info::bad_time, "text").value();
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<CMS_ContentInfo, support::openssl_delete> cms(
      d2i_CMS_ContentInfo(nullptr, &bytes, static_cast<long>(der.size())));
  REQUIRE(cms);
  REQUIRE(*CMS_get0_content(cms.get()) != nullptr);
  CHECK(ASN1_STRING_length(*CMS_get0_content(cms.get())) == 0);
  CMS_SignerInfo* const signer = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms.get()), 0);
  X509_ALGOR* digest = nullptr;
  CMS_SignerInfo_get0_algs(signer, nullptr, nullptr, &digest, nullptr);
  const ASN1_OBJECT* oid = nullptr;
  X509_ALGOR_get0(&oid, nullptr, nullptr, digest);
  CHECK(OBJ_obj2nid(oid) == NID_sha256);
  CHECK(CMS_signed_get_attr_by_NID(signer, NID_SMIMECapabilities, -1) == -1);
  CHECK(der.find("\x2B\x06\x01\x05\x05\x07\x18\x01\x31\x06\x0C\x04text") != std::string::npos);  // a UTF8String

  // ContentInfo > [0] > SignedData > signerInfos (the last) > SignerInfo > [0] signedAttrs
  const std::string signed_data = contents(contents(elements(contents(der)).at(1)));
  const std::string signer_info = contents(contents(elements(signed_data).back()));
  std::string signed_attributes;
  for (const std::string& element : elements(signer_info))
    if (element[0] == '\xA0') signed_attributes = contents(element);
  const std::vector<std::string> attributes = elements(signed_attributes);
  CHECK(attributes.size() >= 9);
  CHECK(std::is_sorted(attributes.begin(), attributes.end(), [](const std::string& a, const std::string& b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
      return static_cast<unsigned char>(x) < static_cast<unsigned char>(y);
    });
  }));
}

TEST_CASE("the reply has a nonce of its own: 16 bytes, of which none stays the same") {
  const auto new_nonce = [] {
    return scep::inspect_cert_rep(write(fail_info::bad_time, "", ec_ca()).value()).value().reply.sender_nonce;
  };
  const std::string first = new_nonce();
  REQUIRE(first.size() == 16);
  CHECK(first != support::nonce);
  std::vector<bool> changes(first.size());
  for (int replies = 0; replies < 20; ++replies) {
    const std::string other = new_nonce();
    for (std::size_t i = 0; i < changes.size(); ++i) changes[i] = changes[i] || other.at(i) != first[i];
  }
  CHECK(std::count(changes.begin(), changes.end(), true) == 16);
}

TEST_CASE("a request of each type is read") {
  for (const auto& [text, type] : {std::pair("17", request_type::renewal_req), std::pair("18", request_type::update_req),
                                   std::pair("19", request_type::pkcs_req), std::pair("20", request_type::cert_poll),
                                   std::pair("21", request_type::get_cert), std::pair("22", request_type::get_crl)}) {
    for (const std::string& der :
         {build(support::request(client(), text)), support::to_ber(build(support::request(client(), text)))}) {
      const auto r = read_request(der);
      REQUIRE(r.has_value());
      CHECK(r.value().type == type);
      CHECK(r.value().transaction_id == support::id);
      CHECK(r.value().sender_nonce == support::nonce);
    }
  }
}

TEST_CASE("a request's transaction id is read in each string type that clients use") {
  for (const int type : {V_ASN1_PRINTABLESTRING, V_ASN1_UTF8STRING, V_ASN1_IA5STRING}) {
    const auto r = read_request(build(support::request(client()).set(support::transaction_id, "a_b@c", type)));
    REQUIRE(r.has_value());
    CHECK(r.value().transaction_id == "a_b@c");
  }
}

TEST_CASE("a request signed with MD5 can still be answered") {
  support::message m = support::request(client());
  m.digest = EVP_md5();
  CHECK(read_request(build(m)).error() == reply_errc::weak_digest);
  CHECK(inspect_request(build(m)).value().transaction_id == support::id);
}

TEST_CASE("a real client's request is read") {
  const auto r = read_request(support::test_file("refused.request.der"));
  REQUIRE(r.has_value());
  CHECK(r.value().type == request_type::pkcs_req);
  CHECK(r.value().transaction_id == support::test_file("refused.transaction-id"));
  CHECK(r.value().sender_nonce.size() == 16);
}

TEST_CASE("a request gives what a grant needs: the envelope and the signer's certificate, as they came") {
  support::message m = support::request(client());
  m.content = support::enveloped_csr(client(), ca().certificate.get(), "secret");
  unsigned char* der = nullptr;
  const int size = i2d_X509(client().certificate.get(), &der);
  const std::string certificate(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  for (const auto& r : {read_request(build(m)), inspect_request(build(m))}) {
    CHECK(r.value().envelope == m.content);
    CHECK(r.value().certificate == certificate);
  }
  m.content = std::nullopt;
  CHECK(read_request(build(m)).value().envelope.empty());
  m.certificates = false;
  CHECK(inspect_request(build(m)).value().certificate.empty());
}

TEST_CASE("what is no request is none") {
  for (const char* type : {"3", "", "019", "1", "99", "19 "})
    CHECK(read_request(build(support::request(client(), type))).error() == reply_errc::not_request);
  CHECK(read_request("<html>").error() == reply_errc::not_signed_data);
  CHECK(read_request("").error() == reply_errc::not_signed_data);
  CHECK(inspect_request("").error() == reply_errc::not_signed_data);
  CHECK(read_request(std::string(scep::max_message_size + 1, '0')).error() == reply_errc::too_large);
  CHECK(read_request(write(fail_info::bad_time, "").value()).error() == reply_errc::not_request);
}

TEST_CASE("a request must bring its signer's certificate and verify with it") {
  support::message m = support::request(client());
  m.certificates = false;
  CHECK(read_request(build(m)).error() == reply_errc::missing_certificate);
  m.certificates = true;
  m.content = "content";
  std::string der = build(m);
  REQUIRE(read_request(der).has_value());
  der.replace(der.find("content"), 7, "CONTENT");
  CHECK(read_request(der).error() == reply_errc::bad_signature);
  CHECK(scep::fail_info_for(read_request(der).error()) == fail_info::bad_message_check);
  m.digest = EVP_md5();
  CHECK(read_request(build(m)).error() == reply_errc::weak_digest);
  CHECK(scep::fail_info_for(read_request(build(m)).error()) == fail_info::bad_algorithm);
  const support::identity other = support::make_identity("Other");
  m = support::request(client());
  m.signers = {&client(), &other};
  CHECK(read_request(build(m)).error() == reply_errc::several_signers);
}

TEST_CASE("only one of a thousand certificates of the signer's name is tried") {
  support::message m = support::request(client());
  const support::identity other = support::make_identity("Client");
  const std::string der = build(m);
  CHECK(read_request(der).has_value());
  m.further_certificates = {&other};
  const auto r = read_request(build(m));
  CHECK((r.has_value() || r.error() == reply_errc::bad_signature));
}

TEST_CASE("the signer's certificate is found behind another") {
  support::message m = support::request(client());
  m.further_certificates = {&ec_ca()};  // shorter, and so the first in DER's order
  CHECK(read_request(build(m)).has_value());
}

TEST_CASE("what cannot be answered names its attribute: too long, empty, missing, repeated, of the wrong type") {
  const auto fails = [](const support::message& m, reply_errc why, const std::string& attribute) {
    for (const auto& r : {read_request(build(m)), inspect_request(build(m))}) {
      REQUIRE(r.has_error());
      CHECK(r.error() == why);
      CHECK(r.error().details().attribute == attribute);
    }
  };
  const auto with = [](const std::string& oid, const std::string& value, int type) {
    return support::request(client()).set(oid, value, type);
  };
  const std::string longest(scep::max_text_size, 'x');
  for (const auto& [oid, type] :
       {std::pair(support::transaction_id, V_ASN1_PRINTABLESTRING), std::pair(support::sender_nonce, V_ASN1_OCTET_STRING)}) {
    CHECK(read_request(build(with(oid, longest, type))).has_value());
    fails(with(oid, longest + 'x', type), reply_errc::malformed_attribute, support::name_of(oid));
    fails(with(oid, "", type), reply_errc::malformed_attribute, support::name_of(oid));
  }
  for (const support::attribute& a : support::request(client()).attributes) {
    CAPTURE(a.oid);
    fails(support::request(client()).remove(a.oid), reply_errc::missing_attribute, support::name_of(a.oid));
    fails(support::request(client()).add(a), reply_errc::repeated_attribute, support::name_of(a.oid));
    fails(with(a.oid, "1", V_ASN1_INTEGER), reply_errc::malformed_attribute, support::name_of(a.oid));
  }
}

TEST_CASE("a request whose signature is bad can still be answered") {
  support::message m = support::request(client());
  m.content = "content";
  std::string der = build(m);
  der.replace(der.find("content"), 7, "CONTENT");
  const auto verified = read_request(der);
  const auto unverified = inspect_request(der);
  REQUIRE(unverified.has_value());
  const auto answer =
      write_failure(scep::fail_info_for(verified.error()), "", unverified.value(), ca().certificate.get(), ca().key.get());
  CHECK(read_back(answer.value()).error() == fail_info::bad_message_check);
}

TEST_CASE("the server's side leaves OpenSSL's error queue as it was") {
  ERR_clear_error();
  CHECK(read_request("junk").has_error());
  CHECK(write_failure(fail_info::bad_time, "", request, ca().certificate.get(), client().key.get()).has_error());
  CHECK(write(fail_info::bad_time, "").has_value());
  CHECK(ERR_peek_error() == 0);
}
