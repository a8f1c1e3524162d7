#include "certificate.hpp"

#include <openssl/asn1.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

#include <scep/failure.hpp>

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>
#include <stdexcept>

#include "../cert_rep/cheap_key.hpp"
#include "../cert_rep/openssl.hpp"
#include "der.hpp"
#include "signed_data.hpp"

namespace tool {

namespace {

using scep::detail::allocated;
using scep::detail::bio_ptr;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string hex_text(std::string_view bytes, const char* digits) {
  std::string hex;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    (hex += digits[byte >> 4]) += digits[byte & 0xF];
  }
  return hex;
}

std::string text_of(const std::tm& time) {
  std::array<char, sizeof "2026-11-22T22:54:43Z"> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &time)};
}

// The extension's OCTET STRING in the OCTET STRING, behind its OID (RFC 5280 4.2.1.2).
std::string key_id_in(std::string_view extensions) {
  constexpr std::string_view oid = "\x06\x03\x55\x1D\x0E";
  const std::size_t at = extensions.find(oid);
  if (at == std::string_view::npos) return {};
  extensions.remove_prefix(at + oid.size());
  const auto outer = der::take(extensions, der::octet_string);
  const auto inner = outer ? der::first(outer->contents) : std::nullopt;
  return inner ? std::string(inner->contents) : std::string();
}

// Nothing where one of them cannot be decoded, or is none. Whoever writes an answer to GetCACert may put keys into it that
// take seconds: such are left out, with a warning.
std::optional<std::vector<x509_ptr>> decoded(const std::vector<std::string_view>& certificates,
                                             std::vector<std::string>& warnings) {
  std::vector<x509_ptr> found;
  for (const std::string_view one : certificates) {
    const auto facts = describe_certificate(one);
    if (facts && !facts->has_cheap_key) {
      warnings.push_back("The certificate \"" + scep::printable(facts->subject) +
                         "\" is left out: its key is neither RSA nor EC of a named curve.");
      continue;
    }
    const unsigned char* next = bytes_of(one);
    found.emplace_back(facts ? d2i_X509_AUX(nullptr, &next, static_cast<long>(one.size())) : nullptr);
    if (!found.back()) return std::nullopt;
  }
  return found;
}

}  // namespace

