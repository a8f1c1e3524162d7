#include <scep/cert_rep.hpp>
#include <scep/condition.hpp>
#include <scep/fail_info.hpp>
#include <scep/hresult.hpp>

#include <doctest/doctest.h>
#include <openssl/err.h>

#include <ctime>
#include <string>

#include "data.hpp"
#include "reply_builder.hpp"

using scep::fail_info;
using scep::inspect_cert_rep;
using scep::pki_status;
using scep::read_cert_rep;
using scep::reply_context;
using scep::reply_errc;
using support::ca;
using support::ec_ca;
using support::real_ca;
using support::stranger;
using support::test_file;
using support::unhex;
using namespace std::string_literals;

namespace {

// A nonce in an array would be taken for a string that ends somewhere.
static_assert(!std::is_constructible_v<scep::expected_bytes, char (&)[16]>);
static_assert(!std::is_constructible_v<scep::expected_bytes, std::nullptr_t>);
static_assert(!std::is_default_constructible_v<scep::expected_bytes>);
static_assert(!std::is_constructible_v<scep::expected_bytes, const char*>);
static_assert(!std::is_constructible_v<scep::expected_bytes, char*>);
static_assert(std::is_convertible_v<const char (&)[3], scep::expected_bytes>);
reply_context context(const support::identity& who = ca()) { return {{who.certificate.get()}, support::id, support::nonce}; }

auto read(const support::message& m) { return read_cert_rep(build(m), context()); }

// A reply that cannot be used says no more than that.
void check_unusable(const scep::result<scep::cert_rep>& r, reply_errc why, std::string_view attribute = {}) {
  REQUIRE(r.has_error());
  CHECK(r.error() == why);
  CHECK(r.error() == scep::condition::unusable_reply);
  CHECK(r.error().details().attribute == attribute);
  CHECK(r.error().details().text.empty());
  CHECK(r.error().details().transaction_id.empty());
}

void check_refused(const scep::result<scep::cert_rep>& r, fail_info why) {
  REQUIRE(r.has_error());
  CHECK(r.error().code());
  CHECK(r.error() == why);
  CHECK(r.error() == scep::condition::rejected);
  CHECK(r.error().details().transaction_id == support::id);
}

// Now, in UTC.
std::string timestamp() {
  const std::time_t now = std::time(nullptr);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now))};
}

}  // namespace

TEST_CASE("pkiStatus and messageType have the names that the RFC gives them") {
  using scep::pki_status;
  using scep::request_type;
  const std::pair<pki_status, std::string_view> statuses[] = {{pki_status::success, "SUCCESS"},
                                                              {pki_status::failure, "FAILURE"},
                                                              {pki_status::pending, "PENDING"},
                                                              {pki_status{1}, ""}};
  for (const auto& [status, expected] : statuses) CHECK(name(status) == expected);
  const std::pair<request_type, std::string_view> types[] = {{request_type::renewal_req, "RenewalReq"},
                                                             {request_type::update_req, "UpdateReq"},
                                                             {request_type::pkcs_req, "PKCSReq"},
                                                             {request_type::cert_poll, "CertPoll"},
                                                             {request_type::get_cert, "GetCert"},
                                                             {request_type::get_crl, "GetCRL"},
                                                             {request_type{3}, ""}};
  for (const auto& [type, expected] : types) CHECK(name(type) == expected);
}

TEST_CASE("a real server's refusal is read and verified") {
  const support::x509_ptr certificate = real_ca();
  const std::string id = test_file("refused.transaction-id");
  const auto r = read_cert_rep(test_file("refused.reply.der"), {{certificate.get()}, id, unhex(test_file("refused.nonce"))});
  REQUIRE(r.has_error());
  CHECK(r.error() == fail_info::bad_request);
  CHECK(r.error() == scep::condition::rejected);
  CHECK(r.error().details().text.empty());
  CHECK(r.error().details().transaction_id == id);
}

TEST_CASE("a real server's certificate is read and verified") {
  const support::x509_ptr certificate = real_ca();
  const std::string id = test_file("granted.transaction-id");
  const std::string nonce = unhex(test_file("granted.nonce"));
  const auto r = read_cert_rep(test_file("granted.reply.der"), {{certificate.get()}, id, nonce});
  REQUIRE(r.has_value());
  CHECK(r.value().status == pki_status::success);
  CHECK(r.value().transaction_id == id);
  CHECK(r.value().recipient_nonce == nonce);
  CHECK(r.value().sender_nonce.size() == 16);
  CHECK(r.value().envelope.front() == '\x30');
}

