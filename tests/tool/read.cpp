#include <scep/advice.hpp>
#include <scep/fail_info.hpp>
#include <scep/hresult.hpp>
#include <scep/reply_errc.hpp>

#include <doctest/doctest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iostream>
#include <memory>
#include <regex>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "../../src/error/first_utf8.hpp"
#include "material.hpp"
#include "reply_builder.hpp"

using nlohmann::json;
using support::ca;
using namespace std::string_literals;

namespace {

std::string with_ca() { return " --ca " + quoted(temporary_file("ca", pem_of(ca().certificate.get()))); }

std::string hex_nonce() { return hex_of(support::nonce); }

// The CA's certificate, as the program shows it.
std::string ca_text() {
  const json c = read_json(build(support::pending(ca())), with_ca())["signer"]["certificate"];
  const auto text = [&](const char* key) { return c[key].get<std::string>(); };
  return "\"CN=CA\", serial 01, valid " + text("not_before") + " to " + text("not_after") + ", SHA-256 " + text("sha256");
}

std::string signing_time_of(const std::string& der) { return read_json(der)["signing_time"]; }

// What a CA grants: some envelope to the client.
support::message granted() {
  support::message m = support::success(ca());
  m.content = support::enveloped_csr(ca(), support::client().certificate.get(), "x");
  return m;
}

std::string with_all() { return with_ca() + " --transaction-id " + support::id + " --nonce " + hex_nonce(); }

// Valid UTF-8, and of control characters only the program's own line ends.
bool is_clean(std::string_view out) {
  while (!out.empty()) {
    const auto [c, size] = scep::detail::first_utf8(out);
    if (size == 0 || (c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0)) return false;
    out.remove_prefix(size);
  }
  return true;
}

}  // namespace

TEST_CASE("the exit status tells granted, refused, pending and unusable apart") {
  CHECK(read_reply(build(granted()), with_all()).status == 0);
  CHECK(read_reply(build(support::refusal(ca())), with_all()).status == 1);
  CHECK(read_reply(build(support::pending(ca())), with_all()).status == 3);
  CHECK(read_reply("<html>", with_all()).status == 4);
  CHECK(read_reply(build(granted())).status == 0);
  CHECK(read_reply(build(support::refusal(ca()))).status == 1);
  CHECK(read_reply(build(support::pending(ca()))).status == 3);
  CHECK(read_reply("").status == 4);
}

TEST_CASE("a file that cannot be read and a wrong option are usage errors") {
  CHECK(run("read no-such-file").status == 2);
  CHECK(run("read no-such-file").err == "scep-error: cannot read no-such-file: No such file or directory\n");
  CHECK(run("read .").status == 2);
  CHECK(run("read").status == 2);
  const std::string der = build(support::refusal(ca()));
  CHECK(read_reply(der, "--ca no-such-file").status == 2);
  CHECK(read_reply(der, "--ca " + quoted(temporary_file("junk", "junk")))
            .err.find("holds no certificate: it is a text: \"junk\"") != std::string::npos);
  CHECK(read_reply(der, "--nonce 00").status == 2);  // without --ca nothing would be checked
  CHECK(read_reply(der, "--transaction-id 00").status == 2);
  CHECK(read_reply(der, with_ca() + " --nonce xyz").status == 2);
  CHECK(read_reply(der, with_ca() + " --nonce xyz").err == "scep-error: --nonce is neither hex nor base64: xyz\n");
  CHECK(read_reply(der, with_ca() + " --request no-such-file").status == 2);
  CHECK(read_reply(der, "--request " + quoted(TEST_DATA "/refused.request.der")).status == 2);
  CHECK(read_reply(der, with_ca() + " --nonce 0").status == 2);
  const std::string escape = "'\x1B]0;b\x07\xC2\x9B\xE2\x80\xAE'";
  for (const std::string& arguments : {"read a " + escape, "read a --color=" + escape}) {
    const run_result r = run(arguments);
    CHECK(r.status == 2);
    CHECK(r.err.find("\\x1B]0;b\\x07") != std::string::npos);
    CHECK(is_clean(r.err));
  }
  CHECK(read_reply(der, with_ca() + " --nonce MTIzNDU2Nzg=").status == 4);  // of 8 bytes; less may be a word
  CHECK(read_reply(der, with_ca() + " --nonce MTIzNDU2Nw==").status == 2);
  const run_result text = read_reply(der, with_ca() + " --request " + quoted(temporary_file("text", "hello")));
  CHECK(text.status == 2);
  CHECK(text.err.find("holds no request: it is a text: \"hello\"\n") != std::string::npos);
  const std::string file = quoted(temporary_file("reply", der));
  CHECK(run("read " + file + with_ca() + " " + quoted(temporary_file("other", pem_of(ca().certificate.get())))).status == 2);
}

TEST_CASE("a refusal is told to a person, verified") {
  support::message m = support::refusal(ca(), "2");
  m.set(support::fail_info_text, "no \x1B[31mluck", V_ASN1_UTF8STRING).set(support::ndes_hresult, "-2146875375");
  const std::string der = build(m);
  const run_result r = read_reply(der, with_all());
  CHECK(r.status == 1);
  const std::string own(scep::advice(scep::make_hresult(0x80094811)));
  const std::string reason(scep::advice(scep::fail_info::bad_request));
  CHECK(r.out == R"(REFUSED: badRequest
  reason       The transaction was not permitted or was not supported.
  the CA says  "no \x1B[31mluck"
  Windows says CERTSRV_E_KEY_LENGTH (0x80094811): The key in the request is shorter than the certificate template allows.
)" + (own.empty() ? "" : "  what helps   " + own + "\n  or           " + reason + "\n") +
                     (own.empty() ? "  what helps   " + reason + "\n" : "") + R"(  code         scep.fail_info:102
  transaction  "3F2A9C0D5B"
)" + "  signed by    " +
                     ca_text() + "\n  signed at    " + signing_time_of(der) + R"(
  digest       SHA256
  verified     signature, transaction id, nonce
)");
  CHECK(read_reply(build(support::refusal(ca(), "2"))).out.find("challenge") != std::string::npos);
}

TEST_CASE("a grant, a wait and a reply that cannot be used are told to a person") {
  CHECK(read_reply(test_file("granted.reply.der"),
                   "--ca " + quoted(TEST_DATA "/ca.pem") + " --request " + quoted(TEST_DATA "/granted.request.der"))
            .out.find("GRANTED: the reply holds a certificate\n  envelope     ") == 0);
  const std::string wait = build(support::pending(ca()));
  CHECK(read_reply(wait, with_all()).out == R"(PENDING: the CA has not decided yet
  what helps   Ask again later (CertPoll), with the same transaction id.
  transaction  "3F2A9C0D5B"
  signed by    )" + ca_text() + "\n  signed at    " +
                                                signing_time_of(wait) + R"(
  digest       SHA256
  verified     signature, transaction id, nonce
)");
  CHECK(read_reply("junk").out == R"(NOT VERIFIED: anybody may have written this. Verify it with --ca.
UNUSABLE: not_signed_data
  reason       The bytes are not a CMS SignedData message.
  it is        a text: "junk"
  what helps   Read it, and the HTTP status: some CAs refuse this way. A reply is binary, or its PEM, base64 or hex.
  code         scep.reply:1
)");
}

TEST_CASE("a grant names how its envelope is encrypted, and to whom") {
  const support::message m = granted();
  const std::string der = build(m);
  const std::string out = read_reply(der).out;
  CHECK(out.find("NOT VERIFIED") == 0);
  CHECK(out.find("\n  envelope     " + std::to_string(m.content->size()) +
                 " bytes, encrypted with AES-128-CBC\n  encrypted to serial 01 of \"CN=Client\"\n") != std::string::npos);
  const json expected = {
      {"size", m.content->size()},
      {"cipher", "AES-128-CBC"},
      {"recipients", {{{"issuer", "CN=Client"}, {"serial", "01"}, {"key_id", nullptr}, {"other", nullptr}}}}};
  CHECK(read_json(der)["envelope"] == expected);
}

TEST_CASE("a reply that cannot be understood is verified all the same") {
  support::message empty = support::success(ca());
  empty.content.reset();
  const std::pair<support::message, std::string> faults[] = {
      {empty, "missing_envelope"},
      {support::pending(ca()).set(support::pki_status, "9"), "unknown_status"},
      {support::pending(ca()).set(support::pki_status, "9").set(support::transaction_id, support::id, V_ASN1_UTF8STRING),
       "unknown_status"},
      {support::pending(ca()).set(support::pki_status, "9").set(support::transaction_id, support::id, V_ASN1_IA5STRING),
       "unknown_status"},
      {support::pending(ca()).remove(support::pki_status), "missing_attribute"}};
  const std::string signer = "\n  signed by    " + ca_text() + "\n";
  for (const auto& one : faults) {
    const std::string& fault = one.second;
    CAPTURE(fault);
    std::string der = build(one.first);
    json r = read_json(der, with_all());
    CHECK(r["verified"] == true);
    CHECK(r["error"]["name"] == fault);
    CHECK(r["checks"] == json({{"signature", "ok"}, {"transaction_id", "ok"}, {"nonce", "ok"}}));
    CHECK(r["signer"]["certificate"] == r["given"][0]);
    CHECK(r["transaction_id"].is_null());
    CHECK(r["unproven"]["error"].is_null());
    CHECK(r["unproven"]["transaction_id"] == support::id);
    CHECK(r["unproven"]["recipient_nonce"] == hex_nonce());
    std::string out = read_reply(der, with_all()).out;
    CHECK(out.find(signer) != std::string::npos);
    CHECK(out.find("\n  you gave     " + ca_text() + "\n  verified     signature, transaction id, nonce\n") !=
          std::string::npos);
    CHECK(read_reply(der, with_all()).status == 4);

    r = read_json(der, with_ca() + " --transaction-id other --nonce 00");
    CHECK(r["verified"] == false);
    CHECK(r["error"]["name"] == (fault == "missing_envelope" ? "transaction_mismatch" : fault));
    CHECK(r["checks"] == json({{"signature", "ok"}, {"transaction_id", "failed"}, {"nonce", "failed"}}));
    out = read_reply(der, with_ca() + " --transaction-id other --nonce 00").out;
    CHECK(out.find("\n  it answers   transaction \"" + support::id + "\"\n  you sent     nonce 00\n  it answers   nonce " +
                   hex_of(support::nonce)) != std::string::npos);
    CHECK(out.find("\n  verified ") == std::string::npos);

    const std::string stranger = "--ca " + quoted(temporary_file("stranger", pem_of(support::stranger().certificate.get())));
    CHECK(read_json(der, stranger)["error"]["name"] == "untrusted_signer");
    CHECK(read_json(der, stranger)["signer"].is_null());
    CHECK(read_json(der)["error"]["name"] == fault);
    CHECK(read_json(der)["checks"]["signature"] == "not checked");
    CHECK(read_reply(der).out.find("signed by") == std::string::npos);

    der.back() = static_cast<char>(der.back() ^ 1);
    r = read_json(der, with_all());
    CHECK(r["verified"] == false);
    CHECK(r["error"]["name"] == "bad_signature");
    CHECK(r["checks"]["signature"] == "failed");
    CHECK(r["unproven"]["error"]["name"] == fault);
    CHECK(r["unproven"]["pki_status"].is_null());
    out = read_reply(der, with_all()).out;
    CHECK(out.find("\n  claims       to be signed by " + ca_text() + "\n") != std::string::npos);
    CHECK(out.find("\n  unproven     It would be UNUSABLE: " + fault + ". ") != std::string::npos);
    CHECK(read_reply(der, with_all()).status == 4);
  }
}

