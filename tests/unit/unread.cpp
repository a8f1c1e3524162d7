// What a message may hold and nobody decodes.
#include <scep/cert_rep.hpp>
#include <scep/condition.hpp>
#include <scep/fail_info.hpp>

#include <doctest/doctest.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <cstdlib>
#include <string>

#include "reply_builder.hpp"

using scep::fail_info;
using scep::read_cert_rep;
using scep::read_request;
using scep::reply_errc;
using support::ca;
using support::client;
using support::contents;
using support::message_parts;
using support::tlv;
using namespace std::string_literals;

namespace {

long allocations = 0;
void* allocate(std::size_t size, const char*, int) { return ++allocations, std::malloc(size); }
void* reallocate(void* old, std::size_t size, const char*, int) { return ++allocations, std::realloc(old, size); }
void release(void* memory, const char*, int) { std::free(memory); }
const bool is_counting = CRYPTO_set_mem_functions(allocate, reallocate, release) == 1;  // before OpenSSL allocates anything

const scep::reply_context& context() {
  static const scep::reply_context made({ca().certificate.get()}, support::id, support::nonce);
  return made;
}

std::string repeat(int count, const std::string& bytes) {
  std::string all;
  for (int i = 0; i < count; ++i) all += bytes;
  return all;
}

std::string der_of(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  REQUIRE(size > 0);
  std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

// A certificate: the members of what is signed of it, and what follows.
struct certificate_parts {
  explicit certificate_parts(const std::string& der) {
    const std::vector<std::string> parts = support::elements(contents(der));
    members = support::elements(contents(parts.at(0)));
    algorithm = parts.at(1);
    signature = parts.at(2);
  }
  std::string der() const {
    std::string joined;
    for (const std::string& member : members) joined += member;
    return tlv('\x30', tlv('\x30', joined) + algorithm + signature);
  }

  std::vector<std::string> members;
  std::string algorithm;
  std::string signature;
};

// A request whose sender brings this as its certificate.
reply_errc brought(const std::string& certificate) {
  message_parts parts(build(support::request(client())));
  parts.certificates = certificate;
  const auto r = read_request(parts.der());
  REQUIRE(r.has_error());
  REQUIRE(r.error() == scep::condition::unusable_reply);
  return static_cast<reply_errc>(std::error_code(r.error()).value());
}

// The certificate with other bytes for the first of these.
std::string with(std::string certificate, const std::string& old, const std::string& bytes) {
  const std::size_t at = certificate.find(old);
  REQUIRE(at != std::string::npos);
  return certificate.replace(at, old.size(), bytes);
}

}  // namespace

TEST_CASE("OpenSSL's allocations do not grow with what comes along") {
  REQUIRE(is_counting);
  const std::string certificate = der_of(support::ec_ca().certificate.get());
  for (const std::string& der : {build(support::refusal(ca())), build(support::request(client()))}) {
    for (std::string message_parts::*const list : {&message_parts::certificates, &message_parts::crls,
                                                   &message_parts::digest_algorithms, &message_parts::unsigned_attributes}) {
      const auto count = [&](int copies) {
        message_parts parts(der);
        (parts.*list).insert(0, repeat(copies, certificate));
        const std::string message = parts.der();
        const long before = allocations;
        (void)read_cert_rep(message, context());
        (void)scep::inspect_cert_rep(message);
        (void)read_request(message);
        (void)scep::inspect_request(message);
        return allocations - before;
      };
      count(1);  // what is made once is made
      const long few = count(1);
      CHECK(few > 0);
      CHECK(count(5000) == few);
    }
  }
}

TEST_CASE("certificates, CRLs, digestAlgorithms and unsigned attributes may be broken") {
  for (std::string message_parts::*const list : {&message_parts::certificates, &message_parts::crls,
                                                 &message_parts::digest_algorithms, &message_parts::unsigned_attributes})
    for (const std::string& junk :
         {"junk"s, "\x30\x80"s, "\x30\x7F\0"s, "\xFF\xFF\xFF"s, tlv('\x30', ""), tlv('\x05', "")}) {
      message_parts parts(build(support::refusal(ca())));
      (parts.*list) = junk;
      CHECK(read_cert_rep(parts.der(), context()).error() == fail_info::bad_request);
    }
}

TEST_CASE("not_signed_data: something behind the members of ContentInfo or SignedData") {
  const std::string ber = support::to_ber(build(support::refusal(ca())));
  REQUIRE(read_cert_rep(ber, context()).error() == fail_info::bad_request);
  for (std::size_t level = 0; level < 4; ++level) {
    std::string longer = ber;
    longer.insert(ber.size() - 2 * level, "\x05\0", 2);
    CHECK(read_cert_rep(longer, context()).error() == reply_errc::not_signed_data);
  }
  std::string two = ber;
  CHECK(read_cert_rep(two.insert(ber.size() - 8, "\x05\0", 2), context()).error() == reply_errc::several_signers);
}

TEST_CASE("not_signed_data: a signer that is none") {
  message_parts parts(build(support::refusal(ca())));
  parts.signer_version = parts.signer_id = parts.digest_algorithm = parts.signed_attributes = {};
  parts.signature_algorithm = parts.signature = {};
  CHECK(read_cert_rep(parts.der(), context()).error() == reply_errc::not_signed_data);
}

TEST_CASE("not_signed_data: a signer that is longer than the message, or that CMS cannot decode") {
  message_parts parts(build(support::refusal(ca())));
  std::string der = parts.der();
  const std::size_t members = der.find(parts.signer_version + parts.signer_id);
  REQUIRE(der.substr(members - 4, 2) == "\x30\x82");
  der[members - 2] = '\x7F';
  CHECK(read_cert_rep(der, context()).error() == reply_errc::not_signed_data);
  parts.signature = tlv('\x05', "");
  CHECK(read_cert_rep(parts.der(), context()).error() == reply_errc::not_signed_data);
}

TEST_CASE("malformed_attribute: more than a thousand attributes and values") {
  const std::string null("\x05\0", 2);
  const auto read = [](const std::string& attribute) {
    message_parts parts(build(support::refusal(ca())));
    parts.signed_attributes += attribute;
    return read_cert_rep(parts.sign(ca().key.get()).der(), context());
  };
  const auto attribute = [](const std::string& values) { return tlv('\x30', "\x06\x03\x2A\x03\x04" + tlv('\x31', values)); };
  const message_parts parts(build(support::refusal(ca())));
  const int left = 1000 - 2 * static_cast<int>(support::elements(parts.signed_attributes).size());  // each has one value
  CHECK(read(attribute(repeat(left - 1, null))).error() == fail_info::bad_request);
  CHECK(read(attribute(repeat(left, null))).error() == reply_errc::malformed_attribute);
  CHECK(read(repeat(left, attribute(""))).error() == fail_info::bad_request);
  CHECK(read(repeat(left + 1, attribute(""))).error() == reply_errc::malformed_attribute);
}

TEST_CASE("not_signed_data: a tag in a form that only OpenSSL takes for the right one, before anything is decoded") {
  const std::string null("\x05\0", 2);
  const auto in_form = [](const std::string& tag, const std::string& element) { return tag + element.substr(1); };
  const message_parts honest(build(support::refusal(ca())));
  const auto check = [](const message_parts& parts) {
    const std::string der = parts.der();
    const long before = allocations;
    const auto r = read_cert_rep(der, context());
    CHECK(allocations == before);
    CHECK(r.error() == reply_errc::not_signed_data);
  };
  const auto with_attribute = [&](const std::string& attribute) {
    message_parts parts = honest;
    parts.signed_attributes += attribute;
    check(parts.sign(ca().key.get()));
  };
  const std::string oid = "\x06\x03\x2A\x03\x04";
  for (const std::string& set : {"\x3F\x11"s, "\x1F\x11"s, "\x11"s, "\x3F\x80\x11"s})
    with_attribute(tlv('\x30', oid + in_form(set, tlv('\x31', repeat(500, null)))));
  with_attribute(in_form("\x3F\x10", tlv('\x30', oid + tlv('\x31', repeat(500, null)))));
  with_attribute(tlv('\x30', in_form("\x1F\x06", oid) + tlv('\x31', repeat(500, null))));
  with_attribute(tlv('\x30', oid + tlv('\x31', repeat(500, null) + "\x1F\x05"s + '\0')));
  with_attribute(tlv('\x30', oid));
  for (const std::string& list : {"\xBF\0"s, "\x80"s}) {
    message_parts parts = honest;
    parts.signature_algorithm.insert(0, in_form(list, tlv('\xA0', parts.signed_attributes)));
    parts.signed_attributes.clear();
    check(parts);
  }
  message_parts parts = honest;
  parts.signature_algorithm = in_form("\x3F\x10", honest.signature_algorithm);
  check(parts);
  parts = honest;
  parts.signature = in_form("\x1F\x04", honest.signature);
  check(parts);
  const std::string der = honest.der();
  const std::size_t signer = der.find(honest.signer_version + honest.signer_id) - 4;
  REQUIRE(der.substr(signer, 2) == "\x30\x82");
  for (const char tag : {'\x04', '\x02', '\x31', '\xA1', '\x24', '\x01', '\x10'}) {
    std::string other = der;
    other[signer] = tag;
    CHECK(read_cert_rep(other, context()).error() == reply_errc::not_signed_data);
  }
}

TEST_CASE("the caller's errors stay, however many certificates and attributes are broken") {
  message_parts parts(build(support::request(client())));
  parts.certificates.insert(0, repeat(40, "\x30\x02\x30\x7F"));
  message_parts other(build(support::refusal(ca())));
  other.signed_attributes += repeat(40, "\x30\x02\x06\x7F");
  ERR_clear_error();
  ERR_raise(ERR_LIB_USER, 42);
  CHECK(read_request(parts.der()).has_value());
  CHECK(scep::inspect_request(parts.der()).has_value());
  CHECK(read_cert_rep(other.der(), context()).error() == reply_errc::not_signed_data);
  CHECK(ERR_GET_REASON(ERR_get_error()) == 42);
  CHECK(ERR_get_error() == 0);
  other.signer_id = "\x30\x84\x7F\xFF\xFF\xFF";  // costs one error, not one at each of the members behind it
  for (int i = 1; i <= 14; ++i) ERR_raise(ERR_LIB_USER, i);
  CHECK(read_cert_rep(other.der(), context()).error() == reply_errc::not_signed_data);
  for (int i = 1; i <= 14; ++i) CHECK(ERR_GET_REASON(ERR_get_error()) == i);
}

TEST_CASE("the caller's errors stay, however many extensions of a certificate are broken") {
  support::message m = support::request(client());
  m.key_identifier = true;
  message_parts parts(build(m));
  certificate_parts certificate(parts.certificates);
  certificate.members.at(7) = tlv('\xA3', tlv('\x30', repeat(20, "\x30\x02\x06\x7F")));
  parts.certificates.insert(0, certificate.der());
  ERR_clear_error();
  ERR_raise(ERR_LIB_USER, 42);
  CHECK(read_request(parts.der()).has_value());
  CHECK(ERR_GET_REASON(ERR_get_error()) == 42);
}

TEST_CASE("an attribute's value may have a tag whose number takes octets of its own") {
  for (const std::string& value : {"\x9F\x1F\0"s, "\x9F\x81\0\0"s}) {
    message_parts parts(build(support::refusal(ca())));
    parts.signed_attributes += tlv('\x30', "\x06\x03\x2A\x03\x04" + tlv('\x31', value));
    CHECK(read_cert_rep(parts.sign(ca().key.get()).der(), context()).error() == fail_info::bad_request);
  }
}

TEST_CASE("SHA-2 and SHA-3 are read, and no digest that is in no list") {
  for (const EVP_MD* digest : {EVP_sha224(), EVP_sha256(), EVP_sha384(), EVP_sha512(), EVP_sha512_224(), EVP_sha512_256(),
                               EVP_sha3_224(), EVP_sha3_256(), EVP_sha3_384(), EVP_sha3_512()}) {
    support::message m = support::refusal(ca());
    m.digest = digest;
    CHECK(read_cert_rep(build(m), context()).error() == fail_info::bad_request);
  }
  message_parts parts(build(support::refusal(ca())));
  for (const char* oid : {"\x60\x86\x48\x01\x65\x03\x04\x02\x0B",  // SHAKE128
                          "\x2A\x81\x1C\xCF\x55\x01\x83\x11"}) {   // SM3
    parts.digest_algorithm = tlv('\x30', tlv('\x06', oid));
    CHECK(read_cert_rep(parts.der(), context()).error() == reply_errc::unsupported_algorithm);
  }
}

TEST_CASE("a request's signer is found by its key identifier") {
  support::message m = support::request(client());
  m.key_identifier = true;
  m.further_certificates = {&ca(), &support::ec_ca()};
  const std::string der = build(m);
  CHECK(read_request(der).value().certificate == der_of(client().certificate.get()));
  CHECK(read_request(support::to_ber(der)).error() == reply_errc::missing_certificate);  // certificates are DER
  message_parts parts(der);
  parts.certificates = with(der_of(client().certificate.get()), "\x55\x1D\x0E", "\x55\x1D\x63");
  CHECK(read_request(parts.der()).error() == reply_errc::missing_certificate);
  parts.signer_id = tlv('\x80', "");
  CHECK(read_request(parts.der()).error() == reply_errc::missing_certificate);
}

TEST_CASE("a key identifier is found behind unique identifiers, and in an extension that is critical") {
  support::message m = support::request(client());
  m.key_identifier = true;
  const std::string der = build(m);
  const certificate_parts whole(der_of(client().certificate.get()));
  REQUIRE(whole.members.size() == 8);
  const auto is_found = [&](const certificate_parts& certificate) {
    message_parts parts(der);
    parts.certificates = certificate.der();
    const auto r = read_request(parts.der());
    return r && r.value().certificate == parts.certificates;
  };
  CHECK(is_found(whole));
  const std::string issuer_id = tlv('\x81', "\0\x01"s);
  const std::string subject_id = tlv('\x82', "\0\x02"s);
  for (const std::string& ids : {issuer_id, subject_id, issuer_id + subject_id}) {
    certificate_parts certificate = whole;
    certificate.members[7].insert(0, ids);
    CHECK(is_found(certificate));
  }
  certificate_parts critical = whole;
  const std::vector<std::string> extension = support::elements(contents(contents(contents(whole.members[7]))));
  REQUIRE(extension.at(0) == "\x06\x03\x55\x1D\x0E");
  critical.members[7] = tlv('\xA3', tlv('\x30', tlv('\x30', extension[0] + "\x01\x01\xFF" + extension.at(1))));
  CHECK(is_found(critical));
}

TEST_CASE("a signer's certificate that cannot be decoded is missing, and so is one of more than 64 kB") {
  const std::string whole = der_of(client().certificate.get());
  CHECK(brought(whole.substr(0, whole.size() - 1)) == reply_errc::missing_certificate);
  CHECK(brought("") == reply_errc::missing_certificate);
  certificate_parts parts(whole);
  parts.signature.clear();
  CHECK(brought(parts.der()) == reply_errc::missing_certificate);
  const auto of_size = [&](std::size_t size) {
    parts.signature = tlv('\x03', std::string(60'000, '\0'));
    parts.signature = tlv('\x03', std::string(60'000 + size - parts.der().size(), '\0'));
    REQUIRE(parts.der().size() == size);
    message_parts request(build(support::request(client())));
    request.certificates = parts.der();
    return read_request(request.der());
  };
  CHECK(of_size(65'536).has_value());
  CHECK(of_size(65'537).error() == reply_errc::missing_certificate);
}

TEST_CASE("unsupported_algorithm: a signer's key that defines its own curve, or is of another kind") {
  const auto with_algorithm = [](const std::string& algorithm) {
    certificate_parts parts(der_of(client().certificate.get()));
    const std::vector<std::string> key = support::elements(contents(parts.members.at(6)));
    parts.members[6] = tlv('\x30', tlv('\x30', algorithm) + key.at(1));
    return brought(parts.der());
  };
  const std::string ec = "\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01";
  CHECK(with_algorithm(ec + tlv('\x30', "\x02\x01\x01")) == reply_errc::unsupported_algorithm);
  CHECK(with_algorithm(ec) == reply_errc::unsupported_algorithm);
  CHECK(with_algorithm("\x06\x07\x2A\x86\x48\xCE\x38\x04\x01") == reply_errc::unsupported_algorithm);  // DSA
  CHECK(with_algorithm("") == reply_errc::unsupported_algorithm);
  for (const std::string& known :
       {ec + "\x06\x08\x2A\x86\x48\xCE\x3D\x03\x01\x07", "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0A"s})  // RSASSA-PSS
    CHECK(with_algorithm(known) != reply_errc::unsupported_algorithm);
  for (const std::string& unknown : {"\x06\x03\x2B\x65\x70"s, "\x06\x03\x2B\x65\x71"s})  // Ed25519, Ed448
    CHECK(with_algorithm(unknown) == reply_errc::unsupported_algorithm);
}

TEST_CASE("unsupported_algorithm: a reply of a CA whose key is of EdDSA; others of its name and number are tried") {
  for (const char* type : {"ED25519", "ED448"}) {
    const support::key_ptr key(EVP_PKEY_Q_keygen(nullptr, nullptr, type));
    const support::x509_ptr eddsa(X509_dup(ca().certificate.get()));
    REQUIRE(X509_set_pubkey(eddsa.get(), key.get()) == 1);
    const auto read = [](std::vector<X509*> certificates) {
      return read_cert_rep(build(support::refusal(ca())), {std::move(certificates), support::id, support::nonce});
    };
    CHECK(read({eddsa.get()}).error() == reply_errc::unsupported_algorithm);
    CHECK(read({eddsa.get(), ca().certificate.get()}).error() == fail_info::bad_request);
    CHECK(read({ca().certificate.get(), eddsa.get()}).error() == fail_info::bad_request);
  }
}