TEST_CASE("one request's real reply is not taken for another's") {
  const support::x509_ptr certificate = real_ca();
  const auto refused_with = [&](scep::expected_bytes id, scep::expected_bytes nonce) {
    return read_cert_rep(test_file("refused.reply.der"), {{certificate.get()}, std::move(id), std::move(nonce)});
  };
  check_unusable(refused_with(test_file("granted.transaction-id"), unhex(test_file("refused.nonce"))),
                 reply_errc::transaction_mismatch);
  check_unusable(refused_with(test_file("refused.transaction-id"), unhex(test_file("granted.nonce"))),
                 reply_errc::nonce_mismatch);
  CHECK(refused_with(scep::unchecked, scep::unchecked).error() == fail_info::bad_request);
}

TEST_CASE("each status is read, from an RSA and from an EC key") {
  for (const support::identity* who : {&ca(), &ec_ca()}) {
    const auto granted = read_cert_rep(build(support::success(*who)), context(*who));
    REQUIRE(granted.has_value());
    CHECK(granted.value().status == pki_status::success);
    CHECK(granted.value().envelope == "the pkcsPKIEnvelope");
    CHECK(granted.value().transaction_id == support::id);
    CHECK(granted.value().recipient_nonce == support::nonce);
    CHECK(granted.value().sender_nonce == "fedcba9876543210");

    const auto waiting = read_cert_rep(build(support::pending(*who)), context(*who));
    REQUIRE(waiting.has_value());
    CHECK(waiting.value().status == pki_status::pending);
    CHECK(waiting.value().envelope.empty());
    CHECK(waiting.value().transaction_id == support::id);

    for (int n = 0; n < 5; ++n)
      check_refused(read_cert_rep(build(support::refusal(*who, std::to_string(n))), context(*who)), fail_info{100 + n});
  }
}

TEST_CASE("every form of no content is read") {
  for (const std::optional<std::string>& content : {std::optional<std::string>(), {""s}, {"\0"s}}) {
    for (support::message m : {support::refusal(ca()), support::pending(ca())}) {
      m.content = content;
      const auto r = read(m);
      CHECK((r.has_value() ? r.value().status == pki_status::pending : r.error() == fail_info::bad_request));
    }
    support::message m = support::success(ca());
    m.content = content;
    check_unusable(read(m), reply_errc::missing_envelope);
  }
}

TEST_CASE("a reply without certificates is read") {
  support::message m = support::refusal(ca());
  m.certificates = false;
  check_refused(read(m), fail_info::bad_request);
}

TEST_CASE("either name of the signature algorithm is read, and each digest but the broken ones") {
  support::message m = support::refusal(ca());
  m.signature_algorithm = true;
  check_refused(read(m), fail_info::bad_request);
  m.signature_algorithm = false;
  for (const EVP_MD* digest : {EVP_sha1(), EVP_sha384(), EVP_sha512()}) {
    m.digest = digest;
    check_refused(read(m), fail_info::bad_request);
  }
}

TEST_CASE("BER is read") {
  for (support::message m : {support::refusal(ca()), support::success(ca())}) {
    const auto r = read_cert_rep(support::to_ber(build(m)), context());
    CHECK((r.has_value() ? r.value().envelope == "the pkcsPKIEnvelope" : r.error() == fail_info::bad_request));
  }
  check_refused(read_cert_rep(support::to_ber(build(support::refusal(ec_ca()))), context(ec_ca())), fail_info::bad_request);
}

TEST_CASE("servers in Go: a transaction id as UTF8String, or IA5String, is compared byte for byte") {
  for (const int type : {V_ASN1_UTF8STRING, V_ASN1_IA5STRING}) {
    const std::string der = build(support::refusal(ca()).set(support::transaction_id, "a_b@c", type));
    CHECK(read_cert_rep(der, {{ca().certificate.get()}, "a_b@c", support::nonce}).error() == fail_info::bad_request);
    check_unusable(read_cert_rep(der, {{ca().certificate.get()}, "a_b@C", support::nonce}),
                   reply_errc::transaction_mismatch);
  }
}

TEST_CASE("failInfo and HRESULT are read in any string type") {
  for (const auto& [type, reason, hresult] :
       {std::tuple(V_ASN1_UTF8STRING, "3"s, "-2146875375"s), std::tuple(V_ASN1_IA5STRING, "3"s, "-2146875375"s),
        std::tuple(V_ASN1_OCTET_STRING, "3"s, "-2146875375"s),
        std::tuple(V_ASN1_BMPSTRING, "\0003"s, "\0-\0002\0001\0004\0006\0008\0007\0005\0003\0007\0005"s)}) {
    const auto r =
        read(support::refusal(ca()).set(support::fail_info, reason, type).set(support::ndes_hresult, hresult, type));
    check_refused(r, fail_info::bad_time);
    CHECK(r.error().details().hresult == scep::make_hresult(0x80094811));
  }
}

TEST_CASE("cryptlib's grant: no senderNonce, but PKCS #9's randomNonce") {
  const auto r = read(support::success(ca())
                          .remove(support::sender_nonce)
                          .set("1.2.840.113549.1.9.25.3", "fedcba9876543210", V_ASN1_OCTET_STRING));
  REQUIRE(r.has_value());
  CHECK(r.value().envelope == "the pkcsPKIEnvelope");
}

