#include "signed_attributes.hpp"

#include <scep/reply_errc.hpp>

#include <algorithm>

namespace scep::detail {

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;

namespace {

bool is_string(int type) {
  switch (type) {
    case V_ASN1_OCTET_STRING:
    case V_ASN1_UTF8STRING:
    case V_ASN1_NUMERICSTRING:
    case V_ASN1_PRINTABLESTRING:
    case V_ASN1_T61STRING:
    case V_ASN1_VIDEOTEXSTRING:
    case V_ASN1_IA5STRING:
    case V_ASN1_GRAPHICSTRING:
    case V_ASN1_VISIBLESTRING:
    case V_ASN1_GENERALSTRING:
    case V_ASN1_UNIVERSALSTRING:
    case V_ASN1_BMPSTRING: return true;
    default: return false;
  }
}

// Those whose bytes are not UTF-8 already: Latin-1, UTF-16 and UTF-32.
bool needs_conversion(int type) {
  return type == V_ASN1_T61STRING || type == V_ASN1_BMPSTRING || type == V_ASN1_UNIVERSALSTRING;
}

}  // namespace

signed_attributes::signed_attributes(const CMS_SignerInfo& signer) {
  const int count = std::max(CMS_signed_get_attr_count(&signer), 0);  // -1: no signed attributes
  for (int i = 0; i < count; ++i) {
    X509_ATTRIBUTE* const found = CMS_signed_get_attr(&signer, i);
    const ASN1_OBJECT* const object = X509_ATTRIBUTE_get0_object(found);
    const std::string_view oid(reinterpret_cast<const char*>(OBJ_get0_data(object)), OBJ_length(object));
    const auto* const kind = std::find(attribute_oids.begin(), attribute_oids.end(), oid);
    if (kind == attribute_oids.end()) continue;
    slot& s = slots_[static_cast<std::size_t>(kind - attribute_oids.begin())];
    ++s.attributes;
    s.values += X509_ATTRIBUTE_count(found);
    s.first = X509_ATTRIBUTE_get0_type(found, 0);
  }
}

outcome::std_result<const ASN1_TYPE*> signed_attributes::single(attribute kind) const {
  const slot& s = slots_[static_cast<std::size_t>(kind)];
  if (s.attributes == 0) return reply_errc::missing_attribute;
  if (s.attributes > 1 || s.values > 1) return reply_errc::repeated_attribute;
  if (s.values == 0) return reply_errc::malformed_attribute;
  return s.first;
}

outcome::std_result<std::string_view> signed_attributes::value(attribute kind, int type) const {
  BOOST_OUTCOME_TRY(const ASN1_TYPE* const found, single(kind));
  if (found->type != type) return reply_errc::malformed_attribute;
  return bytes_of(*found->value.asn1_string);
}

std::string signed_attributes::text(attribute kind) const {
  const auto found = single(kind);
  if (!found || !is_string(found.assume_value()->type)) return {};
  const ASN1_STRING& string = *found.assume_value()->value.asn1_string;
  if (needs_conversion(ASN1_STRING_type(&string))) {
    unsigned char* utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(&utf8, &string);
    const std::unique_ptr<unsigned char, openssl_free> owner(utf8);
    if (size >= 0) return {reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size)};
  }
  return std::string(bytes_of(string));
}

}  // namespace scep::detail