TEST_CASE("an attribute that cannot be read as RFC 8894 has it fails its check, whatever its bytes") {
  support::message m = support::success(ca());
  m.content.reset();
  m.set(support::transaction_id, support::id, V_ASN1_OCTET_STRING);
  json r = read_json(build(m), with_ca() + " --transaction-id " + support::id);
  CHECK(r["verified"] == false);
  CHECK(r["error"]["name"] == "malformed_attribute");
  CHECK(r["checks"] == json({{"signature", "ok"}, {"transaction_id", "failed"}, {"nonce", "not checked"}}));
  m = support::success(ca());
  m.content.reset();
  m.set(support::recipient_nonce, support::nonce, V_ASN1_PRINTABLESTRING);
  r = read_json(build(m), with_all());
  CHECK(r["verified"] == false);
  CHECK(r["error"]["name"] == "malformed_attribute");
  CHECK(r["checks"] == json({{"signature", "ok"}, {"transaction_id", "ok"}, {"nonce", "failed"}}));
  for (support::message& other :
       std::vector{m.set(support::pki_status, "9"), support::message(m).remove(support::pki_status)}) {
    other.set(support::transaction_id, support::id, V_ASN1_OCTET_STRING);  // neither is what the library reports
    const std::string der = build(other);
    CHECK(read_json(der, with_all())["checks"] ==
          json({{"signature", "ok"}, {"transaction_id", "failed"}, {"nonce", "failed"}}));
    const std::string out = read_reply(der, with_all()).out;
    CHECK(out.find("\n  it answers   transaction \"" + support::id + "\", of a wrong ASN.1 type\n") != std::string::npos);
    CHECK(out.find("\n  it answers   nonce " + hex_nonce() + ", of a wrong ASN.1 type\n") != std::string::npos);
  }
  for (const std::string& status : {"3"s, "9"s}) {
    m = support::pending(ca()).set(support::pki_status, status);
    m.add({support::transaction_id, V_ASN1_PRINTABLESTRING, {}}).add({support::recipient_nonce, V_ASN1_OCTET_STRING, {}});
    CHECK(read_json(build(m), with_all())["checks"] ==
          json({{"signature", "ok"}, {"transaction_id", "failed"}, {"nonce", "failed"}}));
  }
}

TEST_CASE("an id and a nonce in pieces, as BER may have them, are what they make up") {
  for (const auto& [m, levels] : {std::pair(granted(), 6), std::pair(support::refusal(ca()), 1),  // OpenSSL reads up to six
                                  std::pair(support::refusal(ca()).set(support::pki_status, "9"), 6)}) {
    support::message_parts parts(build(m));
    std::string in_pieces;
    for (const std::string& attribute : support::elements(parts.signed_attributes)) {
      const auto type_and_values = support::elements(support::contents(attribute));
      std::string value = support::contents(type_and_values[1]);
      const char type = value[0];
      if (type == V_ASN1_PRINTABLESTRING || type == V_ASN1_OCTET_STRING) {
        value = "\x1F"s + value;  // the tag in the long form
        for (int i = 0; i < levels; ++i) value = support::tlv(static_cast<char>(type | V_ASN1_CONSTRUCTED), value);
      }
      in_pieces += support::tlv('\x30', type_and_values[0] + support::tlv('\x31', value));
    }
    parts.signed_attributes = in_pieces;
    const json r = read_json(parts.der(), with_all());
    CHECK(r["verified"] == true);
    const json& says = r["unproven"].is_null() ? r : r["unproven"];
    CHECK(says["transaction_id"] == support::id);
    CHECK(says["recipient_nonce"] == hex_nonce());
    CHECK(says["fail_info"].is_null() == (r["pki_status"] == "success"));
  }
}

TEST_CASE("a grant without an EnvelopedData cannot be used, and what it holds is named") {
  support::message m = support::success(ca());
  const auto read = [&](const std::string& content, const std::string& named) {
    m.content = content;
    for (const std::string& arguments : {""s, with_all()}) {
      const json r = read_json(build(m), arguments);
      CHECK(r["verified"] == !arguments.empty());
      CHECK(r["error"]["name"] == "missing_envelope");
      CHECK(r["pki_status"].is_null());
      CHECK(r["unproven"]["pki_status"] == "success");
      CHECK(r["instead"].get<std::string>().find("a grant in which stands, in place of the EnvelopedData: " + named) == 0);
      CHECK(r["advice"].get<std::string>().find("the certificate must be in an EnvelopedData") != std::string::npos);
      CHECK(read_reply(build(m), arguments).status == 4);
    }
  };
  read("hello", "a text: \"hello\"");
  const std::string out = read_reply(build(m), with_all()).out;
  CHECK(out.find("\n  verified     signature, transaction id, nonce\n") != std::string::npos);
  CHECK(out.find("unproven") == std::string::npos);
  CHECK(read_reply(build(m)).out.find("\n  unproven     It would say GRANTED\n") != std::string::npos);
  read(pem_block("CMS", *granted().content), "an envelope (EnvelopedData), encrypted with AES-128-CBC");
  const std::string written = ", written as text";
  const auto instead = [&] { return read_json(build(m))["instead"].get<std::string>(); };
  CHECK(instead().find(written) == instead().size() - written.size());
  m.content = der_of(ca().certificate.get()) + "\n";
  CHECK(instead().find(written) == std::string::npos);
  read(der_of(ca().certificate.get()), "a certificate: \"CN=CA\"");
  read(pkcs7_of(ca().certificate.get()), "a GetCACert answer, or certificates alone: \"CN=CA\"");
}

// An EnvelopedData to these RecipientInfos, of which no more is whole than is looked at.
std::string envelope_to(const std::string& recipients) {
  using support::tlv;
  const std::string version("\2\1\0", 3), oid = "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07";
  return tlv('\x30', oid + '\3' + tlv('\xA0', tlv('\x30', version + tlv('\x31', recipients) + tlv('\x30', oid + '\1'))));
}

TEST_CASE("of an HTTP response in place of the envelope it is told what is missing") {
  support::message m = support::success(ca());
  m.content = "HTTP/1.1 200 OK\r\nContent-Length: 1003\r\n\r\n" + build(granted()).substr(0, 1000);
  CHECK(read_json(build(m))["instead"].get<std::string>().find("bytes missing by HTTP's Content-Length: 3") !=
        std::string::npos);
}