TEST_CASE("xipki: eContentType envelopedData, signed as such; Dogtag: signed as such, but eContentType data") {
  support::message m = support::success(ca());
  m.content_type = NID_pkcs7_enveloped;
  std::string der = build(m);
  CHECK(read_cert_rep(der, context()).value().envelope == "the pkcsPKIEnvelope");
  const std::string enveloped = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x03";
  der[der.find(enveloped) + enveloped.size() - 1] = '\x01';  // in the encapContentInfo, the first
  REQUIRE(der.find(enveloped) != std::string::npos);         // in the signed attributes
  CHECK(read_cert_rep(der, context()).value().envelope == "the pkcsPKIEnvelope");
}

TEST_CASE("EJBCA: BER, no certificates, content a constructed string of nothing") {
  support::message m = support::refusal(ca());
  m.certificates = false;
  m.content = "";
  std::string ber = support::to_ber(build(m));
  const std::string one_part = "\x24\x80\x04\0\0\0"s;
  REQUIRE(ber.find(one_part) != std::string::npos);
  ber.replace(ber.find(one_part), one_part.size(), "\x24\x80\0\0"s);
  check_refused(read_cert_rep(ber, context()), fail_info::bad_request);
}

TEST_CASE("an NDES refusal carries its HRESULT") {
  support::message m = support::refusal(ca()).set(support::ndes_hresult, "-2146875375");
  m.content = "\0"s;
  m.certificates = false;
  const auto r = read(m);
  check_refused(r, fail_info::bad_request);
  CHECK(r.error().details().hresult == scep::make_hresult(0x80094811));
}

TEST_CASE("an HRESULT that cannot be read is no detail") {
  for (const char* text : {"", "abc", "0x80094811", "-21468753750"})
    CHECK_FALSE(read(support::refusal(ca()).set(support::ndes_hresult, text)).error().details().hresult);
  CHECK_FALSE(read(support::refusal(ca()).set(support::ndes_hresult, "0")).error().details().hresult);
}

TEST_CASE("nonces of the server may be short") {
  const auto r = read(support::pending(ca()).set(support::sender_nonce, "x", V_ASN1_OCTET_STRING));
  REQUIRE(r.has_value());
  CHECK(r.value().sender_nonce == "x");
  const std::string der = build(support::refusal(ca()).set(support::recipient_nonce, "short", V_ASN1_OCTET_STRING));
  CHECK(read_cert_rep(der, {{ca().certificate.get()}, support::id, "short"}).error() == fail_info::bad_request);
}

TEST_CASE("failInfoText is read in any string type, and is UTF-8") {
  const auto text = [](const std::string& bytes, int type, const std::string& oid = support::fail_info_text) {
    const auto r = read(support::refusal(ca()).set(oid, bytes, type));
    check_refused(r, fail_info::bad_request);
    return r.error().details().text;
  };
  CHECK(text("Schl\xC3\xBCssel", V_ASN1_UTF8STRING) == "Schl\xC3\xBCssel");
  for (const int type : {V_ASN1_PRINTABLESTRING, V_ASN1_IA5STRING, V_ASN1_VISIBLESTRING, V_ASN1_GENERALSTRING,
                         V_ASN1_NUMERICSTRING, V_ASN1_GRAPHICSTRING, V_ASN1_VIDEOTEXSTRING, V_ASN1_OCTET_STRING})
    CHECK(text("too short", type) == "too short");
  CHECK(text("\0S\0\xFC\xD8\x3D\xDD\x11"s, V_ASN1_BMPSTRING) == "S\xC3\xBC\xF0\x9F\x94\x91");
  CHECK(text("\xD8\x00"s, V_ASN1_BMPSTRING) == "\xEF\xBF\xBD");  // half a character
  CHECK(text("\0\0\0S\0\x01\xF5\x11"s, V_ASN1_UNIVERSALSTRING) == "S\xF0\x9F\x94\x91");
  CHECK(text("\x7F\xFF\xFF\xFF"s, V_ASN1_UNIVERSALSTRING) == "\xEF\xBF\xBD");
  for (const int type : {V_ASN1_PRINTABLESTRING, V_ASN1_T61STRING}) {
    CHECK(text("Schl\xFCssel", type) == "Schl\xC3\xBCssel");  // Latin-1, as OmniTrustILM writes it
    CHECK(text("Schl\xC3\xBCssel", type) == "Schl\xC3\xBCssel");
  }
  CHECK(text("5", V_ASN1_INTEGER).empty());
  CHECK(text("", V_ASN1_UTF8STRING).empty());
}

TEST_CASE("step-ca's OID for failInfoText is understood, and the right one goes first") {
  support::message m = support::refusal(ca()).set(support::step_ca_text, "old", V_ASN1_UTF8STRING);
  CHECK(read(m).error().details().text == "old");
  m.set(support::fail_info_text, "new", V_ASN1_UTF8STRING);
  CHECK(read(m).error().details().text == "new");
}

