#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iostream>
#include <string>

#include <scep/detail/utf8.hpp>
#include "process.hpp"
#include "reply_builder.hpp"

using nlohmann::json;
using support::ca;
using namespace std::string_literals;

namespace {

std::string written(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

std::string pem_of(X509* certificate) {
  BIO* const bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(bio, certificate);
  return written(bio);
}

std::string der_of(X509* certificate) {
  BIO* const bio = BIO_new(BIO_s_mem());
  i2d_X509_bio(bio, certificate);
  return written(bio);
}

// What GetCACert returns for a chain.
std::string pkcs7_of(X509* certificate) {
  CMS_ContentInfo* const cms = CMS_sign(nullptr, nullptr, nullptr, nullptr, CMS_PARTIAL | CMS_DETACHED);
  CMS_add1_cert(cms, certificate);
  BIO* const bio = BIO_new(BIO_s_mem());
  i2d_CMS_bio(bio, cms);
  CMS_ContentInfo_free(cms);
  return written(bio);
}

std::string base64_of(const std::string& bytes, const std::string& line_end) {
  std::string encoded(bytes.size() / 3 * 4 + 5, '\0');
  encoded.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                                          reinterpret_cast<const unsigned char*>(bytes.data()),
                                                          static_cast<int>(bytes.size()))));
  std::string lines;
  for (std::size_t i = 0; i < encoded.size(); i += 64) lines += encoded.substr(i, 64) + line_end;
  return lines;
}

run_result read_reply(const std::string& bytes, const std::string& arguments = "") {
  return run("read " + quoted(temporary_file("reply", bytes)) + " " + arguments);
}

std::string with_ca() { return " --ca " + quoted(temporary_file("ca", pem_of(ca().certificate.get()))); }

std::string hex_nonce() {
  std::string hex;
  for (const char c : support::nonce) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(c));
    hex += digits;
  }
  return hex;
}

std::string with_all() { return with_ca() + " --transaction-id " + support::id + " --nonce " + hex_nonce(); }

json read_json(const std::string& bytes, const std::string& arguments) {
  const run_result r = read_reply(bytes, "--json " + arguments);
  CAPTURE(r.err);
  REQUIRE_FALSE(r.out.empty());
  return json::parse(r.out);
}

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
  CHECK(read_reply(build(support::success(ca())), with_all()).status == 0);
  CHECK(read_reply(build(support::refusal(ca())), with_all()).status == 1);
  CHECK(read_reply(build(support::pending(ca())), with_all()).status == 3);
  CHECK(read_reply("<html>", with_all()).status == 4);
  CHECK(read_reply(build(support::success(ca()))).status == 0);
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
  CHECK(read_reply(der, "--ca " + quoted(temporary_file("junk", "junk"))).err.find("no certificate in ") !=
        std::string::npos);
  CHECK(read_reply(der, "--nonce 00").status == 2);  // without --ca nothing would be checked
  CHECK(read_reply(der, "--transaction-id 00").status == 2);
  CHECK(read_reply(der, with_ca() + " --nonce xyz").status == 2);
  CHECK(read_reply(der, with_ca() + " --nonce xyz").err == "scep-error: --nonce is not hex: xyz\n");
  CHECK(read_reply(der, with_ca() + " --nonce 0").status == 2);
}

TEST_CASE("a refusal is told to a person, verified") {
  support::message m = support::refusal(ca(), "2");
  m.set(support::fail_info_text, "no \x1B[31mluck", V_ASN1_UTF8STRING).set(support::ndes_hresult, "-2146875375");
  const run_result r = read_reply(build(m), with_all());
  CHECK(r.status == 1);
  CHECK(r.out == R"(REFUSED: badRequest
  reason       The transaction was not permitted or was not supported.
  the CA says  "no \x1B[31mluck"
  Windows says CERTSRV_E_KEY_LENGTH (0x80094811): The key in the request is shorter than the certificate template allows.
  what helps   Make a longer key: 2048 bits of RSA, or as many as the template wants. Where the device cannot, lower the minimum key size in the template.
  code         scep.fail_info:102
  transaction  "3F2A9C0D5B"
  verified     signature, transaction id, nonce
)");
  CHECK(read_reply(build(support::refusal(ca(), "2"))).out.find("challenge password") != std::string::npos);
}

TEST_CASE("a grant, a wait and a reply that cannot be used are told to a person") {
  CHECK(read_reply(build(support::success(ca())), with_all()).out == R"(GRANTED: the reply holds a certificate
  envelope     19 bytes, encrypted
  transaction  "3F2A9C0D5B"
  verified     signature, transaction id, nonce
)");
  CHECK(read_reply(build(support::pending(ca())), with_all()).out == R"(PENDING: the CA has not decided yet
  what helps   Ask again later (CertPoll), with the same transaction id.
  transaction  "3F2A9C0D5B"
  verified     signature, transaction id, nonce
)");
  CHECK(read_reply("junk").out == R"(NOT VERIFIED: anybody may have written this. Verify it with --ca.
UNUSABLE: not_signed_data
  reason       The bytes are not a CMS SignedData message.
  what helps   Read what came, and its HTTP status: many CAs refuse this way, with a line of text. If it is a web page, a proxy or a captive portal answered, or the URL is wrong.
  code         scep.reply:1
)");
}

