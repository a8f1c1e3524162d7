// The attributes of a pkiMessage, of which only the signed ones exist here (RFC 8894 3.2.1).
#pragma once

#include <scep/outcome.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "openssl.hpp"

namespace scep::detail {

enum class attribute : std::size_t {
  message_type,
  pki_status,
  fail_info,
  sender_nonce,
  recipient_nonce,
  transaction_id,
  fail_info_text,
  step_ca_text,
  hresult,
  signing_time,
};

struct attribute_row {
  std::string_view name;  // the RFC's, of those that a message must have; else empty
  std::string_view oid;   // its contents octets
};

// In the order above.
inline constexpr std::array<attribute_row, 10> attribute_table = {{
    {"messageType", "\x60\x86\x48\x01\x86\xF8\x45\x01\x09\x02"},  // 2.16.840.1.113733.1.9.2
    {"pkiStatus", "\x60\x86\x48\x01\x86\xF8\x45\x01\x09\x03"},
    {{}, "\x60\x86\x48\x01\x86\xF8\x45\x01\x09\x04"},  // failInfo
    {"senderNonce", "\x60\x86\x48\x01\x86\xF8\x45\x01\x09\x05"},
    {"recipientNonce", "\x60\x86\x48\x01\x86\xF8\x45\x01\x09\x06"},
    {"transactionID", "\x60\x86\x48\x01\x86\xF8\x45\x01\x09\x07"},
    {{}, "\x2B\x06\x01\x05\x05\x07\x18\x01"},      // failInfoText: 1.3.6.1.5.5.7.24.1
    {{}, "\x2B\x06\x01\x05\x05\x07\x18"},          // step-ca's failInfoText until 2024: 1.3.6.1.5.5.7.24
    {{}, "\x2B\x06\x01\x04\x01\x82\x37\x15\x21"},  // szOID_ENROLL_SCEP_ERROR: 1.3.6.1.4.1.311.21.33
    {{}, "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x05"},  // signingTime, RFC 5652 11.3: 1.2.840.113549.1.9.5
}};
constexpr const attribute_row& row_of(attribute kind) noexcept { return attribute_table[static_cast<std::size_t>(kind)]; }

// The failure with that attribute's name.
failure about(attribute kind, std::error_code code);

// The types that a value may have, as OpenSSL's B_ASN1_ bits.
using types = unsigned long;
inline constexpr types number_text = B_ASN1_PRINTABLESTRING;
inline constexpr types octets = B_ASN1_OCTET_STRING;
// A PrintableString by the RFC, but Go's encoder takes an UTF8String where the id has one of `_ @ & *`, others an IA5String.
inline constexpr types identifier = B_ASN1_PRINTABLESTRING | B_ASN1_UTF8STRING | B_ASN1_IA5STRING;
inline constexpr types any_string = identifier | B_ASN1_OCTET_STRING | B_ASN1_NUMERICSTRING | B_ASN1_T61STRING |
                                    B_ASN1_VIDEOTEXSTRING | B_ASN1_GRAPHICSTRING | B_ASN1_ISO64STRING |
                                    B_ASN1_GENERALSTRING | B_ASN1_UNIVERSALSTRING | B_ASN1_BMPSTRING;

bool is_utf8(std::string_view text);

// A view of a SignerInfo's attributes, valid as long as that.
class signed_attributes {
 public:
  explicit signed_attributes(const CMS_SignerInfo& signer);

  // The value: of the one attribute of that kind, the only one, of one of those types. Else missing_attribute,
  // repeated_attribute or malformed_attribute, with the attribute's name.
  result<const ASN1_STRING*> string(attribute kind, types allowed) const;

  // Its bytes.
  result<std::string_view> value(attribute kind, types allowed) const;

  // The value as UTF-8, of any string type; a UTF8String as it is, valid or not. Empty where there is none, or more than
  // one.
  std::string text(attribute kind) const;

 private:
  struct slot {
    int attributes = 0;
    int values = 0;
    const ASN1_TYPE* first = nullptr;
  };
  BOOST_OUTCOME_V2_NAMESPACE::std_result<const ASN1_STRING*> single(attribute kind, types allowed) const;

  std::array<slot, attribute_table.size()> slots_;
};

}  // namespace scep::detail