TEST_CASE("a hostile text arrives as it was sent and is printed escaped") {
  const auto check = [](const std::string& text, const std::string& printed) {
    const auto r = read(support::refusal(ca()).set(support::fail_info_text, text, V_ASN1_UTF8STRING));
    REQUIRE(r.has_error());
    CHECK(r.error().details().text == text);
    CHECK(to_string(r.error()).find("The CA says: \"" + printed + "\".") != std::string::npos);
  };
  check("\x1B[2J\x1B]0;owned\a", "\\x1B[2J\\x1B]0;owned\\x07");
  check("line\nanother\r", "line\\nanother\\r");
  check("\u202Efdp.exe", "\\u{202E}fdp.exe");
  check("before\0after"s, "before\\x00after");
  check("\xFF\xC3(\xE2\x82", "\\xFF\\xC3(\\xE2\\x82");
}

TEST_CASE("a text of a megabyte is cut at a character's end, and the refusal stays") {
  const auto r = read(support::refusal(ca()).set(support::fail_info_text, std::string(1 << 20, 'x'), V_ASN1_UTF8STRING));
  check_refused(r, fail_info::bad_request);
  CHECK(r.error().details().text == std::string(scep::max_text_size, 'x'));

  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string text(scep::max_text_size - shift, 'x');
    const std::size_t before = text.size();
    text += "\xF0\x9F\x94\x91 and more";
    const auto cut = read(support::refusal(ca()).set(support::fail_info_text, text, V_ASN1_UTF8STRING));
    CHECK(cut.error().details().text == text.substr(0, before));
  }
  const std::string garbage(1 << 20, '\x80');
  CHECK(read(support::refusal(ca()).set(support::fail_info_text, garbage, V_ASN1_UTF8STRING)).error().details().text.size() >
        scep::max_text_size - 5);
}

TEST_CASE("an authentic FAILURE is a refusal, however sloppy its failInfo") {
  check_refused(read(support::refusal(ca(), "5")), fail_info{105});
  check_refused(read(support::refusal(ca(), "23")), fail_info{123});
  for (const char* reason : {"abc", "", " 2", "2x", "-1", "4294967196", "2147483548", "99999999999999999999"})
    check_refused(read(support::refusal(ca(), reason)), fail_info::unknown);
  check_refused(read(support::refusal(ca()).remove(support::fail_info)), fail_info::unknown);
  check_refused(read(support::refusal(ca()).set(support::fail_info, "\x02", V_ASN1_INTEGER)), fail_info::unknown);
  check_refused(
      read(support::refusal(ca()).remove(support::fail_info).add({support::fail_info, V_ASN1_PRINTABLESTRING, {}})),
      fail_info::unknown);
  const support::attribute both{support::fail_info, V_ASN1_PRINTABLESTRING, {"2", "3"}};
  check_refused(read(support::refusal(ca()).remove(support::fail_info).add(both)), fail_info::unknown);
  check_refused(read(support::refusal(ca()).add({support::fail_info, V_ASN1_PRINTABLESTRING, {"3"}})), fail_info::unknown);
  check_refused(read(support::refusal(ca()).set(support::fail_info, "2\0"s)), fail_info::unknown);
}

TEST_CASE("an authentic FAILURE is a refusal, whatever else is wrong with it") {
  check_refused(read(support::refusal(ca()).remove(support::sender_nonce)), fail_info::bad_request);
  check_refused(read(support::refusal(ca()).set(support::sender_nonce, "x", V_ASN1_INTEGER)), fail_info::bad_request);
  const auto twice = read(support::refusal(ca()).add({support::fail_info_text, V_ASN1_UTF8STRING, {"a", "b"}}));
  check_refused(twice, fail_info::bad_request);
  CHECK(twice.error().details().text.empty());
  const auto unchecked =
      read_cert_rep(build(support::refusal(ca()).remove(support::transaction_id).remove(support::recipient_nonce)),
                    {{ca().certificate.get()}, scep::unchecked, scep::unchecked});
  CHECK(unchecked.error() == fail_info::bad_request);
  CHECK(unchecked.error().details().transaction_id.empty());
}

TEST_CASE("a reason in a SUCCESS or PENDING refuses nothing") {
  CHECK(read(support::success(ca()).set(support::fail_info, "0")).value().status == pki_status::success);
  CHECK(read(support::pending(ca()).set(support::fail_info, "0")).value().status == pki_status::pending);
}

TEST_CASE("what is made without a value is no success, and the limits are those that the README gives") {
  CHECK(scep::cert_rep().status == pki_status::failure);
  CHECK(scep::request_context().type == scep::request_type::pkcs_req);
  CHECK(scep::max_message_size == 4'194'304);
  CHECK(scep::max_text_size == 4096);
}

