#include <scep/reply_errc.hpp>

#include <algorithm>

#include "cheap_key.hpp"
#include "elements.hpp"
#include "signed_message.hpp"

namespace scep::detail {

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;

namespace {

// Whoever sends a request may bring thousands of certificates, or one of megabytes: what is decoded stays within bounds.
constexpr std::size_t max_certificate_size = std::size_t{64} << 10;

// Of a Certificate (RFC 5280 4.1), as it stands, what is looked at.
struct certificate_view {
  explicit certificate_view(std::string_view certificate) {
    elements tbs(elements(elements(certificate).next(tag::sequence).contents).next(tag::sequence).contents);
    tbs.next(tag::context_0);  // version
    serial = tbs.next(tag::integer).contents;
    tbs.next(tag::sequence);  // signature
    issuer = tbs.next(tag::sequence).whole;
    tbs.next(tag::sequence);  // validity
    tbs.next(tag::sequence);  // subject
    algorithm = elements(tbs.next(tag::sequence).contents).next(tag::sequence).contents;
    tbs.next(tag::implicit_1);  // the unique identifiers
    tbs.next(tag::implicit_2);
    extensions = elements(tbs.next(tag::context_3).contents).next(tag::sequence).contents;
  }

  // Empty where there is no subjectKeyIdentifier.
  std::string_view key_identifier() const {
    for (elements list(extensions);;) {
      elements members(list.next(tag::sequence).contents);
      const element oid = members.next(tag::oid);
      if (oid.whole.empty()) return {};  // at the end, or at a broken one
      if (oid.contents != "\x55\x1D\x0E") continue;
      members.next(tag::boolean);
      return elements(members.next(tag::octet_string).contents).next(tag::octet_string).contents;
    }
  }

  bool has_cheap_key() const {
    elements members(algorithm);
    const std::string_view oid = members.next(tag::oid).contents;
    return is_cheap_key(oid, !members.next(tag::oid).whole.empty());
  }

  std::string_view serial;
  std::string_view issuer;
  std::string_view algorithm;
  std::string_view extensions;
};

// How a SignerInfo names its certificate.
class signer_name {
 public:
  explicit signer_name(CMS_SignerInfo& signer) {
    X509_NAME* issuer = nullptr;
    ASN1_INTEGER* serial = nullptr;
    CMS_SignerInfo_get0_signer_id(&signer, &key_identifier_, &issuer, &serial);
    if (key_identifier_ == nullptr) {
      const unsigned char* der = nullptr;
      std::size_t size = 0;
      if (X509_NAME_get0_der(issuer, &der, &size) == 1) issuer_ = {reinterpret_cast<const char*>(der), size};
      serial_.resize(static_cast<std::size_t>(std::max(i2d_ASN1_INTEGER(serial, nullptr), 0)));
      auto* next = reinterpret_cast<unsigned char*>(serial_.data());
      i2d_ASN1_INTEGER(serial, &next);
    }
  }

  bool is_of(const certificate_view& certificate) const {
    if (key_identifier_ != nullptr) {
      const std::string_view identifier = certificate.key_identifier();
      return !identifier.empty() && identifier == bytes_of(*key_identifier_);
    }
    return certificate.issuer == issuer_ && certificate.serial == elements(serial_).next(tag::integer).contents;
  }

 private:
  ASN1_OCTET_STRING* key_identifier_ = nullptr;  // or null
  std::string_view issuer_;
  std::string serial_;  // DER
};

}  // namespace

outcome::std_result<std::string_view> own_certificate(const signed_message& message) {
  const signer_name signer(*message.signer);
  for (elements list(message.certificates);;) {
    const element found = list.next();
    if (found.whole.empty()) return reply_errc::missing_certificate;
    if (found.whole.size() > max_certificate_size) continue;
    const error_scope errors;  // of each, lest many push out the caller's
    const certificate_view certificate(found.whole);
    if (!signer.is_of(certificate)) continue;
    if (!certificate.has_cheap_key()) return reply_errc::unsupported_algorithm;
    return found.whole;
  }
}

}  // namespace scep::detail