TEST_CASE("a grant that is encrypted to another than the request's certificate is warned of") {
  const std::string request = build(support::request(support::client()));
  const auto warnings = [](const std::string& der, const std::string& sent) {
    return read_json(der, with_ca() + " --request " + quoted(temporary_file("request", sent)))["warnings"];
  };
  CHECK(warnings(build(granted()), request).empty());
  support::message m = granted();
  m.content = support::enveloped_csr(ca(), ca().certificate.get(), "x");
  CHECK(warnings(build(m), request) ==
        json::array({"It is not encrypted to the certificate that signed the request, \"CN=Client\", serial 01: "
                     "a client that looks for that one cannot read it."}));
  support::message bare = support::request(support::client());
  bare.certificates = false;
  CHECK(warnings(build(m), build(bare)).empty());
  const support::identity second = support::make_identity("Client", 2);
  m.content = support::enveloped_csr(ca(), second.certificate.get(), "x");
  CHECK(warnings(build(m), request).size() == 1);
  support::identity without_id = support::make_identity("Client", 3);
  X509* const bare_certificate = without_id.certificate.get();
  X509_EXTENSION_free(
      X509_delete_ext(bare_certificate, X509_get_ext_by_NID(bare_certificate, NID_subject_key_identifier, -1)));
  X509_sign(bare_certificate, without_id.key.get(), EVP_sha256());
  const std::string by_bare = build(support::request(without_id));
  CHECK(warnings(build(m), by_bare).size() == 1);
  m.content = envelope_to(support::tlv('\x30', std::string("\2\1\2\x80\1z")));
  CHECK(warnings(build(m), by_bare).empty());
  CHECK(warnings(build(m), request).size() == 1);
  m.content = envelope_to(support::tlv('\xA3', ""));
  CHECK(warnings(build(m), request).empty());
  for (const int others : {7, 8}) {  // of so many recipients not all are looked at
    STACK_OF(X509)* const to = sk_X509_new_null();
    for (int i = 0; i < others; ++i) sk_X509_push(to, ca().certificate.get());
    BIO* const data = BIO_new_mem_buf("data", 4);
    const std::unique_ptr<CMS_ContentInfo, support::openssl_delete> cms(
        CMS_encrypt(to, data, EVP_aes_128_cbc(), CMS_BINARY));
    BIO_free(data);
    sk_X509_free(to);
    unsigned char* der = nullptr;
    const int size = i2d_CMS_ContentInfo(cms.get(), &der);
    m.content = std::string(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    CHECK(warnings(build(m), request).size() == (others < 8 ? 1 : 0));
  }
  for (const auto* to : {&support::client(), &ca()}) {
    const std::unique_ptr<CMS_ContentInfo, support::openssl_delete> cms(
        CMS_encrypt(nullptr, nullptr, EVP_aes_128_cbc(), CMS_BINARY | CMS_PARTIAL));
    REQUIRE(CMS_add1_recipient_cert(cms.get(), to->certificate.get(), CMS_USE_KEYID) != nullptr);
    BIO* const data = BIO_new_mem_buf("data", 4);
    REQUIRE(CMS_final(cms.get(), data, nullptr, CMS_BINARY) == 1);
    BIO_free(data);
    unsigned char* der = nullptr;
    const int size = i2d_CMS_ContentInfo(cms.get(), &der);
    m.content = std::string(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    CHECK(warnings(build(m), request).size() == (to == &ca() ? 1 : 0));
  }
}

TEST_CASE("a grant names a cipher without a name by its OID, and a recipient without one by what it has") {
  const std::unique_ptr<CMS_ContentInfo, support::openssl_delete> cms(
      CMS_encrypt(nullptr, nullptr, EVP_aes_128_cbc(), CMS_BINARY | CMS_PARTIAL));
  REQUIRE(cms != nullptr);
  REQUIRE(CMS_add1_recipient_cert(cms.get(), ca().certificate.get(), CMS_USE_KEYID) != nullptr);
  unsigned char password[] = "secret";
  REQUIRE(CMS_add0_recipient_password(cms.get(), -1, NID_undef, NID_undef,
                                      static_cast<unsigned char*>(OPENSSL_memdup(password, 6)), 6, nullptr) != nullptr);
  BIO* const data = BIO_new_mem_buf("data", 4);
  REQUIRE(CMS_final(cms.get(), data, nullptr, CMS_BINARY) == 1);
  BIO_free(data);
  unsigned char* der = nullptr;
  const int size = i2d_CMS_ContentInfo(cms.get(), &der);
  support::message m = support::success(ca());
  m.content = std::string(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  const std::string aes_128_cbc = "\x60\x86\x48\x01\x65\x03\x04\x01\x02";
  for (std::size_t at = 0; (at = m.content->find(aes_128_cbc, at)) != std::string::npos;) (*m.content)[at += 8] = '\x7F';
  const std::string out = read_reply(build(m)).out;
  CHECK(out.find("encrypted with 2.16.840.1.101.3.4.1.127\n") != std::string::npos);
  CHECK(out.find("\n  encrypted to key identifier ") != std::string::npos);
  CHECK(out.find("\n  encrypted to a password\n") != std::string::npos);
}

TEST_CASE("a recipient that is not known by a certificate is told by its kind") {
  using support::tlv;
  const auto recipients = [](const std::string& infos) {
    support::message m = support::success(ca());
    m.content = envelope_to(infos);
    const std::string out = read_reply(build(m)).out;
    const std::string field = "\n  encrypted to ";
    const std::size_t at = out.find(field);
    REQUIRE(at != std::string::npos);
    return out.substr(at + field.size(), out.find('\n', at + 1) - at - field.size());
  };
  const std::string id = std::string("\2\1\2\x80\1z");
  CHECK(recipients(tlv('\x30', id)) == "key identifier 7a");
  CHECK(recipients(tlv('\xA1', id)) == "an agreed key, as of EC");
  CHECK(recipients(tlv('\xA2', id)) == "a key that both have");
  CHECK(recipients(tlv('\xA3', id)) == "a password");
  const std::string seven = "\2\1\7", no_name = tlv('\x30', "");
  const std::string rest[] = {"", seven, seven + tlv('\x30', ""), seven + tlv('\x30', no_name)};
  for (const std::string& info : rest) CHECK(recipients(tlv('\x30', info)) == "somebody who cannot be read");
  CHECK(recipients(tlv('\x30', seven + "\x80" + '\0')) == "somebody who cannot be read");
  CHECK(recipients(tlv('\x30', seven + tlv('\x30', no_name + seven))) == "serial 07 of \"\" (no name)");
  CHECK(recipients(tlv('\x30', seven + tlv('\x30', tlv('\x30', seven) + seven))) == "somebody who cannot be read");
  CHECK(recipients(tlv('\xA4', id)) == "somebody who cannot be read");
  CHECK(recipients(tlv('\xA0', seven + tlv('\x30', no_name + seven))) == "somebody who cannot be read");
  CHECK(recipients(tlv('\xA4', seven + tlv('\x30', no_name + seven))) == "somebody who cannot be read");
}

TEST_CASE("a grant and a wait that do not verify are told as unproven") {
  const std::string given = " --ca " + quoted(temporary_file("stranger", pem_of(support::stranger().certificate.get())));
  CHECK(read_reply(build(support::success(ca())), given).out.find("\n  unproven     It would say GRANTED") !=
        std::string::npos);
  CHECK(read_reply(build(support::pending(ca())), given).out.find("\n  unproven     It would say PENDING") !=
        std::string::npos);
}

TEST_CASE("a reply that does not verify tells who signed, what was given, and what it would say, as unproven") {
  support::message m = support::refusal(ca(), "2");
  m.set(support::fail_info_text, "the secret", V_ASN1_UTF8STRING);
  const std::string given = " --ca " + quoted(temporary_file("stranger", pem_of(support::stranger().certificate.get())));
  const std::string out = read_reply(build(m), given).out;
  CHECK(out.find("UNUSABLE: untrusted_signer\n") == 0);
  CHECK(out.find("\n  signed by    " + ca_text() + " (not given: it came along)\n") != std::string::npos);
  CHECK(out.find("\n  you gave     \"CN=Stranger\"") != std::string::npos);
  CHECK(out.find("\n  unproven     It would say REFUSED: ") != std::string::npos);
  CHECK(out.find("the secret") != std::string::npos);
  m.certificates = false;
  CHECK(read_reply(build(m), given).out.find("\n  claims       to be signed by serial 01 of \"CN=CA\"\n") !=
        std::string::npos);
  m.key_identifier = true;
  CHECK(read_reply(build(m), given).out.find("\n  claims       to be signed by key identifier ") != std::string::npos);
  m.certificates = true;
  CHECK(read_reply(build(m), given).out.find("\n  signed by    " + ca_text()) != std::string::npos);
}

TEST_CASE("the CA's certificate for a reply that its RA signed is met with the advice to give the RA's") {
  const support::identity& ra = support::stranger();
  const support::x509_ptr certificate(X509_dup(ra.certificate.get()));
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(ca().certificate.get()));
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 5);
  X509_sign(certificate.get(), ca().key.get(), EVP_sha256());
  support::identity signer;
  signer.certificate.reset(X509_dup(certificate.get()));
  EVP_PKEY_up_ref(ra.key.get());
  signer.key.reset(ra.key.get());
  support::message m = support::refusal(signer);
  const json r = read_json(build(m), with_ca());
  CHECK(r["error"]["name"] == "untrusted_signer");
  CHECK(r["advice"].get<std::string>().find(
            "\"CN=CA\", which you gave, has issued the signer's certificate. If GetCACert returns") == 0);
  CHECK(r["signer"]["serial"] == "05");
  CHECK(r["signer"]["certificate"]["subject"] == "CN=Stranger");
  CHECK(r["signer"]["given"] == false);
  m.certificates = false;
  CHECK(read_json(build(m), with_ca())["advice"].get<std::string>().find(
            "The signer's certificate did not come along. It names \"CN=CA\"") == 0);
  const std::string both = with_ca() + " --ca " + quoted(temporary_file("ra", der_of(certificate.get())));
  CHECK(read_json(build(m), both)["verified"] == true);
}

TEST_CASE("a signer's certificate is said to be issued by one that was given only where that one's key has signed it") {
  const auto advice = [](const std::string& der, const std::string& given) {
    return read_json(der, given)["advice"].get<std::string>();
  };
  support::identity forged = support::make_identity("RA", 7);
  X509_set_issuer_name(forged.certificate.get(), X509_get_subject_name(ca().certificate.get()));
  X509_sign(forged.certificate.get(), forged.key.get(), EVP_sha256());
  const std::string by_forger = build(support::success(forged));
  const std::string not_signed =
      "The signer's certificate names \"CN=CA\", which you gave, as its issuer, but is not signed";
  CHECK(advice(by_forger, with_ca()).find(not_signed) == 0);
  const support::identity anew = support::make_identity("CA", 3);
  CHECK(advice(build(support::pending(anew)), with_ca()).find(not_signed) == 0);
  X509_sign(forged.certificate.get(), anew.key.get(), EVP_sha256());
  const std::string both = " --ca " + quoted(temporary_file("anew", pem_of(anew.certificate.get())));
  const std::string by_anew = build(support::success(forged));
  for (const std::string& given : {with_ca() + both, both + with_ca()})
    CHECK(advice(by_anew, given).find("\"CN=CA\", which you gave, has issued") == 0);
  CHECK(advice(by_anew, with_ca()).find(not_signed) == 0);
  CHECK(advice(by_anew, " --ca " + quoted(temporary_file("stranger", pem_of(support::stranger().certificate.get())))) ==
        scep::advice(scep::reply_errc::untrusted_signer));
  const support::x509_ptr renewed(X509_dup(ca().certificate.get()));  // of the same key
  ASN1_INTEGER_set(X509_get_serialNumber(renewed.get()), 4);
  X509_sign(renewed.get(), ca().key.get(), EVP_sha256());
  CHECK(advice(build(support::pending(ca())), " --ca " + quoted(temporary_file("renewed", pem_of(renewed.get()))))
            .find("The signer's certificate has the key of \"CN=CA\", which you gave") == 0);
  const support::identity by_ec = support::make_identity("RA", 8, support::key_type::ec);
  X509_set_issuer_name(by_ec.certificate.get(), X509_get_subject_name(ca().certificate.get()));
  X509_sign(by_ec.certificate.get(), ca().key.get(), EVP_sha256());
  support::message m = support::pending(by_ec);
  CHECK(advice(build(m), with_ca()).find("\"CN=CA\", which you gave, has issued") == 0);
  support::identity costly;  // of the same name and number; its key is not decoded, nor anything said of who has signed it
  costly.key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  costly.certificate.reset(X509_dup(by_ec.certificate.get()));
  X509_set_pubkey(costly.certificate.get(), costly.key.get());
  X509_sign(costly.certificate.get(), ca().key.get(), EVP_sha256());
  m.certificates = false;
  m.further_certificates = {&costly};
  CHECK(advice(build(m), with_ca()) == scep::advice(scep::reply_errc::untrusted_signer));
  CHECK(read_json(build(m), with_ca())["signer"]["certificate"].is_null());
  CHECK(read_json(build(m), with_ca())["signer"]["namesake"]["serial"] == "08");
  m.further_certificates = {&costly, &forged, &ca(), &by_ec};
  CHECK(advice(build(m), with_ca()).find("\"CN=CA\", which you gave, has issued") == 0);
}

TEST_CASE("nothing is said of a certificate along whose key has not signed the reply, but that") {
  support::identity ra = support::make_identity("RA", 7);
  X509_set_issuer_name(ra.certificate.get(), X509_get_subject_name(ca().certificate.get()));
  X509_sign(ra.certificate.get(), ca().key.get(), EVP_sha256());
  const support::identity forged = support::make_identity("RA", 7);
  X509_set_issuer_name(forged.certificate.get(), X509_get_subject_name(ca().certificate.get()));
  support::message m = support::success(forged);
  m.certificates = false;
  m.further_certificates = {&ra};
  const json r = read_json(build(m), with_ca());
  CHECK(r["error"]["name"] == "untrusted_signer");
  CHECK(r["signer"]["certificate"].is_null());
  CHECK(r["signer"]["namesake"]["subject"] == "CN=RA");
  CHECK(r["advice"].get<std::string>().find(
            "A certificate that may be the signer's came along, but its key has not signed the reply") == 0);
  const std::string out = read_reply(build(m), with_ca()).out;
  CHECK(out.find("\n  claims       to be signed by serial 07 of \"CN=CA\"\n") != std::string::npos);
  CHECK(out.find("\n  came along   \"CN=RA\", serial 07, ") != std::string::npos);
  const auto unknown = [](const std::string& der) {
    const json read = read_json(der, with_ca());
    CHECK(read["signer"]["certificate"].is_null());
    CHECK(read["signer"]["namesake"]["subject"] == "CN=RA");
    CHECK(read["advice"] == scep::advice(scep::reply_errc::untrusted_signer));
  };
  support::identity costly;
  costly.key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  costly.certificate.reset(X509_dup(ra.certificate.get()));
  X509_set_pubkey(costly.certificate.get(), costly.key.get());
  X509_NAME* const long_name = X509_get_subject_name(costly.certificate.get());  // so that it comes last in DER
  for (int i = 0; i < 20; ++i)
    X509_NAME_add_entry_by_txt(long_name, "OU", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(std::string(60, 'a').c_str()), -1, -1, 0);
  X509_sign(costly.certificate.get(), ca().key.get(), EVP_sha256());
  m.further_certificates = {&ra, &costly};
  unknown(build(m));
  std::vector<support::identity> others(3);
  m.further_certificates = {&ra};
  for (support::identity& other : others) {
    other.certificate.reset(X509_dup(ra.certificate.get()));
    X509_gmtime_adj(X509_getm_notAfter(other.certificate.get()), 1000 + (&other - others.data()));
    X509_sign(other.certificate.get(), ca().key.get(), EVP_sha256());
    m.further_certificates.push_back(&other);
  }
  m.further_certificates.back() = &costly;
  unknown(build(m));
  m.further_certificates.back() = &others[2];  // so many are looked at
  m.further_certificates.push_back(&costly);
  CHECK(read_json(build(m), with_ca())["advice"].get<std::string>().find("but its key has not signed") != std::string::npos);
  m = support::pending(ra);
  m.digest = EVP_md5();  // which is not looked into
  unknown(build(m));
  std::string broken = der_of(ra.certificate.get());  // of a version that there is not
  broken = replaced(broken, std::string("\xA0\3\2\1\2"), std::string("\xA0\3\3\1\2"));
  const std::string whole = build(support::pending(ra));
  unknown(replaced(whole, der_of(ra.certificate.get()), broken));
  const support::identity by_ec = support::make_identity("RA", 7, support::key_type::ec);
  X509_set_issuer_name(by_ec.certificate.get(), X509_get_subject_name(ca().certificate.get()));
  X509_sign(by_ec.certificate.get(), ca().key.get(), EVP_sha256());
  const std::string of_curve = "\x2A\x86\x48\xCE\x3D\x03\x01";
  unknown(replaced(build(support::pending(by_ec)), of_curve + "\x07", of_curve + "\x7F"));  // which nobody knows
}

TEST_CASE("a signer's name that looks like another's, or is spelt otherwise, ties no certificate to a reply not his") {
  // As they stand at the end of the message, where nothing is signed: the signer's issuer and number.
  const auto respelt = [](const std::string& der, const std::string& from, const std::string& to) {
    const std::size_t at = der.rfind(from);
    REQUIRE(at != std::string::npos);
    return std::string(der).replace(at, from.size(), to);
  };
  const std::string name = "\x0C\2CA";
  const support::identity fake = support::make_identity("ca");
  support::message m = support::success(ca());
  m.content = granted().content;
  m.certificates = false;
  m.further_certificates = {&fake};
  const std::string der = respelt(build(m), name, "\x0C\2ca");
  const json r = read_json(der, with_ca());
  CHECK(r["verified"] == true);
  CHECK(r["signer"]["issuer"] == "CN=ca");
  CHECK(r["signer"]["given"] == true);
  CHECK(r["signer"]["certificate"]["subject"] == "CN=CA");
  CHECK(read_json(der, with_ca() + " --nonce 00")["signer"]["certificate"]["subject"] == "CN=CA");
  CHECK(read_reply(der, with_ca()).out.find("came along") == std::string::npos);
  const json unverified = read_json(der);
  CHECK(unverified["signer"]["certificate"].is_null());
  CHECK(unverified["signer"]["namesake"]["subject"] == "CN=ca");
  const std::string by_fake = respelt(build(support::pending(fake)), "\x0C\2ca", name);
  const std::string both = pem_of(ca().certificate.get()) + pem_of(fake.certificate.get());
  const json by_second = read_json(by_fake, "--ca " + quoted(temporary_file("both", both)));
  CHECK(by_second["verified"] == true);
  CHECK(by_second["signer"]["certificate"]["subject"] == "CN=ca");
  const support::identity impostor = support::make_identity("CA");
  support::message by_impostor = support::success(impostor);
  by_impostor.certificates = false;
  const std::string looks_alike = respelt(build(by_impostor), name, "\x12\2CA");
  const json forged = read_json(looks_alike, with_ca());
  CHECK(forged["error"]["name"] == "untrusted_signer");
  CHECK(forged["signer"]["issuer"] == "CN=CA");
  CHECK(forged["signer"]["certificate"].is_null());
  CHECK(forged["signer"]["given"] == false);
  by_impostor.further_certificates = {&ca(), &impostor};
  const json along = read_json(respelt(build(by_impostor), name, "\x12\2CA"), with_ca());
  CHECK(along["signer"]["certificate"].is_null());
  CHECK(along["signer"]["namesake"]["subject"] == "CN=CA");
}

TEST_CASE("what the attribute at fault says is shown, every value of it") {
  const auto values = [](const support::message& m, const std::string& arguments = "") {
    const json r = read_json(build(m), arguments);
    return std::pair(r["attribute"].is_null() ? "" : r["attribute"].get<std::string>(), r["attribute_values"]);
  };
  const support::message good = support::pending(ca());
  CHECK(values(good) == std::pair(""s, json::array()));
  CHECK(values(support::message(good).set(support::pki_status, "9\n")) ==
        std::pair("pkiStatus"s, json{"PRINTABLESTRING \"9\\n\""}));
  CHECK(values(support::message(good).set(support::message_type, "19")) ==
        std::pair("messageType"s, json{"PRINTABLESTRING \"19\""}));
  CHECK(values(support::message(good).set(support::message_type, "\3", V_ASN1_INTEGER)) ==
        std::pair("messageType"s, json{"INTEGER 03"}));
  CHECK(values(support::message(good).add({support::pki_status, V_ASN1_PRINTABLESTRING, {"30"}})) ==
        std::pair("pkiStatus"s, json{"PRINTABLESTRING \"3\"", "PRINTABLESTRING \"30\""}));
  CHECK(values(support::message(good).remove(support::pki_status)) == std::pair("pkiStatus"s, json::array()));
  CHECK(values(support::message(good).set(support::transaction_id, support::id, V_ASN1_OCTET_STRING),
               with_ca() + " --transaction-id " + support::id) ==
        std::pair("transactionID"s, json{"OCTET STRING " + hex_of(support::id)}));
  CHECK(values(support::message(good).set(support::recipient_nonce, std::string(64, 'a'), V_ASN1_IA5STRING),
               with_ca() + " --nonce 00") ==
        std::pair("recipientNonce"s, json{"IA5STRING \"" + std::string(64, 'a') + '"'}));
  CHECK(values(support::message(good).set(support::recipient_nonce, std::string(65, 'a'), V_ASN1_IA5STRING),
               with_ca() + " --nonce 00")
            .second[0]
            .get<std::string>()
            .find("...") != std::string::npos);
  support::message often = good;
  often.remove(support::pki_status).add({support::pki_status, V_ASN1_PRINTABLESTRING, std::vector<std::string>(9, "3")});
  CHECK(values(often).second.size() == 9);
  CHECK(values(often).second[8] == "...");
  often.remove(support::pki_status).add({support::pki_status, V_ASN1_PRINTABLESTRING, std::vector<std::string>(8, "3")});
  CHECK(values(often).second == json(std::vector<std::string>(8, "PRINTABLESTRING \"3\"")));
  often.remove(support::pki_status).add({support::pki_status, V_ASN1_PRINTABLESTRING, {}});
  CHECK(values(often).second == json{"no value"});
  support::message_parts with_crl(build(support::message(good).set(support::pki_status, "9")));
  with_crl.crls = support::tlv('\x30', "");
  CHECK(read_json(with_crl.der())["attribute_values"] == json{"PRINTABLESTRING \"9\""});
  CHECK(values(support::message(good).set(support::pki_status, "3", V_ASN1_UTF8STRING)).second == json{"UTF8STRING \"3\""});
  const std::string out =
      read_reply(build(support::message(good).set(support::transaction_id, support::id, V_ASN1_OCTET_STRING)),
                 with_ca() + " --transaction-id " + support::id)
          .out;
  CHECK(out.find("\n  attribute    transactionID\n  it says      OCTET STRING " + hex_of(support::id) + "\n") !=
        std::string::npos);
  CHECK(out.find("\n  it answers   transaction \"" + support::id + "\", of a wrong ASN.1 type\n") != std::string::npos);
  const std::string nonce =
      read_reply(build(support::message(good).set(support::recipient_nonce, "n")), with_ca() + " --nonce 00").out;
  CHECK(nonce.find("\n  it says      PRINTABLESTRING \"n\"\n") != std::string::npos);
  CHECK(nonce.find("\n  it answers   nonce 6e, of a wrong ASN.1 type\n") != std::string::npos);
}

TEST_CASE("the advice for a signer of whom nothing is given, and for a bad signature, is the library's") {
  const std::string stranger = "--ca " + quoted(temporary_file("stranger", pem_of(support::stranger().certificate.get())));
  const json untrusted = read_json(build(support::pending(ca())), stranger);
  CHECK(untrusted["advice"] == scep::advice(scep::reply_errc::untrusted_signer));
  CHECK(untrusted["checks"]["signature"] == "failed");
  const support::identity impostor = support::make_identity("CA");
  support::message m = support::pending(impostor);
  m.certificates = false;
  const json r = read_json(build(m), with_ca());
  CHECK(r["error"]["name"] == "bad_signature");
  CHECK(r["advice"] == scep::advice(scep::reply_errc::bad_signature));
  CHECK(r["signer"]["namesake"] == nullptr);
}

TEST_CASE("a signature that fits a certificate along, but not the one given with that name and number, is told as such") {
  const support::identity anew = support::make_identity("CA");
  support::message m = support::pending(anew);
  m.certificates = false;
  m.further_certificates = {&ca(), &support::stranger(), &anew};
  const json r = read_json(build(m), with_ca());
  CHECK(r["error"]["name"] == "bad_signature");
  CHECK(r["signer"]["given"] == false);
  const json along = r["signer"]["certificate"];
  CHECK(along == read_json(build(support::pending(anew)))["signer"]["certificate"]);
  CHECK(along != r["given"][0]);
  CHECK(r["signer"]["namesake"] == nullptr);
  CHECK(r["advice"].get<std::string>().find("made anew") != std::string::npos);
  const std::string text = read_reply(build(m), with_ca()).out;
  CHECK(text.find("\n  signed by    \"CN=CA\", serial 01, ") != std::string::npos);
  CHECK(text.find(along["sha256"].get<std::string>() + " (not given: it came along)\n") != std::string::npos);
  std::string damaged = build(m);
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  const std::string both = pem_of(ca().certificate.get()) + pem_of(anew.certificate.get());
  const json known = read_json(damaged, "--ca " + quoted(temporary_file("both", both)));
  CHECK(known["advice"] == scep::advice(scep::reply_errc::bad_signature));
  CHECK(known["signer"]["namesake"] == nullptr);
  support::message good = support::pending(ca());
  good.further_certificates = {&anew};
  CHECK(read_json(build(good), with_ca())["verified"] == true);
  CHECK(read_json(build(good), with_ca())["signer"]["namesake"] == nullptr);
}

TEST_CASE("certificates out of a request or a reply, given as --ca, are warned of") {
  const std::string sent = temporary_file("request", build(support::request(support::client())));
  CHECK(read_json(build(support::pending(ca())), "--ca " + quoted(sent))["warnings"] ==
        json::array({sent + ", given as --ca, is a request: its certificate is the client's."}));
  const std::string der = build(support::pending(ca()));
  const std::string file = temporary_file("reply", pem_of(ca().certificate.get()) + pem_block("CMS", der));
  const json r = read_json(der, "--ca " + quoted(file));
  CHECK(r["verified"] == true);
  REQUIRE(r["warnings"].size() == 1);
  CHECK(
      r["warnings"][0] ==
      file +
          ", given as --ca, is a reply: whoever wrote it chose its certificates. Compare their fingerprints with the CA's.");
  CHECK(read_json(der, "--ca " + quoted(temporary_file("chain", pkcs7_of(ca().certificate.get()))))["warnings"].empty());
}

TEST_CASE("of two certificates of one name and number, the signer's is the one that has signed") {
  const support::identity renewed = support::make_identity("CA");
  const std::string mine = " --ca " + quoted(temporary_file("ca", pem_of(ca().certificate.get())));
  const std::string other = " --ca " + quoted(temporary_file("renewed", pem_of(renewed.certificate.get())));
  const json alone = read_json(build(support::refusal(ca())), mine);
  REQUIRE(alone["signer"]["certificate"]["sha256"].is_string());
  for (const std::string& given : {mine + other, other + mine}) {
    const json r = read_json(build(support::refusal(ca())), given);
    CHECK(r["verified"] == true);
    CHECK(r["signer"] == alone["signer"]);
  }
  const support::x509_ptr longer(X509_dup(ca().certificate.get()));  // of the same key
  X509_gmtime_adj(X509_getm_notAfter(longer.get()), 1'000'000);
  X509_sign(longer.get(), ca().key.get(), EVP_sha256());
  const std::string same = " --ca " + quoted(temporary_file("longer", pem_of(longer.get())));
  CHECK(read_json(build(support::refusal(ca())), mine + same)["signer"] == alone["signer"]);
  CHECK(read_json(build(support::refusal(ca())), same + mine)["signer"] != alone["signer"]);
}

TEST_CASE("a signature whose digest is not taken has failed") {
  for (const EVP_MD* digest : {EVP_md5(), EVP_ripemd160()}) {
    support::message m = support::pending(ca());
    m.digest = digest;
    CHECK(read_json(build(m), with_all())["checks"] ==
          json{{"signature", "failed"}, {"transaction_id", "not checked"}, {"nonce", "not checked"}});
  }
}

TEST_CASE("a certificate that came along and cannot be read is the signer's no more") {
  std::string der = build(support::pending(ca()));
  const std::string certificate = der_of(ca().certificate.get());
  const std::size_t at = der.find(certificate);
  REQUIRE(at != std::string::npos);
  der[at + 4] = '\x31';  // the tag of what is signed of it
  const json r = read_json(der);
  CHECK(r["pki_status"] == "pending");
  CHECK(r["signer"]["certificate"].is_null());
}

TEST_CASE("of the certificates given, a damaged reply claims the first that has the signer's name, however it is spelt") {
  const auto claimed = [](std::string der, const support::identity& first, const support::identity& second) {
    der.back() = static_cast<char>(der.back() ^ 1);
    const std::string both = pem_of(first.certificate.get()) + pem_of(second.certificate.get());
    const json r = read_json(der, "--ca " + quoted(temporary_file("both", both)));
    CHECK(r["error"]["name"] == "bad_signature");
    return r["signer"]["certificate"] == r["given"][0] ? 1 : r["signer"]["certificate"] == r["given"][1] ? 2 : 0;
  };
  const support::identity anew = support::make_identity("CA");
  CHECK(claimed(build(support::pending(ca())), ca(), anew) == 1);
  CHECK(claimed(build(support::pending(ca())), anew, ca()) == 1);
  const support::identity small = support::make_identity("ca");
  CHECK(claimed(build(support::pending(small)), support::stranger(), ca()) == 2);
  CHECK(claimed(build(support::pending(ca())), small, ca()) == 2);
}

TEST_CASE("a damaged reply of a CA that was renewed with the same key is not told as an impostor's") {
  support::identity renewed;
  renewed.key.reset(ca().key.get());
  EVP_PKEY_up_ref(ca().key.get());
  renewed.certificate.reset(X509_dup(ca().certificate.get()));
  ASN1_INTEGER_set(X509_get_serialNumber(renewed.certificate.get()), 9);
  X509_sign(renewed.certificate.get(), ca().key.get(), EVP_sha256());
  support::message m = support::pending(renewed);
  m.key_identifier = true;
  std::string der = build(m);
  CHECK(read_json(der, with_ca())["verified"] == true);
  der.back() = static_cast<char>(der.back() ^ 1);
  const json r = read_json(der, with_ca());
  CHECK(r["error"]["name"] == "bad_signature");
  CHECK(r["signer"]["given"] == true);
  CHECK(r["signer"]["namesake"]["serial"] == "09");
  CHECK(r["advice"].get<std::string>().find("the reply was damaged or changed on its way") != std::string::npos);
}

TEST_CASE("a signer that is named by a key identifier of no bytes is shown as that") {
  support::message_parts parts(build(support::pending(ca())));
  parts.signer_id = support::tlv('\x80', "");
  CHECK(read_reply(parts.der()).out.find("\n  claims       to be signed by key identifier of no bytes\n") !=
        std::string::npos);
}

TEST_CASE("a certificate whose subject has no name is told as such, and is not the issuer of a signer known by its key") {
  support::identity nobody = support::make_identity("CA");
  const support::x509_ptr empty(X509_new());
  X509_set_subject_name(nobody.certificate.get(), X509_get_subject_name(empty.get()));
  X509_sign(nobody.certificate.get(), nobody.key.get(), EVP_sha256());
  support::message m = support::pending(nobody);
  const std::string given = " --ca " + quoted(temporary_file("nobody", pem_of(nobody.certificate.get())));
  support::message by_key = support::pending(ca());
  by_key.key_identifier = true;
  by_key.certificates = false;
  CHECK(read_json(build(by_key), given)["advice"] == scep::advice(scep::reply_errc::untrusted_signer));
  CHECK(read_reply(build(m)).out.find("\n  signed by    \"\" (no name), serial 01, ") != std::string::npos);
}

TEST_CASE("a negative serial number is shown as one") {
  support::identity odd = support::make_identity("Odd");
  ASN1_INTEGER_set(X509_get_serialNumber(odd.certificate.get()), -255);
  X509_sign(odd.certificate.get(), odd.key.get(), EVP_sha256());
  const json r = read_json(build(support::pending(odd)));
  CHECK(r["signer"]["serial"] == "-FF");
  CHECK(r["signer"]["certificate"]["serial"] == "-FF");
}

TEST_CASE("--ca takes the blocks that may hold certificates, and leaves requests, CRLs and keys out") {
  const std::string der = build(support::refusal(ca()));
  const std::string certificate = pem_of(ca().certificate.get());
  for (const std::string& file :
       {pem_block("PKCS7", pkcs7_of(ca().certificate.get())), pem_block("CMS", pkcs7_of(ca().certificate.get())),
        certificate + pem_block("CERTIFICATE REQUEST", "0000"), certificate + pem_block("X509 CRL", "0000")})
    CHECK(read_json(der, "--ca " + quoted(temporary_file("blocks", file)))["verified"] == true);
}

TEST_CASE("both ids and both nonces are shown where they differ") {
  const std::string der = build(support::pending(ca()));
  const std::string ids = read_reply(der, with_ca() + " --transaction-id mine").out;
  CHECK(ids.find("\n  you sent     transaction \"mine\"\n  it answers   transaction \"" + support::id + "\"\n") !=
        std::string::npos);
  const std::string nonces = read_reply(der, with_ca() + " --nonce 00ff").out;
  CHECK(nonces.find("\n  you sent     nonce 00ff\n  it answers   nonce " + hex_nonce() + "\n") != std::string::npos);
  CHECK(nonces.find("\n  digest       SHA256\n") != std::string::npos);
  const std::string neither = build(support::pending(ca()).remove(support::transaction_id).remove(support::recipient_nonce));
  const std::string none = read_reply(neither, with_ca() + " --transaction-id mine --nonce 00ff").out;
  CHECK(none.find("\n  it answers   no transaction\n") != std::string::npos);
  CHECK(none.find("\n  it answers   no nonce\n") != std::string::npos);
  support::message several = support::pending(ca()).set(support::recipient_nonce, "", V_ASN1_OCTET_STRING);
  several.add({support::transaction_id, V_ASN1_PRINTABLESTRING, {"mine"}});  // the shorter one comes first in DER
  const std::string more = read_reply(build(several), with_ca() + " --transaction-id mine --nonce 00ff").out;
  CHECK(more.find("\n  it answers   transaction PRINTABLESTRING \"mine\", PRINTABLESTRING \"" + support::id + "\"\n") !=
        std::string::npos);
  CHECK(more.find("\n  it answers   nonce OCTET STRING \n") != std::string::npos);
}

TEST_CASE("of a refusal that cannot be understood the CA's words are shown all the same") {
  support::message m = support::refusal(ca()).set(support::pki_status, "9");
  m.set(support::fail_info, "2").set(support::fail_info_text, "Wrong \x1B challenge", V_ASN1_UTF8STRING);
  const json r = read_json(build(m), with_all());
  CHECK(r["text"].is_null());
  CHECK(r["unproven"]["fail_info"] == "2");
  CHECK(r["unproven"]["text"] == "Wrong \x1B challenge");
  const std::string words = "\n  failInfo     \"2\"\n  failInfoText \"Wrong \\x1B challenge\"\n";
  for (const std::string& arguments : {""s, with_all()})
    CHECK(read_reply(build(m), arguments).out.find("\n  transaction  \"" + support::id + "\"" + words + "  what helps ") !=
          std::string::npos);
  std::string damaged = build(m);
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  const std::string out = read_reply(damaged, with_ca()).out;
  const std::size_t at = out.find("\n  unproven     It would be UNUSABLE: unknown_status. ");
  REQUIRE(at != std::string::npos);
  CHECK(out.find(words, at) == out.size() - words.size());
  CHECK(out.find("failInfo") > at);
  const auto shows = [&](const std::string& text) { return read_reply(build(m)).out.find(text) != std::string::npos; };
  m.set(support::fail_info, "\2", V_ASN1_INTEGER);
  CHECK(shows("\n  transaction  \"" + support::id + "\"\n  failInfo     INTEGER 02\n"));
  CHECK(read_json(build(m))["unproven"]["fail_info"].is_null());
  m.set(support::fail_info_text, "\0n"s, V_ASN1_BMPSTRING);
  CHECK(shows("\n  failInfoText BMPSTRING 006e\n"));
  m.set(support::fail_info_text, std::string(5000, 'a'), V_ASN1_IA5STRING);
  CHECK(shows("\n  failInfoText \"" + std::string(4096, 'a') + "\"\n"));
  m.remove(support::fail_info_text).set(support::step_ca_text, "step", V_ASN1_UTF8STRING);
  CHECK(shows("\n  failInfoText \"step\"\n"));
  CHECK(read_json(build(m))["unproven"]["text"] == "step");
  const std::string known = read_reply(build(support::refusal(ca())), with_ca() + " --nonce 00").out;
  CHECK(known.find("\n  failInfo ") == std::string::npos);  // it stands under unproven
  CHECK(known.find("\n  transaction ") == std::string::npos);
  CHECK(read_reply(build(support::request(support::client()))).out.find("\n  transaction ") == std::string::npos);
}

TEST_CASE("a message that somebody signed without SCEP is no reply") {
  support::message other = support::pending(ca());
  for (const std::string& oid : {support::message_type, support::pki_status, support::transaction_id, support::sender_nonce,
                                 support::recipient_nonce})
    other.remove(oid);
  for (const std::string& arguments : {""s, with_all()}) {
    const json r = read_json(build(other), arguments);
    CHECK(r["error"]["name"] == "missing_attribute");
    CHECK(r["instead"] == "a signed message (CMS SignedData), but no reply of SCEP");
    CHECK(r["advice"] == "Give the answer to PKIOperation.");
    CHECK(r["checks"]["signature"] == "not checked");
    CHECK(r["unproven"].is_null());
  }
  CHECK(read_json(build(support::pending(ca()).remove(support::message_type)))["instead"].is_null());
  const json beside = read_json(pem_block("CMS", build(granted())) + pem_block("CMS", build(other)), with_ca());
  CHECK(beside["pki_status"] == "success");
  CHECK(beside["warnings"].empty());
}

TEST_CASE("a message beside the reply that cannot be read is warned of where it may be one") {
  const std::string der = build(support::pending(ca()));
  const std::string block = pem_block("CMS", der);
  const std::string open = block.substr(0, block.find("-----END"));
  std::string damaged = der;
  damaged[damaged.find("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01") + 1] = '\x08';
  const json warning = json::array({"Another message in the file cannot be read: it may be the reply that you mean."});
  const std::string certificate = pem_of(ca().certificate.get());
  for (const std::string& other :
       {open.substr(0, 500), replaced(block, "MII", "M*I"), replaced(replaced(block, "MII", "M*I"), "CMS", "PKCS7"),
        replaced(replaced(block, "MII", "M*I"), "CMS", "PKCS #7 SIGNED DATA"), open.substr(0, 500) + "\nrc=4\n",
        open.substr(0, 500) + "\nrefused.\n", pem_block("CMS", der + "more"), pem_block("CMS", damaged),
        open + "a line of a log, 1234\n"})  // the base64 has no padding
    for (const std::string& file : {block + other, other + block}) CHECK(read_json(file, with_ca())["warnings"] == warning);
  for (const std::string& other :
       {block.substr(0, 36), certificate, certificate.substr(0, 500), replaced(certificate, "MII", "M*I"),
        pem_block("CMS", replaced(*granted().content, "\x07\x01", "\x07\x02")),  // what is encrypted is a SignedData
        replaced(block, "CMS", "ENCRYPTED PRIVATE KEY"), pem_block("CMS", der_of(ca().certificate.get()) + "more"),
        "expected a line \"-----BEGIN CMS-----\" here\n"s})
    CHECK(read_json(block + other, with_ca())["warnings"].empty());
  CHECK(read_json(open, with_ca())["warnings"].empty());
  for (const char* padding : {"a", "ab", "abc"}) {  // a block without END is read as far as it is base64
    support::message m = support::pending(ca());
    const std::string text = pem_block("CMS", build(m.set(support::fail_info_text, padding, V_ASN1_UTF8STRING)));
    for (const char* behind : {"rc=4\nrefused.\n", "========\nrefused.\n"})
      CHECK(read_json(text.substr(0, text.find("-----END")) + behind, with_ca())["pki_status"] == "pending");
  }
}

TEST_CASE("of replies that fit by their bytes one whose types are those of the RFC counts first") {
  const std::string good = pem_block("CMS", build(granted()));
  for (const auto& [oid, value, type, demand] :
       {std::tuple(support::transaction_id, support::id, V_ASN1_OCTET_STRING, " --transaction-id " + support::id),
        std::tuple(support::recipient_nonce, support::nonce, V_ASN1_PRINTABLESTRING, " --nonce " + hex_nonce())}) {
    const std::string odd = pem_block("CMS", build(support::pending(ca()).set(oid, value, type)));
    for (const std::string& arguments : {with_all(), with_ca() + demand}) {
      CHECK(read_json(good + odd, arguments)["pki_status"] == "success");
      CHECK(read_json(odd + good, arguments)["pki_status"] == "success");
    }
    CHECK(read_json(good + odd, with_ca())["warnings"][0] == "The file holds 2 replies. This is number 2.");
  }
}

TEST_CASE("of replies that do not fit the last counts, be it without a nonce") {
  const std::string other = pem_block("CMS", build(granted()));
  const std::string without = pem_block("CMS", build(support::pending(ca()).remove(support::recipient_nonce)));
  for (const std::string& file : {other + without, without + other})
    CHECK(read_json(file, with_ca() + " --nonce 00")["warnings"][0] == "The file holds 2 replies. This is number 2.");
}

TEST_CASE("a certificate of --ca that is not valid yet is a warning") {
  const support::x509_ptr early(X509_dup(ca().certificate.get()));
  X509_gmtime_adj(X509_getm_notBefore(early.get()), 200'000);
  X509_sign(early.get(), ca().key.get(), EVP_sha256());
  const run_result r =
      read_reply(build(support::pending(ca())), "--ca " + quoted(temporary_file("early", pem_of(early.get()))));
  CHECK(r.status == 3);
  CHECK(std::regex_search(
      r.out, std::regex("^  warning      The certificate \"CN=CA\" that you gave is valid from \\S{20} only\\.\n")));
}

TEST_CASE("a certificate of --ca that has expired is a warning") {
  const support::x509_ptr expired(X509_dup(ca().certificate.get()));
  X509_gmtime_adj(X509_getm_notBefore(expired.get()), -200'000);
  X509_gmtime_adj(X509_getm_notAfter(expired.get()), -100'000);
  X509_sign(expired.get(), ca().key.get(), EVP_sha256());
  const std::string given = "--ca " + quoted(temporary_file("expired", pem_of(expired.get())));
  const run_result r = read_reply(build(support::pending(ca())), given);
  CHECK(r.status == 3);
  CHECK(
      std::regex_search(r.out, std::regex("^  warning      The certificate \"CN=CA\" that you gave expired \\S{19}Z\\.\n")));
  CHECK(read_json(build(support::pending(ca())), given)["warnings"].size() == 1);
  CHECK(read_json(build(support::pending(ca())), with_ca())["warnings"].empty());
}

TEST_CASE("--request takes the id and the nonce out of the request, in any form") {
  const std::string reply = test_file("granted.reply.der");
  const std::string request = test_file("granted.request.der");
  const std::string of_ca = "--ca " + quoted(TEST_DATA "/ca.pem");
  for (const std::string& form : {request, pem_block("PKCS7", request), base64_of(request), hex_of(request)}) {
    const json r = read_json(reply, of_ca + " --request " + quoted(temporary_file("request", form)));
    CHECK(r["verified"] == true);
    CHECK(r["checks"] == json{{"signature", "ok"}, {"transaction_id", "ok"}, {"nonce", "ok"}});
  }
  const json other = read_json(reply, of_ca + " --request " + quoted(TEST_DATA "/refused.request.der"));
  CHECK(other["error"]["name"] == "transaction_mismatch");
  CHECK(other["checks"] == json{{"signature", "ok"}, {"transaction_id", "failed"}, {"nonce", "failed"}});
  const run_result wrong = read_reply(reply, of_ca + " --request " + quoted(temporary_file("request", reply)));
  CHECK(wrong.status == 2);
  CHECK(wrong.err.find("holds no request: it is a reply\n") != std::string::npos);
  const std::string two = temporary_file(
      "requests", pem_block("CMS", test_file("refused.request.der")) + pem_block("CMS", request) + pem_block("CMS", reply));
  const json r = read_json(reply, of_ca + " --request " + quoted(two));
  CHECK(r["verified"] == true);
  CHECK(r["warnings"] == json::array({two + " holds 2 requests. The reply is taken for the answer to the last."}));
  const run_result empty = read_reply(reply, of_ca + " --transaction-id ''");
  CHECK(empty.status == 2);
  CHECK(empty.err == "scep-error: --transaction-id is empty\n");
}

TEST_CASE("a refusal shows what of the request may be the reason") {
  support::message sent = support::request(support::client());
  sent.content = support::enveloped_csr(support::client(), ca().certificate.get(), "secret");
  const auto told = [&](const char* reason) {
    return read_reply(build(support::refusal(ca(), reason)),
                      with_ca() + " --request " + quoted(temporary_file("request", build(sent))))
        .out;
  };
  const std::string envelope =
      "\n  you sent     digest SHA256\n  envelope     " + std::to_string(sent.content->size()) +
      " bytes, encrypted with AES-128-CBC\n  encrypted to serial 01 of \"CN=CA\", the certificate \"CN=CA\"\n";
  for (const char* reason : {"0", "1"}) CHECK(told(reason).find(envelope) != std::string::npos);
  for (const char* reason : {"2", "3", "4"}) CHECK(told(reason).find("you sent") == std::string::npos);
  CHECK(std::regex_search(told("3"), std::regex("\n  clocks       the CA signed at \\S{19}Z, the request was signed at "
                                                "\\S{19}Z\n")));
  CHECK(told("2").find("clocks") == std::string::npos);
  const std::string signing_time = "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x05", other = "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x7F";
  const std::string timeless = replaced(build(sent), signing_time, other);
  const std::string untimely = replaced(build(support::refusal(ca(), "3")), signing_time, other);
  CHECK(
      read_reply(build(support::refusal(ca(), "3")), with_ca() + " --request " + quoted(temporary_file("request", timeless)))
          .out.find(", the request has no time\n") != std::string::npos);
  CHECK(read_reply(untimely).out.find(
            "\n  clocks       the CA's is not in the reply; the request's is shown with --ca and --request\n") !=
        std::string::npos);
  const json request = read_json(build(support::refusal(ca())),
                                 with_ca() + " --request " + quoted(temporary_file("request", build(sent))))["request"];
  CHECK(request["transaction_id"] == support::id);
  CHECK(request["nonce"] == hex_nonce());
  CHECK(request["digest"] == "SHA256");
  CHECK(request["signing_time"].get<std::string>().size() == 20);
  CHECK(request["envelope"]["cipher"] == "AES-128-CBC");
  sent.content = support::enveloped_csr(support::client(), support::stranger().certificate.get(), "secret");
  CHECK(told("1").find("\n  encrypted to serial 01 of \"CN=Stranger\", whose certificate you did not give\n") !=
        std::string::npos);
  const std::string key_id(20, '\7');
  const auto to_key = [](const std::string& id) {
    return envelope_to(support::tlv('\x30', std::string("\2\1\2", 3) + support::tlv('\x80', id)));
  };
  sent.content = to_key(key_id);
  CHECK(told("1").find("\n  encrypted to key identifier " + hex_of(key_id) + ", whose certificate you did not give\n") !=
        std::string::npos);
  sent.content = envelope_to(support::tlv('\xA3', ""));
  CHECK(read_json(build(support::refusal(ca())),
                  with_ca() + " --request " +
                      quoted(temporary_file("request", build(sent))))["request"]["envelope"]["recipients"][0]["other"] ==
        "a password");
  CHECK(told("1").find("\n  encrypted to a password\n") != std::string::npos);
  sent.content = "junk";
  CHECK(told("1").find("\n  envelope     4 bytes, which are no EnvelopedData\n") != std::string::npos);
}

TEST_CASE("--nonce is hex of any kind, or base64") {
  const std::string der = build(support::pending(ca()));
  const std::string hex = hex_nonce();
  for (const std::string& nonce :
       {hex, "0x" + hex, hex_of(support::nonce, " "), hex_of(support::nonce, ":"), base64_of(support::nonce, "")})
    CHECK(read_json(der, with_ca() + " --nonce " + quoted(nonce))["checks"]["nonce"] == "ok");
}

TEST_CASE("a refusal shows a failInfo that is none of the five as it stands, and the clocks for badTime") {
  CHECK(read_reply(build(support::refusal(ca(), "7"))).out.find("\n  failInfo     \"7\"\n") != std::string::npos);
  CHECK(read_reply(build(support::refusal(ca(), "x\n"))).out.find("\n  failInfo     \"x\\n\"\n") != std::string::npos);
  CHECK(read_reply(build(support::refusal(ca(), "2"))).out.find("failInfo  ") == std::string::npos);
  const std::string odd = build(support::refusal(ca()).set(support::ndes_hresult, "0x8009\n"));
  CHECK(read_reply(odd).out.find("\n  HRESULT      \"0x8009\\n\"\n") != std::string::npos);
  CHECK(read_json(odd, "")["hresult_text"] == "0x8009\n");
  CHECK(read_json(build(support::refusal(ca(), "x")))["fail_info"] == "x");
  CHECK(std::regex_search(
      read_reply(build(support::refusal(ca(), "3"))).out,
      std::regex("\n  clocks       the CA signed at \\S{19}Z; the request's is shown with --ca and --request\n")));
}

TEST_CASE("a failInfo that cannot be read is shown as it stands, every value of it") {
  const auto values = [](const support::message& m) {
    const json r = read_json(build(m));
    CHECK(r["error"]["name"] == "unknown");
    CHECK(r["attribute"] == "failInfo");
    return r["attribute_values"];
  };
  CHECK(values(support::refusal(ca()).remove(support::fail_info)) == json::array());
  CHECK(read_reply(build(support::refusal(ca()).remove(support::fail_info))).out.find("\n  failInfo     none\n") !=
        std::string::npos);
  CHECK(values(support::refusal(ca()).set(support::fail_info, "\2", V_ASN1_INTEGER)) == json{"INTEGER 02"});
  const support::message twice =
      support::refusal(ca()).remove(support::fail_info).add({support::fail_info, V_ASN1_PRINTABLESTRING, {"2", "3"}});
  CHECK(values(twice) == json{"PRINTABLESTRING \"2\"", "PRINTABLESTRING \"3\""});
  CHECK(read_reply(build(twice))
            .out.find("\n  failInfo     PRINTABLESTRING \"2\"\n"
                      "  failInfo     PRINTABLESTRING \"3\"\n") != std::string::npos);
  for (const char* reason : {"2", "7", "x"}) CHECK(read_json(build(support::refusal(ca(), reason)))["attribute"].is_null());
  CHECK(read_json(build(support::pending(ca())))["attribute"].is_null());
}

TEST_CASE("what was not checked of a verified reply is said") {
  const auto verified = [](const std::string& arguments) {
    const std::string out = read_reply(build(support::pending(ca())), with_ca() + arguments).out;
    return out.substr(out.find("  verified"));
  };
  CHECK(verified("") == "  verified     signature; not checked: transaction id, nonce\n");
  CHECK(read_json(build(support::pending(ca())), with_ca())["checks"] ==
        json{{"signature", "ok"}, {"transaction_id", "not checked"}, {"nonce", "not checked"}});
  CHECK(verified(" --transaction-id " + support::id) == "  verified     signature, transaction id; not checked: nonce\n");
  CHECK(verified(" --nonce " + hex_nonce()) == "  verified     signature, nonce; not checked: transaction id\n");
}

TEST_CASE("what is not verified says so first") {
  CHECK(read_reply(build(support::refusal(ca()))).out.find("NOT VERIFIED") == 0);
  CHECK(read_reply(build(support::success(ca()))).out.find("NOT VERIFIED") == 0);
  CHECK(read_reply("junk").out.find("NOT VERIFIED") == 0);
  CHECK(read_reply(build(support::refusal(ca(), "7"))).out.find("REFUSED: failInfo 7\n") != std::string::npos);
  CHECK(read_reply(build(support::pending(ca()))).out.find("PENDING") != std::string::npos);
}

TEST_CASE("--json tells all of a verified refusal") {
  support::message m = support::refusal(ca(), "2");
  m.set(support::fail_info_text, "zu kurz: Schl\xC3\xBCssel\n", V_ASN1_UTF8STRING).set(support::ndes_hresult, "-2146875375");
  const json expected = {
      {"verified", true},
      {"pki_status", "failure"},
      {"error",
       {{"category", "scep.fail_info"},
        {"value", 102},
        {"name", "badRequest"},
        {"message", "The transaction was not permitted or was not supported."},
        {"wire", 2}}},
      {"text", "zu kurz: Schl\xC3\xBCssel\n"},
      {"hresult",
       {{"value", -2146875375},
        {"hex", "0x80094811"},
        {"name", "CERTSRV_E_KEY_LENGTH"},
        {"message",
         "CERTSRV_E_KEY_LENGTH (0x80094811): The key in the request is shorter than the certificate template allows."}}},
      {"transaction_id", support::id},
      {"sender_nonce", "66656463626139383736353433323130"},
      {"recipient_nonce", hex_nonce()},
      {"fail_info", "2"},
      {"envelope", nullptr},
      {"attribute", nullptr},
      {"digest", "SHA256"},
      {"checks", {{"signature", "ok"}, {"transaction_id", "ok"}, {"nonce", "ok"}}},
      {"warnings", json::array()},
      {"instead", nullptr},
      {"unproven", nullptr}};
  const std::string der = build(m);
  const json verified = read_json(der, with_all());
  for (const auto& [key, value] : expected.items()) CHECK(verified[key] == value);
  CHECK(verified["signing_time"].get<std::string>().find("T") == 10);
  CHECK_FALSE(verified["advice"].get<std::string>().empty());
  CHECK(verified["given"].size() == 1);
  CHECK(verified["given"][0] == verified["signer"]["certificate"]);
  CHECK(verified["signer"]["issuer"] == "CN=CA");
  CHECK(verified["signer"]["key_id"].is_null());
  const json certificate = verified["signer"]["certificate"];
  CHECK(certificate["subject"] == "CN=CA");
  CHECK(certificate["issuer"] == "CN=CA");
  CHECK(certificate["serial"] == verified["signer"]["serial"]);
  CHECK(std::regex_match(certificate["not_after"].get<std::string>(),
                         std::regex("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ")));
  CHECK(certificate["sha256"].get<std::string>().size() == 64);
  m.key_identifier = true;
  CHECK(read_json(build(m), with_ca())["signer"]["key_id"].get<std::string>().size() == 40);
  CHECK(read_json(build(m), with_ca())["signer"]["issuer"].is_null());
  CHECK(verified["signer"]["given"] == true);
  json unverified = verified;
  unverified["verified"] = false;
  for (const char* check : {"signature", "transaction_id", "nonce"}) unverified["checks"][check] = "not checked";
  CHECK(verified["request"]["transaction_id"] == support::id);
  CHECK(verified["request"]["nonce"] == hex_nonce());
  CHECK(verified["request"]["envelope"].is_null());
  for (const char* sent : {"transaction_id", "nonce"}) unverified["request"][sent] = nullptr;
  unverified["given"] = json::array();
  unverified["signer"]["given"] = false;
  CHECK(read_json(der, "") == unverified);
}

TEST_CASE("an attribute that is missing is named, for people and for programs") {
  const std::string missing = build(support::pending(ca()).remove(support::pki_status));
  CHECK(read_json(missing, with_ca())["attribute"] == "pkiStatus");
  CHECK(read_json(missing, with_ca())["instead"] == nullptr);
  CHECK(read_reply(missing).out.find("\n  attribute    pkiStatus\n") != std::string::npos);
}

TEST_CASE("--json tells a grant, a wait, and a reason outside the five") {
  const json granted = read_json(build(::granted()), with_all());
  CHECK(granted["verified"] == true);
  CHECK(granted["pki_status"] == "success");
  CHECK(granted["error"].is_null());
  CHECK(granted["text"].is_null());
  CHECK(granted["hresult"].is_null());
  CHECK(read_json(build(support::pending(ca())), with_all())["pki_status"] == "pending");
  const json seven = read_json(build(support::refusal(ca(), "7")), with_all())["error"];
  CHECK(seven["value"] == 107);
  CHECK(seven["wire"] == 7);
  CHECK(seven["name"] == "unknown");
  CHECK(read_json(build(support::refusal(ca(), "x")), with_all())["error"]["wire"].is_null());
}

TEST_CASE("--json tells of a reply that does not verify why, and under unproven alone what it would say") {
  support::message m = support::refusal(ca(), "2");
  m.set(support::fail_info_text, "secret", V_ASN1_UTF8STRING).set(support::ndes_hresult, "-2146875375");
  const support::identity impostor = support::make_identity("CA");
  m.signers = {&impostor};
  json r = read_json(build(m), with_all());
  CHECK(r["verified"] == false);
  CHECK(r["error"] == json{{"category", "scep.reply"},
                           {"value", 5},
                           {"name", "bad_signature"},
                           {"message", "The signature of the message does not verify."},
                           {"wire", nullptr}});
  for (const char* key : {"pki_status", "text", "hresult", "transaction_id", "sender_nonce", "recipient_nonce",
                          "signing_time", "fail_info", "envelope"})
    CHECK(r[key].is_null());
  CHECK(r["checks"] == json{{"signature", "failed"}, {"transaction_id", "not checked"}, {"nonce", "not checked"}});
  CHECK(r["unproven"]["pki_status"] == "failure");
  CHECK(r["unproven"]["error"]["name"] == "badRequest");
  CHECK(r["unproven"]["text"] == "secret");
  CHECK(r["unproven"]["transaction_id"] == support::id);
  r.erase("unproven");
  CHECK(r.dump().find("secret") == std::string::npos);
  CHECK(read_reply(build(m), with_all()).status == 4);
  m.signers = {&ca()};
  CHECK(read_json(build(m), with_ca() + " --nonce 00")["error"]["name"] == "nonce_mismatch");
  CHECK(read_json(build(m), with_ca() + " --nonce 00")["verified"] == false);
  CHECK(read_json(build(m), with_ca() + " --transaction-id 1")["error"]["name"] == "transaction_mismatch");
}

TEST_CASE("the reply may be DER, PEM, base64 in lines or one, in a file or on standard input") {
  const std::string der = build(support::refusal(ca(), "4"));
  const std::string unix_lines = base64_of(der, "\n");
  for (const std::string& form :
       {der, unix_lines, base64_of(der, "\r\n"), base64_of(der, ""), " \n\t" + unix_lines + "\n\n",
        "-----BEGIN PKCS7-----\n" + unix_lines + "-----END PKCS7-----\n",
        "From: the CA\n\n-----BEGIN CMS-----\r\n" + base64_of(der, "\r\n") + "-----END CMS-----\r\n"})
    CHECK(read_json(form, with_all())["error"]["name"] == "badCertId");
  const run_result piped = run("read - --json <" + quoted(temporary_file("reply", unix_lines)));
  CHECK(json::parse(piped.out)["error"]["name"] == "badCertId");
}

TEST_CASE("a reply whose text quotes PEM is the reply, not what it quotes") {
  const std::string text = "\n" + pem_of(ca().certificate.get());  // PEM begins with a line
  const std::string der = build(support::refusal(ca()).set(support::fail_info_text, text, V_ASN1_UTF8STRING));
  CHECK(read_json(der, with_all())["text"] == text);
}

TEST_CASE("base64 is read with each padding") {
  for (const std::string& id : {"1"s, "12"s, "123"s}) {
    const std::string der = build(support::pending(ca()).set(support::transaction_id, id));
    CHECK(read_json(base64_of(der, "\n"), "")["transaction_id"] == id);
    CHECK(read_reply(base64_of(der, "") + "A===").status == 4);  // six bits are no byte
  }
}

TEST_CASE("--json is ASCII, indented by two blanks") {
  const std::string text = "Schl\xC3\xBCssel";
  const run_result r =
      read_reply(build(support::refusal(ca()).set(support::fail_info_text, text, V_ASN1_UTF8STRING)), "--json");
  CHECK(r.out.find("{\n  \"verified\": false,\n  \"pki_status\": \"failure\",\n") == 0);
  CHECK(r.out.find("\n  \"text\": \"Schl\\u00fcssel\",\n") != std::string::npos);
  CHECK(r.out.substr(r.out.size() - 3) == "\n}\n");
}

TEST_CASE("help tells what read takes and what its exit status means") {
  const std::string out = help("read");
  for (const char* text :
       {"Say what a server's reply holds, and verify it if --ca is given", "scep-error read [OPTIONS] FILE",
        "The reply: DER, PEM, base64, a hex dump or a saved `curl -i`, in a log perhaps; - for standard input",
        "The CA's and RA's certificates: PEM, DER, or the PKCS #7 that GetCACert returns; may be repeated",
        "The request's transactionID", "The request's senderNonce, in hex or base64", "--request", "--color",
        "Print a JSON object",
        "Exit status: 0 success, 1 the CA refused, 2 usage or unreadable file, 3 pending, 4 the reply cannot be used."}) {
    CAPTURE(text);
    CHECK(out.find(text) != std::string::npos);
  }
}

TEST_CASE("what only looks like PEM or base64 is no reply") {
  const std::string der = build(support::refusal(ca()));
  for (const std::string& form :
       {"-----BEGIN "s, "-----BEGIN CMS-----\n!!!!\n-----END CMS-----\n"s, "AAAA"s, "A"s, "===="s, "AA=A"s, "A==="s, "\n\n"s,
        base64_of(der, "\n").substr(0, 1000), base64_of(der, "\n") + "="})
    CHECK(read_reply(form).status == 4);
}

TEST_CASE("--ca takes PEM, DER, base64 and the PKCS #7 of GetCACert, one or many, once or often") {
  const std::string der = build(support::refusal(ca()));
  X509* const own = ca().certificate.get();
  const support::identity other = support::make_identity("Other");
  for (const std::string& form : {pem_of(own), der_of(own), base64_of(der_of(own), "\n"), pkcs7_of(own),
                                  base64_of(pkcs7_of(own), ""), pem_of(other.certificate.get()) + pem_of(own)})
    CHECK(read_json(der, "--ca " + quoted(temporary_file("one", form)))["verified"] == true);
  const std::string second = quoted(temporary_file("other", pem_of(other.certificate.get())));
  CHECK(read_json(der, "--ca " + second + with_ca())["verified"] == true);
  CHECK(read_json(der, "--ca " + second)["error"]["name"] == "untrusted_signer");
  const std::string file = quoted(temporary_file("reply", der));
  CHECK(run("read" + with_ca() + " " + file).status == 1);  // --ca does not swallow the file
}

TEST_CASE("whatever the reply holds, what is printed is UTF-8 without control characters") {
  for (const std::string& text : {"\x1B[2J\x1B]0;owned\a"s, "\u202Egpj.exe"s, "\0\x01\x7F\xC2\x9B"s, "\xFF\xFE\xC3("s,
                                  "a\r\nb"s, std::string(100'000, '\x1B')}) {
    support::message m = support::refusal(ca()).set(support::fail_info_text, text, V_ASN1_UTF8STRING);
    m.set(support::transaction_id, text);
    for (const std::string& arguments : {""s, "--json"s, with_ca(), "--json" + with_ca()}) {
      const run_result r = read_reply(build(m), arguments);
      CHECK(r.status == 1);
      CHECK(is_clean(r.out));
      CHECK(r.err.empty());
    }
  }
}

TEST_CASE("input without end is read to a limit, which is told beside what stands within it" *
          doctest::test_suite("hostile")) {
  const run_result r = run("read - --json </dev/zero");
  CHECK(r.status == 4);
  CHECK(json::parse(r.out)["error"]["name"] == "not_signed_data");
  const json cut = json::array({"The file is longer than 16 MiB: the rest was not read, and may hold a reply."});
  CHECK(json::parse(r.out)["warnings"] == cut);
  const std::string request = pem_block("PKCS7", test_file("refused.request.der"));
  const std::size_t left = (std::size_t{16} << 20) - request.size();
  const json whole = read_json(request + std::string(left, '\n'));
  CHECK(whole["error"]["name"] == "not_cert_rep");
  CHECK(whole["warnings"].empty());
  json longer = read_json(request + std::string(left + 1, '\n'));
  CHECK(longer["warnings"] == cut);
  longer["warnings"] = json::array();
  CHECK(longer == whole);
  CHECK(read_json(request + std::string(5 << 20, '\n'))["error"]["name"] == "not_cert_rep");
  CHECK(read_json(std::string(5 << 20, 'a'))["error"]["name"] == "not_signed_data");
  const std::string log(17 << 20, '\n');  // behind a reply that is whole
  const std::string behind = pem_block("CMS", build(granted()));
  const json polled = read_json(pem_block("CMS", build(support::pending(ca()))) + log + behind, with_ca());
  CHECK(polled["pki_status"] == "pending");
  CHECK(polled["warnings"] == cut);
  const std::string split =
      "HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n" + log.substr(0, (std::size_t{16} << 20) - 500) + behind;
  const std::string out = read_reply(split + log).out;
  CHECK(
      std::regex_search(out, std::regex("\n  it is        cut short: [0-9]+ of [0-9]+ bytes; the PEM block has no end\n")));
  CHECK(out.find("\n  what helps   Give that part of the file alone in which the whole of it stands.\n") !=
        std::string::npos);
  std::string chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(build(granted()) + '\n');
  while (chunks.size() < log.size()) chunks += chunk(log.substr(0, 100'000));
  CHECK(read_json(chunks, with_ca())["pki_status"] == "success");
  CHECK(read_json(support::tlv('\x30', log))["error"]["name"] == "too_large");
  CHECK(read_json(support::tlv('\x30', log.substr(0, 5 << 20)))["error"]["name"] == "too_large");
  CHECK(read_json(support::tlv('\x30', log.substr(0, 5 << 20)) + 'x')["instead"] ==
        "a message of 5242885 bytes with 1 more behind it");
  const std::string der = build(granted());
  const std::string message = "a message of " + std::to_string(der.size()) + " bytes with ";
  CHECK(read_json(der + log.substr(0, 5 << 20) + "log")["instead"] == message + "5242883 more behind it");
  CHECK(read_json(der + "log" + log)["instead"] ==
        message + "at least " + std::to_string((16 << 20) - der.size()) + " more behind it");
  const json blank = read_json(log + behind);
  CHECK(blank["instead"] == "blank as far as it was read");
  CHECK(blank["advice"] == "Give that part of the file alone in which the reply stands.");
  const json closed = read_json(pem_block("CMS", der.substr(0, 1000)) + log);  // short by itself
  CHECK(closed["advice"] == "Copy or save the whole of it.");
}

TEST_CASE("output that cannot be written is an error") {
  const std::string file = quoted(temporary_file("reply", build(support::success(ca()))));
  CHECK(run("read " + file + " >/dev/full 2>&1 #").status == 2);
}

TEST_CASE("headings have colours where --color says so, else on a terminal alone") {
  const std::string der = build(support::refusal(ca()));
  CHECK(read_reply(der, "--color=always").out.find("\x1B[1;31mREFUSED: badRequest\x1B[0m\n") != std::string::npos);
  CHECK(read_reply(der, "--color always").out.find("\x1B[1;33mNOT VERIFIED") == 0);
  for (const char* choice : {"", "--color=auto", "--color=never"}) {
    CHECK(read_reply(der, choice).status == 1);
    CHECK(read_reply(der, choice).out.find('\x1B') == std::string::npos);
  }
  CHECK(read_reply(der, "--color=blue").status == 2);
}

TEST_CASE("what is not ASCII is escaped where the locale is not UTF-8") {
  const std::string text = "Schl\xC3\xBCssel \xE2\x82\xAC";
  const std::string file =
      temporary_file("reply", build(support::refusal(ca()).set(support::fail_info_text, text, V_ASN1_UTF8STRING)));
  const auto shown = [&](const char* locale) {
    setenv("LC_ALL", locale, 1);
    const std::string out = run("read " + quoted(file)).out;
    unsetenv("LC_ALL");
    return out;
  };
  CHECK(shown("C").find("\"Schl\\u{00FC}ssel \\u{20AC}\"") != std::string::npos);
  CHECK(shown("C.UTF-8").find('"' + text + '"') != std::string::npos);
}

namespace {

// Some chroots and containers have none.
bool no_terminal() {
  int terminal = -1, other = -1;
  if (openpty(&terminal, &other, nullptr, nullptr, nullptr) != 0) {
    std::cout << "the cases that need a terminal are skipped: there is none to be had (/dev/ptmx, /dev/pts)\n";
    return true;
  }
  close(terminal);
  close(other);
  return false;
}
const bool without_terminal = no_terminal();  // the cases below that need one are then skipped, and it is said

// The program's output on a terminal, whichever kind the tests run on. It stays open until all is read, to a mark: where the
// last to write closes it, a reader may be told so before it has got what was written.
std::string on_terminal(const std::string& command, const std::string& argument, const char* no_color = nullptr,
                        const char* kind = "xterm", const char* option = nullptr) {
  const std::string mark = "#end";
  int reader = -1, terminal = -1;
  REQUIRE(openpty(&reader, &terminal, nullptr, nullptr, nullptr) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    close(reader);
    login_tty(terminal);
    setenv("TERM", kind, 1);
    if (no_color != nullptr) {
      setenv("NO_COLOR", no_color, 1);
    } else {
      unsetenv("NO_COLOR");
    }
    execl("/bin/sh", "sh", "-c", "\"$@\"; printf %s \"$0\"", mark.c_str(), TOOL, command.c_str(), argument.c_str(), option,
          static_cast<char*>(nullptr));
    _exit(127);
  }
  std::string out;
  char buffer[4096];
  while (out.size() < mark.size() || out.substr(out.size() - mark.size()) != mark) {
    const ssize_t size = ::read(reader, buffer, sizeof buffer);
    REQUIRE(size > 0);
    out.append(buffer, static_cast<std::size_t>(size));
  }
  close(reader);
  close(terminal);
  waitpid(child, nullptr, 0);
  return out.substr(0, out.size() - mark.size());
}

}  // namespace

// Skipped where the machine has no terminal to give.
TEST_CASE("colours are for a terminal that is not dumb, and never with NO_COLOR" * doctest::skip(without_terminal)) {
  const std::string file = temporary_file("reply", build(support::refusal(ca())));
  CHECK(on_terminal("read", file).find("\x1B[1;31mREFUSED: badRequest\x1B[0m\r\n") != std::string::npos);
  CHECK(on_terminal("read", file, nullptr, "xterm", "--color=auto").find("\x1B[1;31m") != std::string::npos);
  CHECK(on_terminal("read", file, "").find("\x1B[1;31mREFUSED: badRequest\x1B[0m\r\n") != std::string::npos);
  CHECK(on_terminal("read", file, "1").find("REFUSED: badRequest") != std::string::npos);
  CHECK(on_terminal("read", file, "1").find('\x1B') == std::string::npos);
  CHECK(on_terminal("read", file, nullptr, "dumb").find("REFUSED: badRequest") != std::string::npos);
  CHECK(on_terminal("read", file, nullptr, "dumb").find('\x1B') == std::string::npos);
  CHECK(run("read " + quoted(file)).out.find('\x1B') == std::string::npos);
}

// Skipped where the machine has no terminal to give.
TEST_CASE("a grant is green, a wait and what is not verified yellow, the rest of the headings bold or red" *
          doctest::skip(without_terminal)) {
  const auto shows = [](const std::string& reply, const std::string& text) {
    return on_terminal("read", temporary_file("reply", reply)).find(text) != std::string::npos;
  };
  CHECK(shows(build(granted()), "\x1B[1;32mGRANTED"));
  CHECK(shows(build(support::success(ca())), "\x1B[1;33mNOT VERIFIED"));
  CHECK(shows(build(support::pending(ca())), "\x1B[1;33mPENDING"));
  CHECK(shows("junk", "\x1B[1;31mUNUSABLE"));
  CHECK(on_terminal("explain", "badTime").find("\x1B[1mbadTime\x1B[0m\r\n") == 0);
}