TEST_CASE("too_large: a message past the limit is not read") {
  std::string der = build(support::refusal(ca()));
  der.resize(scep::max_message_size + 1);
  check_unusable(read_cert_rep(der, context()), reply_errc::too_large);
  der.resize(scep::max_message_size);
  check_unusable(read_cert_rep(der, context()), reply_errc::not_signed_data);
  support::message m = support::success(ca());
  m.content = std::string(scep::max_message_size - 4096, 'x');
  CHECK(read(m).value().envelope == *m.content);
}

TEST_CASE("not_signed_data: HTML, nothing, junk, a cut or prolonged message, another CMS type") {
  const std::string der = build(support::refusal(ca()));
  for (const std::string& bytes : {"<html><body>502 Bad Gateway</body></html>"s, ""s, "\0"s, "\x30"s, "\x30\x80"s,
                                   std::string(1000, '\x30'), std::string(1000, '\xFF'), der + '\0', der + der, der + "\n"})
    check_unusable(read_cert_rep(bytes, context()), reply_errc::not_signed_data);
  check_unusable(read_cert_rep({}, context()), reply_errc::not_signed_data);
  for (std::size_t size = 0; size < der.size(); ++size)
    check_unusable(read_cert_rep(der.substr(0, size), context()), reply_errc::not_signed_data);
  const std::string data = "\x30\x10\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01\xA0\x03\x04\x01x"s;
  check_unusable(read_cert_rep(data, context()), reply_errc::not_signed_data);
  check_unusable(read_cert_rep(test_file("ca.pem"), context()), reply_errc::not_signed_data);
}

TEST_CASE("no_signer: a reply nobody signed") {
  support::message m = support::refusal(ca());
  m.signers.clear();
  check_unusable(read(m), reply_errc::no_signer);
  support::message chain;  // the answer to GetCACert
  chain.further_certificates = {&ca(), &stranger()};
  check_unusable(read(chain), reply_errc::no_signer);
}

TEST_CASE("several_signers: two signers, even if the CA is one, or both") {
  support::message m = support::refusal(ca());
  m.signers = {&ca(), &stranger()};
  check_unusable(read(m), reply_errc::several_signers);
  m.signers = {&ca(), &ca()};
  m.certificates = false;
  check_unusable(read(m), reply_errc::several_signers);
}

TEST_CASE("untrusted_signer: only the caller's certificates count, not those in the message") {
  check_unusable(read(support::refusal(stranger())), reply_errc::untrusted_signer);
  const std::string der = build(support::refusal(ca()));
  check_unusable(read_cert_rep(der, {{}, support::id, support::nonce}), reply_errc::untrusted_signer);
  check_unusable(read_cert_rep(der, {{nullptr}, support::id, support::nonce}), reply_errc::untrusted_signer);
}

TEST_CASE("any of several certificates may have signed, even two of one name and number") {
  const support::identity renewed = support::make_identity("CA");
  const std::string der = build(support::refusal(ca()));
  X509* const own = ca().certificate.get();
  for (const std::vector<X509*>& certificates : {std::vector<X509*>{nullptr, stranger().certificate.get(), own},
                                                 {renewed.certificate.get(), own},
                                                 {own, renewed.certificate.get()}})
    check_refused(read_cert_rep(der, {certificates, support::id, support::nonce}), fail_info::bad_request);
}

TEST_CASE("bad_signature: a stranger with the CA's own name") {
  const support::identity impostor = support::make_identity("CA");
  for (const support::message& m : {support::refusal(impostor), support::success(impostor), support::pending(impostor)})
    check_unusable(read(m), reply_errc::bad_signature);
  const support::identity other_key = support::make_identity("CA", 1, support::key_type::ec);
  check_unusable(read(support::refusal(other_key)), reply_errc::bad_signature);
}

TEST_CASE("bad_signature: content that was not signed") {
  support::message m = support::success(ca());
  std::string der = build(m);
  der.replace(der.find("pkcsPKI"), 7, "PKCSpki");
  check_unusable(read_cert_rep(der, context()), reply_errc::bad_signature);
}

TEST_CASE("bad_signature: any of the attributes signed alone, for contentType and messageDigest go along (RFC 5652 11)") {
  support::message_parts parts(build(support::refusal(ca())));
  for (const std::string& attribute : support::elements(parts.signed_attributes)) {
    parts.signed_attributes = attribute;
    check_unusable(read_cert_rep(parts.sign(ca().key.get()).der(), context()), reply_errc::bad_signature);
  }
}

TEST_CASE("weak_digest: MD5, MD4 and MD2 prove nothing") {
  support::message m = support::refusal(ca());
  m.digest = EVP_md5();
  std::string der = build(m);
  check_unusable(read_cert_rep(der, context()), reply_errc::weak_digest);
  const std::string md5 = "\x2A\x86\x48\x86\xF7\x0D\x02\x05";  // 1.2.840.113549.2.5; MD4 is .4, MD2 is .2
  for (const char last : {'\x04', '\x02'}) {
    std::string older = der;
    for (std::size_t at = 0; (at = older.find(md5, at)) != std::string::npos; ++at) older[at + md5.size() - 1] = last;
    check_unusable(read_cert_rep(older, context()), reply_errc::weak_digest);
  }
}