TEST_CASE("what was not checked of a verified reply is said") {
  const auto verified = [](const std::string& arguments) {
    const std::string out = read_reply(build(support::pending(ca())), with_ca() + arguments).out;
    return out.substr(out.find("  verified"));
  };
  CHECK(verified("") == "  verified     signature; not checked: transaction id, nonce\n");
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
      {"recipient_nonce", hex_nonce()}};
  CHECK(read_json(build(m), with_all()) == expected);
  json unverified = expected;
  unverified["verified"] = false;
  CHECK(read_json(build(m), "") == unverified);
}

TEST_CASE("--json tells a grant, a wait, and a reason outside the five") {
  const json granted = read_json(build(support::success(ca())), with_all());
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

TEST_CASE("--json tells nothing of a reply that does not verify but why") {
  support::message m = support::refusal(ca(), "2");
  m.set(support::fail_info_text, "secret", V_ASN1_UTF8STRING).set(support::ndes_hresult, "-2146875375");
  const support::identity impostor = support::make_identity("CA");
  m.signers = {&impostor};
  const json expected = {{"verified", false},
                         {"pki_status", nullptr},
                         {"error",
                          {{"category", "scep.reply"},
                           {"value", 5},
                           {"name", "bad_signature"},
                           {"message", "The signature of the message does not verify."},
                           {"wire", nullptr}}},
                         {"text", nullptr},
                         {"hresult", nullptr},
                         {"transaction_id", nullptr},
                         {"sender_nonce", nullptr},
                         {"recipient_nonce", nullptr}};
  CHECK(read_json(build(m), with_all()) == expected);
  CHECK(read_reply(build(m), with_all()).status == 4);
  CHECK(read_reply(build(m), with_all()).out.find("secret") == std::string::npos);
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
        "The reply: DER, PEM or base64; - for standard input",
        "The CA's and RA's certificates: PEM, DER, or the PKCS #7 that GetCACert returns; may be repeated",
        "The request's transactionID", "The request's senderNonce, in hex", "Print a JSON object",
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

TEST_CASE("input without end is read to a limit") {
  const run_result r = run("read - --json </dev/zero");
  CHECK(r.status == 4);
  CHECK(json::parse(r.out)["error"]["name"] == "too_large");
}

TEST_CASE("output that cannot be written is an error") {
  const std::string file = quoted(temporary_file("reply", build(support::success(ca()))));
  CHECK(run("read " + file + " >/dev/full 2>&1 #").status == 2);
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
const bool without_terminal = no_terminal();

// The program's output on a terminal.
std::string on_terminal(const std::string& command, const std::string& argument, const char* no_color = nullptr) {
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
  REQUIRE(child >= 0);
  if (child == 0) {
    if (no_color != nullptr) {
      setenv("NO_COLOR", no_color, 1);
    } else {
      unsetenv("NO_COLOR");
    }
    execl(TOOL, TOOL, command.c_str(), argument.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  std::string out;
  char buffer[4096];
  for (ssize_t size; (size = ::read(terminal, buffer, sizeof buffer)) > 0;)
    out.append(buffer, static_cast<std::size_t>(size));
  close(terminal);
  waitpid(child, nullptr, 0);
  return out;
}

}  // namespace

TEST_CASE("colours are for a terminal, and never with NO_COLOR" * doctest::skip(without_terminal)) {
  const std::string file = temporary_file("reply", build(support::refusal(ca())));
  CHECK(on_terminal("read", file).find("\x1B[1;31mREFUSED: badRequest\x1B[0m\r\n") != std::string::npos);
  CHECK(on_terminal("read", file, "").find("\x1B[1;31mREFUSED: badRequest\x1B[0m\r\n") != std::string::npos);
  CHECK(on_terminal("read", file, "1").find("REFUSED: badRequest") != std::string::npos);
  CHECK(on_terminal("read", file, "1").find('\x1B') == std::string::npos);
  CHECK(run("read " + quoted(file)).out.find('\x1B') == std::string::npos);
}

TEST_CASE("a grant is green, a wait and what is not verified yellow, the rest of the headings bold or red" *
          doctest::skip(without_terminal)) {
  const auto shows = [](const std::string& reply, const std::string& text) {
    return on_terminal("read", temporary_file("reply", reply)).find(text) != std::string::npos;
  };
  CHECK(shows(build(support::success(ca())), "\x1B[1;32mGRANTED"));
  CHECK(shows(build(support::success(ca())), "\x1B[1;33mNOT VERIFIED"));
  CHECK(shows(build(support::pending(ca())), "\x1B[1;33mPENDING"));
  CHECK(shows("junk", "\x1B[1;31mUNUSABLE"));
  CHECK(on_terminal("explain", "badTime").find("\x1B[1mbadTime\x1B[0m\r\n") == 0);
}
