// The attributes of a pkiMessage, of which only the signed ones exist here (RFC 8894 3.2.1).
#pragma once

#include <boost/outcome/std_result.hpp>
#include <boost/outcome/try.hpp>

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
};

// The contents octets of each attribute's OID, in the order above.
inline constexpr std::array<std::string_view, 9> attribute_oids = {
    "\x60\x86\x48\x01\x86\xF8\x45\x01\x09\x02",  // 2.16.840.1.113733.1.9.2
    "\x60\x86\x48\x01\x86\xF8\x45\x01\x09\x03",
    "\x60\x86\x48\x01\x86\xF8\x45\x01\x09\x04",
    "\x60\x86\x48\x01\x86\xF8\x45\x01\x09\x05",
    "\x60\x86\x48\x01\x86\xF8\x45\x01\x09\x06",
    "\x60\x86\x48\x01\x86\xF8\x45\x01\x09\x07",
    "\x2B\x06\x01\x05\x05\x07\x18\x01",      // 1.3.6.1.5.5.7.24.1, id-scep-failInfoText
    "\x2B\x06\x01\x05\x05\x07\x18",          // 1.3.6.1.5.5.7.24, where step-ca put that text until 2024
    "\x2B\x06\x01\x04\x01\x82\x37\x15\x21",  // 1.3.6.1.4.1.311.21.33, szOID_ENROLL_SCEP_ERROR
};

// A view of a SignerInfo's attributes, valid as long as that.
class signed_attributes {
 public:
  explicit signed_attributes(const CMS_SignerInfo& signer);

  // The value's bytes: of the one attribute of that kind, with its one value, of that ASN.1 type (V_ASN1_...). Else
  // missing_attribute, repeated_attribute or malformed_attribute.
  BOOST_OUTCOME_V2_NAMESPACE::std_result<std::string_view> value(attribute kind, int type) const;

  // The value as UTF-8, of any string type; a UTF8String as it is, valid or not. Empty where value() would be an error.
  std::string text(attribute kind) const;

 private:
  struct slot {
    int attributes = 0;
    int values = 0;
    const ASN1_TYPE* first = nullptr;
  };
  BOOST_OUTCOME_V2_NAMESPACE::std_result<const ASN1_TYPE*> single(attribute kind) const;

  std::array<slot, attribute_oids.size()> slots_;
};

}  // namespace scep::detail