TEST_CASE("unsupported_algorithm: a digest nobody knows") {
  std::string der = build(support::refusal(ca()));
  const std::string sha256 = "\x60\x86\x48\x01\x65\x03\x04\x02\x01";
  const std::size_t last = der.rfind(sha256);  // the SignerInfo's
  REQUIRE(last != std::string::npos);
  check_unusable(read_cert_rep(der.replace(last + 8, 1, "\x7F"), context()), reply_errc::unsupported_algorithm);
}

TEST_CASE("a message that lists a digest algorithm a hundred thousand times is read at once") {
  support::message m = support::refusal(ca());
  for (const bool with_attributes : {true, false}) {
    m.no_signed_attributes = !with_attributes;
    if (!with_attributes) m.attributes.clear();
    support::message_parts parts(build(m));
    for (int i = 0; i < 100'000; ++i) parts.digest_algorithms += "\x30\x07\x06\x05\x2B\x0E\x03\x02\x1A";
    const std::string der = parts.der();
    const auto r = read_cert_rep(der, context());
    if (with_attributes)
      check_refused(r, fail_info::bad_request);
    else
      check_unusable(r, reply_errc::missing_attribute);
  }
}

TEST_CASE("a signer named by its subject key identifier is read") {
  support::message m = support::refusal(ca());
  m.key_identifier = true;
  check_refused(read(m), fail_info::bad_request);
  check_unusable(read_cert_rep(build(m), context(stranger())), reply_errc::untrusted_signer);
}

TEST_CASE("a reply needs no more than what proves it: its own nonce may be missing or unreadable") {
  for (support::message m : {support::success(ca()), support::pending(ca())}) {
    const auto r = read(m.remove(support::sender_nonce));
    REQUIRE(r.has_value());
    CHECK(r.value().sender_nonce.empty());
    CHECK(read(m.set(support::sender_nonce, "1", V_ASN1_INTEGER)).value().sender_nonce.empty());
  }
  const std::string der = build(support::success(ca()).remove(support::transaction_id).remove(support::recipient_nonce));
  CHECK(read_cert_rep(der, {{ca().certificate.get()}, scep::unchecked, scep::unchecked}).has_value());
}

TEST_CASE("missing_attribute: each that a reply must have") {
  for (const std::string& oid :
       {support::message_type, support::pki_status, support::transaction_id, support::recipient_nonce}) {
    CAPTURE(oid);
    for (support::message m : {support::success(ca()), support::pending(ca()), support::refusal(ca())})
      check_unusable(read(m.remove(oid)), reply_errc::missing_attribute, support::name_of(oid));
  }
  support::message bare = support::success(ca());
  bare.attributes.clear();
  bare.no_signed_attributes = true;
  check_unusable(read(bare), reply_errc::missing_attribute);
}

TEST_CASE("missing_attribute: unsigned attributes are not looked at") {
  support::message m = support::refusal(ca());
  m.unsigned_attributes = m.attributes;
  m.attributes.clear();
  check_unusable(read(m), reply_errc::missing_attribute, "messageType");

  m = support::refusal(ca()).remove(support::fail_info);
  m.unsigned_attributes = {{support::fail_info, V_ASN1_PRINTABLESTRING, {"3"}},
                           {support::fail_info_text, V_ASN1_UTF8STRING, {"forged"}},
                           {support::ndes_hresult, V_ASN1_PRINTABLESTRING, {"-2147024809"}}};
  const auto r = read(m);
  check_refused(r, fail_info::unknown);
  CHECK(r.error().details().text.empty());
  CHECK_FALSE(r.error().details().hresult);
}

TEST_CASE("malformed_attribute: a wrong type, or no value") {
  for (const std::string& oid : {support::message_type, support::pki_status, support::transaction_id})
    check_unusable(read(support::pending(ca()).set(oid, "3", V_ASN1_INTEGER)), reply_errc::malformed_attribute,
                   support::name_of(oid));
  check_unusable(read(support::pending(ca()).set(support::recipient_nonce, support::nonce)), reply_errc::malformed_attribute,
                 "recipientNonce");
  check_unusable(
      read(support::pending(ca()).remove(support::pki_status).add({support::pki_status, V_ASN1_PRINTABLESTRING, {}})),
      reply_errc::malformed_attribute, "pkiStatus");
}

TEST_CASE("repeated_attribute: twice, or with two values, even equal ones") {
  for (const support::attribute& a : support::pending(ca()).attributes) {
    if (a.oid == support::sender_nonce) continue;
    CAPTURE(a.oid);
    check_unusable(read(support::pending(ca()).add(a)), reply_errc::repeated_attribute, support::name_of(a.oid));
    support::attribute two = a;
    two.values.push_back(two.values.front());
    check_unusable(read(support::pending(ca()).remove(a.oid).add(two)), reply_errc::repeated_attribute,
                   support::name_of(a.oid));
  }
}

TEST_CASE("repeated_attribute: twice, even if only one has a value") {
  const support::attribute nothing{support::transaction_id, V_ASN1_PRINTABLESTRING, {}};
  check_unusable(read(support::pending(ca()).add(nothing)), reply_errc::repeated_attribute, "transactionID");
}

TEST_CASE("not_cert_rep: any other message") {
  for (const char* type : {"19", "17", "0", "", "03", "3 ", "33"})
    check_unusable(read(support::success(ca()).set(support::message_type, type)), reply_errc::not_cert_rep);
  const std::string request = test_file("refused.request.der");
  CHECK(inspect_cert_rep(request).error() == reply_errc::not_cert_rep);
}

TEST_CASE("unknown_status: none that SCEP defines") {
  for (const char* status : {"1", "4", "-1", "", "00", "02", "2 ", "success"})
    check_unusable(read(support::refusal(ca()).set(support::pki_status, status)), reply_errc::unknown_status);
}

TEST_CASE("transaction_mismatch: another, a shorter, a longer, an empty transaction id") {
  for (const std::string& other : {"3F2A9C0D5A"s, support::id.substr(1), support::id + "0", support::id + '\0', ""s})
    for (support::message m : {support::success(ca()), support::refusal(ca()), support::pending(ca())})
      check_unusable(read(m.set(support::transaction_id, other)), reply_errc::transaction_mismatch);
}

TEST_CASE("nonce_mismatch: another, a shorter, a longer, an empty nonce") {
  for (const std::string& other : {"0123456789abcdeF"s, support::nonce.substr(1), support::nonce.substr(0, 15),
                                   support::nonce + "0", support::nonce + '\0', ""s})
    for (support::message m : {support::success(ca()), support::refusal(ca()), support::pending(ca())})
      check_unusable(read(m.set(support::recipient_nonce, other, V_ASN1_OCTET_STRING)), reply_errc::nonce_mismatch);
}

TEST_CASE("an id or a nonce that was never made matches nothing") {
  const std::string der =
      build(support::success(ca()).set(support::transaction_id, "").set(support::recipient_nonce, "", V_ASN1_OCTET_STRING));
  X509* const own = ca().certificate.get();
  check_unusable(read_cert_rep(der, {{own}, "", scep::unchecked}), reply_errc::transaction_mismatch);
  check_unusable(read_cert_rep(der, {{own}, scep::unchecked, ""}), reply_errc::nonce_mismatch);
  CHECK(read_cert_rep(der, {{own}, scep::unchecked, scep::unchecked}).has_value());
}

TEST_CASE("inspect reads what read reads, and a refusal is only a claim") {
  const auto refused =
      inspect_cert_rep(build(support::refusal(stranger(), "4").set(support::fail_info_text, "who?", V_ASN1_UTF8STRING)));
  REQUIRE(refused.has_value());
  CHECK(refused.value().reply.status == pki_status::failure);
  CHECK(refused.value().refusal == fail_info::bad_cert_id);
  CHECK(refused.value().refusal.details().text == "who?");
  CHECK(refused.value().refusal.details().transaction_id == support::id);
  CHECK(refused.value().reply.recipient_nonce == support::nonce);

  const auto granted = inspect_cert_rep(build(support::success(stranger())));
  REQUIRE(granted.has_value());
  CHECK(granted.value().reply.envelope == "the pkcsPKIEnvelope");
  CHECK_FALSE(granted.value().refusal.code());

  CHECK(inspect_cert_rep("junk").error() == reply_errc::not_signed_data);
  CHECK(inspect_cert_rep(build(support::pending(ca()).set(support::pki_status, "7"))).error() == reply_errc::unknown_status);
}

TEST_CASE("inspect says who signed, with which digest, and when") {
  const support::identity signer = support::make_identity("Zert\xC3\xBC, #1\n", 0x0123456789);
  support::message m = support::refusal(signer, "17");
  m.digest = EVP_sha512();
  const std::string earliest = timestamp();
  const auto by_issuer = inspect_cert_rep(build(m)).value();
  CHECK(by_issuer.signer.issuer == "CN=Zert\xC3\xBC\\, #1\\0A");
  CHECK(by_issuer.signer.serial == "0123456789");
  CHECK(by_issuer.signer.key_id.empty());
  CHECK(by_issuer.digest == "SHA512");
  CHECK(by_issuer.signing_time >= earliest);
  CHECK(by_issuer.signing_time <= timestamp());

  m.key_identifier = true;
  const auto by_key = inspect_cert_rep(build(m)).value();
  CHECK(by_key.signer.issuer.empty());
  CHECK(by_key.signer.serial.empty());
  const ASN1_OCTET_STRING* const id = X509_get0_subject_key_id(signer.certificate.get());
  CHECK(by_key.signer.key_id.size() == static_cast<std::size_t>(ASN1_STRING_length(id)));
  CHECK(by_key.signer.key_id.compare(0, std::string::npos, reinterpret_cast<const char*>(ASN1_STRING_get0_data(id)),
                                     by_key.signer.key_id.size()) == 0);
}

TEST_CASE("inspect shows serial numbers as openssl x509 does, and digests without a name as an OID") {
  CHECK(inspect_cert_rep(build(support::refusal(support::make_identity("CA", -0xABCDEF)))).value().signer.serial ==
        "-ABCDEF");
  CHECK(inspect_cert_rep(build(support::refusal(support::make_identity("CA", 0)))).value().signer.serial == "00");
  std::string der = build(support::refusal(ca()));
  const std::size_t digest = der.rfind("\x60\x86\x48\x01\x65\x03\x04\x02\x01");  // the SignerInfo's SHA-256
  CHECK(inspect_cert_rep(der.replace(digest + 8, 1, "\x7F")).value().digest == "2.16.840.1.101.3.4.2.127");
}

TEST_CASE("inspect cuts a digest's OID after 127 characters, and leaves out one that OpenSSL does not print") {
  const auto digest = [](std::size_t arcs) {
    support::message_parts parts(build(support::refusal(ca())));
    parts.digest_algorithm = support::tlv('\x30', support::tlv('\x06', '\x2A' + std::string(arcs, '\x03')));
    return inspect_cert_rep(parts.der()).value().digest;
  };
  std::string longest = "1.2";
  while (longest.size() < 127) longest += ".3";
  CHECK(digest(62) == longest);
  CHECK(digest(63) == longest);
  CHECK((digest(600).empty() || digest(600) == longest));  // OpenSSL before 3.0.9 prints all
}

TEST_CASE("inspect shows failInfo as it stands, and no time where there is none to be read") {
  const auto inspect = [](const support::message& m) { return inspect_cert_rep(build(m)).value(); };
  CHECK(inspect(support::refusal(ca(), " 2\n")).fail_info == " 2\n");
  CHECK(inspect(support::refusal(ca()).set(support::fail_info, "\x02", V_ASN1_INTEGER)).fail_info.empty());
  CHECK(inspect(support::pending(ca())).fail_info.empty());
  CHECK(inspect(support::success(ca()).set(support::fail_info, "0")).fail_info == "0");
  const auto signed_at = [](const std::string& time, int type) {
    return build(support::refusal(ca()).set("1.2.840.113549.1.9.5", time, type));
  };
  const auto at = [&](const std::string& time, int type) {
    return inspect_cert_rep(signed_at(time, type)).value().signing_time;
  };
  CHECK(at("261122225443Z", V_ASN1_UTCTIME) == "2026-11-22T22:54:43Z");
  CHECK(at("20501231235959Z", V_ASN1_GENERALIZEDTIME) == "2050-12-31T23:59:59Z");
  std::string no_time = signed_at("261122225443Z", V_ASN1_UTCTIME);  // OpenSSL 3.5 does not write one itself
  no_time.replace(no_time.find("261122225443Z"), 13, "about 10 pm Z");
  CHECK(inspect_cert_rep(no_time).value().signing_time.empty());
  CHECK(at("261122225443Z", V_ASN1_PRINTABLESTRING).empty());
}

TEST_CASE("ten certificates that do not verify leave the caller's errors alone") {
  std::vector<support::identity> impostors;
  std::vector<X509*> certificates;
  for (int i = 0; i < 10; ++i) {
    impostors.push_back(support::make_identity("CA", 1, support::key_type::ec));
    certificates.push_back(impostors.back().certificate.get());
  }
  ERR_clear_error();
  for (int i = 0; i < 3; ++i) ERR_raise(ERR_LIB_USER, 42);
  check_unusable(read_cert_rep(build(support::refusal(ca())), {certificates, support::id, support::nonce}),
                 reply_errc::bad_signature);
  int kept = 0;
  while (ERR_get_error() != 0) ++kept;
  CHECK(kept == 3);
}

TEST_CASE("OpenSSL's error queue stays as it was") {
  ERR_clear_error();
  ERR_raise(ERR_LIB_USER, 42);
  const unsigned long before = ERR_peek_last_error();
  CHECK(read_cert_rep("junk", context()).has_error());
  CHECK(read(support::refusal(stranger())).has_error());
  CHECK(read(support::refusal(support::make_identity("CA"))).has_error());
  CHECK(inspect_cert_rep("junk").has_error());
  CHECK(ERR_peek_last_error() == before);
  CHECK(ERR_get_error() == before);
  CHECK(ERR_peek_error() == 0);
}
