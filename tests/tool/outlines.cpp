// What a message in DER is, told by what it is made of: well-formed or nearly so, put together by hand.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "material.hpp"
#include "reply_builder.hpp"

using nlohmann::json;
using support::ca;
using support::tlv;
using namespace std::string_literals;

namespace {

std::string sequence(const std::string& contents) { return tlv(0x30, contents); }

const std::string number = tlv(0x02, "\x01");
const std::string nothing = sequence("");
const std::string many = std::string(130, '\0');  // without which a message is too short to be one
const std::string bits = tlv(0x03, many);
const std::string utc = tlv(0x17, "261122225443Z");
const std::string generalized = tlv(0x18, "20261122225443Z");
const std::string rsa = "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01"s;
const std::string signed_data = "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02"s;
const std::string enveloped_data = "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x03"s;

std::string signed_by_nobody(const std::string& certificates) {
  return sequence(signed_data +
                  tlv('\xA0', sequence(number + tlv(0x31, "") + sequence(rsa) + tlv('\xA0', certificates) + tlv(0x31, ""))));
}

std::string enveloped(const std::string& members) {
  return sequence(enveloped_data + tlv('\xA0', sequence(number + members)));
}

void check_unknown(const std::string& der) { check_instead(der, "ASN.1, but no message of SCEP", "curl --output"); }

}  // namespace

TEST_CASE("a private key is told by its members") {
  check_instead(sequence(number + nothing + tlv(0x04, many)), "a private key", "nobody");
  check_instead(sequence(number + number + number + number + tlv(0x02, many)), "a private key", "nobody");
  check_unknown(sequence(number + nothing + tlv(0x05, many)));
  check_unknown(sequence(number + number + number + number + tlv(0x04, many)));
}

TEST_CASE("a CRL is told by its dates, of either version and either kind") {
  for (const std::string& version : {""s, number})
    for (const std::string& date : {utc, generalized})
      check_instead(sequence(sequence(version + nothing + nothing + date) + nothing + bits), "CRL", "PKIOperation");
  check_unknown(sequence(sequence(nothing + nothing + tlv(0x04, "2")) + nothing + bits));
}

TEST_CASE("a PKCS #12 file is told by its members, with a MAC and without") {
  check_instead(sequence(number + sequence(many) + nothing), "PKCS #12", "openssl pkcs12");
  check_instead(sequence(number + sequence(many)), "PKCS #12", "openssl pkcs12");
  check_unknown(sequence(number + tlv(0x31, many)));
}

TEST_CASE("a certificate is told by its members, of which none may be missing") {
  const std::vector<std::string> members = {number, nothing, nothing, sequence(utc + utc), nothing, sequence(rsa)};
  const auto certificate = [](const std::string& body) { return sequence(body + nothing + bits); };
  const auto body = [](const std::vector<std::string>& of) {
    std::string contents;
    for (const std::string& member : of) contents += member;
    return sequence(contents);
  };
  check_instead(certificate(body(members)), "a certificate: \"\", issued by \"\"", "--ca");
  for (std::size_t left_out = 0; left_out < members.size(); ++left_out) {
    std::vector<std::string> others = members;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(left_out));
    check_unknown(certificate(body(others)));
    std::vector<std::string> first(members.begin(), members.begin() + static_cast<std::ptrdiff_t>(left_out));
    check_unknown(certificate(body(first)));
  }
  for (const std::string& dates : {""s, utc}) {
    std::vector<std::string> others = members;
    others[3] = sequence(dates);
    check_unknown(certificate(body(others)));
  }
  check_unknown(certificate(number));
  check_unknown(sequence(tlv(0x31, body(members) + bits)));
  std::vector<std::string> odd = members;  // with names and a number that nobody can read
  odd[0] = tlv(0x02, "");
  odd[2] = odd[4] = sequence(number);
  check_instead(certificate(body(odd)), "a certificate: \"\", issued by \"\"", "--ca");
}

