#include "signed_attributes.hpp"

#include <scep/detail/utf8.hpp>
#include <scep/reply_errc.hpp>

#include <algorithm>

#include "../error/first_utf8.hpp"

namespace scep::detail {

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = first_utf8(text).size;
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

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
    const auto* const row =
        std::find_if(attribute_table.begin(), attribute_table.end(), [&](const attribute_row& r) { return r.oid == oid; });
    if (row == attribute_table.end()) continue;
    slot& s = slots_[static_cast<std::size_t>(row - attribute_table.begin())];
    ++s.attributes;
    s.values += X509_ATTRIBUTE_count(found);
    s.first = X509_ATTRIBUTE_get0_type(found, 0);
  }
}

outcome::std_result<const ASN1_STRING*> signed_attributes::single(attribute kind, types allowed) const {
  const slot& s = slots_[static_cast<std::size_t>(kind)];
  if (s.attributes == 0) return reply_errc::missing_attribute;
  if (s.attributes > 1 || s.values > 1) return reply_errc::repeated_attribute;
  if (s.values == 0 || (ASN1_tag2bit(s.first->type) & allowed) == 0) return reply_errc::malformed_attribute;
  return s.first->value.asn1_string;
}

failure about(attribute kind, std::error_code code) { return {code, {{}, {}, {}, row_of(kind).name}}; }

result<const ASN1_STRING*> signed_attributes::string(attribute kind, types allowed) const {
  const auto found = single(kind, allowed);
  if (!found) return about(kind, found.assume_error());
  return found.assume_value();
}

result<std::string_view> signed_attributes::value(attribute kind, types allowed) const {
  BOOST_OUTCOME_TRY(const ASN1_STRING* const found, string(kind, allowed));
  return bytes_of(*found);
}

std::string signed_attributes::text(attribute kind) const {
  const auto found = single(kind, any_string);
  if (!found) return {};
  const std::string_view bytes = bytes_of(*found.assume_value());
  switch (ASN1_STRING_type(found.assume_value())) {
    case V_ASN1_UTF8STRING: return std::string(bytes);
    case V_ASN1_BMPSTRING: return utf8_of_units(bytes, 2);
    case V_ASN1_UNIVERSALSTRING: return utf8_of_units(bytes, 4);
    // Of those with room for 7 or 8 bits, or for anything: UTF-8 where it is that, else Latin-1, which some servers write.
    default: return is_utf8(bytes) ? std::string(bytes) : utf8_of_units(bytes, 1);
  }
}

}  // namespace scep::detail