std::optional<certificate> describe_certificate(std::string_view der) {
  const scep::detail::error_scope errors;
  std::string_view rest = der;
  const auto whole = der::take(rest, der::sequence);
  const auto body = whole ? der::first(whole->contents) : std::nullopt;
  if (!body || body->tag != der::sequence) return std::nullopt;
  rest = body->contents;
  der::take(rest, der::context);  // version
  const auto serial = der::take(rest, der::integer);
  der::take(rest, der::sequence);  // signature
  const auto issuer = der::take(rest, der::sequence);
  const auto validity = der::take(rest, der::sequence);
  const auto subject = der::take(rest, der::sequence);
  const auto key = der::take(rest, der::sequence);
  if (!serial || !key) return std::nullopt;  // nor the others, without which there is no key here
  rest = validity->contents;
  const auto from = der::take(rest);
  const auto until = der::take(rest);
  if (!from || !until) return std::nullopt;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(whole->whole.data(), whole->whole.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::string_view algorithm;
  if (const auto members = der::first(key->contents)) algorithm = members->contents;
  const auto oid = der::take(algorithm, der::object);
  const bool has_named_curve = der::take(algorithm, der::object).has_value();
  return certificate{name_text(subject->whole),
                     name_text(issuer->whole),
                     serial_text(serial->whole),
                     time_text(from->whole),
                     time_text(until->whole),
                     to_hex({reinterpret_cast<const char*>(digest.data()), size}),
                     key_id_in(body->contents.substr(static_cast<std::size_t>(key->whole.data() - body->contents.data()))),
                     std::string(key->whole),
                     oid && scep::detail::is_cheap_key(oid->contents, has_named_curve)};
}

certificate describe_certificate(X509& certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(&certificate, &bytes);
  const std::unique_ptr<unsigned char, scep::detail::openssl_free> owner(bytes);
  const std::string_view der(reinterpret_cast<char*>(bytes), size < 0 ? 0 : static_cast<std::size_t>(size));
  return describe_certificate(der).value_or(tool::certificate());
}

bool is_named(const certificate& c, std::string_view issuer, std::string_view serial, std::string_view key_id) {
  return key_id.empty() ? c.issuer == issuer && c.serial == serial : c.key_id == key_id;
}

x509_ptr decode(std::string_view der) {
  const scep::detail::error_scope errors;
  const unsigned char* next = bytes_of(der);
  x509_ptr certificate(d2i_X509(nullptr, &next, static_cast<long>(der.size())));
  return X509_get0_pubkey(certificate.get()) != nullptr ? std::move(certificate) : nullptr;
}

bool has_issued(X509& issuer, X509& certificate) {
  const scep::detail::error_scope errors;
  return X509_verify(&certificate, X509_get0_pubkey(&issuer)) == 1;
}

std::vector<x509_ptr> certificates_in(const input& in, const std::string& name, std::vector<std::string>& warnings) {
  constexpr std::size_t most = 1000;
  std::size_t count = 0;
  const scep::detail::error_scope errors;
  std::vector<x509_ptr> certificates;
  for (const message& m : in.messages) {
    const auto fail = [&](std::string_view what) {
      return std::runtime_error(scep::printable(name) + ": the block " + scep::printable(m.label) + ' ' + std::string(what));
    };
    if (!m.flaw.empty()) throw fail(m.flaw);
    const auto is = [&](std::string_view word) { return m.label.find(word) != std::string::npos; };
    if (!m.label.empty() && !is("CERTIFICATE") && !is("PKCS7") && !is("CMS")) continue;  // a key, a CRL, parameters
    if (is("REQUEST")) continue;
    std::vector<std::string_view> all = certificates_along(m.der);
    if (all.empty()) all.push_back(m.der);
    count += all.size();
    if (count > most) throw std::runtime_error(scep::printable(name) + " holds more than a thousand certificates");
    auto found = decoded(all, warnings);
    if (!found && !m.label.empty()) throw fail("holds no certificate");
    if (found) std::move(found->begin(), found->end(), std::back_inserter(certificates));
  }
  return certificates;
}

std::string name_text(std::string_view der) {
  const unsigned char* next = bytes_of(der);
  const std::unique_ptr<X509_NAME, scep::detail::deleter<X509_NAME_free>> name(
      d2i_X509_NAME(nullptr, &next, static_cast<long>(der.size())));
  if (!name) return {};
  const bio_ptr text(allocated(BIO_new(BIO_s_mem())));
  X509_NAME_print_ex(text.get(), name.get(), 0, XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(text.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string oid_text(std::string_view der) {
  const unsigned char* next = bytes_of(der);
  const scep::detail::object_ptr oid(d2i_ASN1_OBJECT(nullptr, &next, static_cast<long>(der.size())));
  if (const int known = OBJ_obj2nid(oid.get()); known != NID_undef) return OBJ_nid2sn(known);
  char dotted[128] = "";
  OBJ_obj2txt(dotted, sizeof dotted, oid.get(), 1);
  return dotted;
}

std::string serial_text(std::string_view der) {
  const unsigned char* next = bytes_of(der);
  const std::unique_ptr<ASN1_INTEGER, scep::detail::deleter<ASN1_INTEGER_free>> number(
      d2i_ASN1_INTEGER(nullptr, &next, static_cast<long>(der.size())));
  if (!number) return {};
  const bool is_negative = ASN1_STRING_type(number.get()) == V_ASN1_NEG_INTEGER;
  return (is_negative ? "-" : "") + hex_text(scep::detail::bytes_of(*number), "0123456789ABCDEF");
}

std::string time_text(std::string_view der) {
  std::tm time{};
  const unsigned char* next = bytes_of(der);
  ASN1_TIME* const parsed = d2i_ASN1_TIME(nullptr, &next, static_cast<long>(der.size()));
  const bool good = parsed != nullptr && ASN1_TIME_to_tm(parsed, &time) == 1;
  ASN1_TIME_free(parsed);
  return good ? text_of(time) : std::string();
}

std::string to_hex(std::string_view bytes) { return hex_text(bytes, "0123456789abcdef"); }

std::string now() {
  const std::time_t seconds = std::time(nullptr);
  std::tm time{};
  OPENSSL_gmtime(&seconds, &time);
  return text_of(time);
}

}  // namespace tool