TEST_CASE("of the certificates that a GetCACert answer holds, eight are named") {
  const std::string own = der_of(ca().certificate.get());
  const auto listed = [](const std::string& der) { return read_json(der)["instead"].get<std::string>(); };
  const std::string begin = "a GetCACert answer, or certificates alone: ";
  CHECK(listed(signed_by_nobody(own + sequence(many) + tlv('\xA1', many) + own)) ==
        begin + "\"CN=CA\", one that cannot be read, \"CN=CA\"");
  std::string all, names;
  for (int i = 0; i < 8; ++i) {
    all += own;
    names += i == 0 ? "\"CN=CA\"" : ", \"CN=CA\"";
  }
  CHECK(listed(signed_by_nobody(all)) == begin + names);
  CHECK(listed(signed_by_nobody(all + own)) == begin + names + ", ...");
  for (const std::string& bad : {sequence(many), own + sequence(many)}) {
    const run_result given = read_reply(all, "--ca " + quoted(temporary_file("bad", signed_by_nobody(bad))));
    CHECK(given.status == 2);
    CHECK(given.err.find("holds no certificate: it is a GetCACert answer") != std::string::npos);
  }
}

TEST_CASE("a signed message that is no reply is named, a request by its type, its id and its nonce") {
  CHECK(read_json(signed_by_nobody(tlv('\xA1', many)))["instead"] ==
        "a signed message (CMS SignedData), but no reply of SCEP");
  const auto with_nonce = [](std::size_t size) {
    const std::string der =
        build(support::request(support::client()).set(support::sender_nonce, std::string(size, 'n'), V_ASN1_OCTET_STRING));
    const std::string told = read_json(der)["instead"];
    return told.substr(told.find("nonce ") + 6);
  };
  CHECK(with_nonce(16) == hex_of(std::string(16, 'n')));
  CHECK(with_nonce(65) == hex_of(std::string(64, 'n')));
}

TEST_CASE("of several messages the first signed one is named, then the first of any kind") {
  const std::string certificate = pem_of(ca().certificate.get());
  const std::string request = pem_block("PKCS7", build(support::request(support::client())));
  const std::string along = pem_block("PKCS7", pkcs7_of(ca().certificate.get()));
  check_instead(certificate + request, "a request, PKCSReq", "--request");
  check_instead(certificate + request + along, "a request, PKCSReq", "--request");
  check_instead(along + request, "a GetCACert answer", "--ca");
  CHECK(read_json(along + request)["error"]["name"] == "no_signer");
  CHECK(read_json(request + along)["error"]["name"] == "not_cert_rep");
  check_instead(certificate + pem_block("X509 CRL", sequence(many)), "a certificate", "--ca");
}

TEST_CASE("an envelope is told by its members, and its recipients by what they have") {
  const std::string cipher = sequence(rsa + sequence("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x02"s));
  const std::string name = sequence(tlv(0x31, sequence("\x06\x03\x55\x04\x03" + tlv(0x0C, "x"))));
  const std::string with_serial = sequence(number + sequence(name + number));
  const std::string with_key_id = sequence(number + tlv('\x80', "k"));
  const std::string good = enveloped(tlv(0x31, with_serial) + cipher);
  const auto told = [](const std::string& der) {
    return read_json(build([&] {
      support::message m = support::success(ca());
      m.content = der;
      return m;
    }()))["envelope"];
  };
  CHECK(told(good)["cipher"] == "AES-128-CBC");
  CHECK(told(good)["recipients"][0]["serial"] == "01");
  CHECK(told(enveloped(tlv('\xA0', "") + tlv(0x31, with_serial) + cipher)) == [&] {
    json same = told(good);
    same["size"] = same["size"].get<int>() + 2;
    return same;
  }());
  CHECK(told(enveloped(tlv(0x31, with_key_id) + cipher))["recipients"][0]["key_id"] == "6b");
  for (const std::string& odd :
       {sequence(""), sequence(number), sequence(number + nothing), sequence(number + sequence(name))}) {
    const json recipient = told(enveloped(tlv(0x31, odd + with_serial) + cipher))["recipients"][0];
    CHECK(recipient ==
          json{{"issuer", nullptr}, {"serial", nullptr}, {"key_id", nullptr}, {"other", "somebody who cannot be read"}});
  }
  CHECK(told(enveloped(tlv(0x31, "") + sequence(rsa + sequence(number))))["cipher"].is_null());
  for (const std::string& bad : {enveloped(cipher), enveloped(tlv(0x31, with_serial)), enveloped("")})
    CHECK(told(bad)["recipients"].empty());
  std::string all;
  for (int i = 0; i < 9; ++i) all += with_serial;
  CHECK(told(enveloped(tlv(0x31, all) + cipher))["recipients"].size() == 8);
}
