#include "signed_attributes.hpp"

#include <scep/detail/utf8.hpp>
#include <scep/reply_errc.hpp>

#include <algorithm>

namespace scep::detail {

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;

namespace {

// A string of units of that many bytes, most significant first.
std::string utf8_of_units(std::string_view bytes, std::size_t width) {
  const auto unit = [&](std::size_t i) {
    char32_t value = 0;
    for (const char byte : bytes.substr(i * width, width)) value = value << 8 | static_cast<unsigned char>(byte);
    return value;
  };
  if (width == 2) return utf8_of_utf16(bytes.size() / width, unit);
  std::string text;
  for (std::size_t i = 0; i < bytes.size() / width; ++i) append_utf8(text, unit(i));
  return text;
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
  if (!found) return {};
  const ASN1_TYPE& value = *found.assume_value();
  switch (value.type) {
    case V_ASN1_T61STRING: return utf8_of_units(bytes_of(*value.value.asn1_string), 1);  // taken for Latin-1, as all do
    case V_ASN1_BMPSTRING: return utf8_of_units(bytes_of(*value.value.asn1_string), 2);
    case V_ASN1_UNIVERSALSTRING: return utf8_of_units(bytes_of(*value.value.asn1_string), 4);
    case V_ASN1_OCTET_STRING:
    case V_ASN1_UTF8STRING:
    case V_ASN1_NUMERICSTRING:
    case V_ASN1_PRINTABLESTRING:
    case V_ASN1_VIDEOTEXSTRING:
    case V_ASN1_IA5STRING:
    case V_ASN1_GRAPHICSTRING:
    case V_ASN1_VISIBLESTRING:
    case V_ASN1_GENERALSTRING: return std::string(bytes_of(*value.value.asn1_string));
    default: return {};
  }
}

}  // namespace scep::detail
