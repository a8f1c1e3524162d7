#include <scep/cert_rep.hpp>

#include "signed_attributes.hpp"
#include "signed_message.hpp"

namespace scep {

namespace {

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;
using detail::attribute;
using detail::signed_message;

// By the certificate that came along: the first with the signer's issuer and number, for a sender may bring thousands.
std::error_code verify_with_own(const signed_message& message) {
  const detail::owned_x509_stack_ptr certificates(CMS_get1_certs(message.cms.get()));
  for (int i = 0; i < sk_X509_num(certificates.get()); ++i) {
    X509* const certificate = sk_X509_value(certificates.get(), i);
    if (CMS_SignerInfo_cert_cmp(message.signer, certificate) == 0) return detail::verify(message, {certificate});
  }
  return reply_errc::missing_certificate;
}

outcome::std_result<request_type> type_of(std::string_view text) {
  for (const request_type known : {request_type::renewal_req, request_type::pkcs_req, request_type::cert_poll,
                                   request_type::get_cert, request_type::get_crl})
    if (text == std::to_string(static_cast<int>(known))) return known;
  return reply_errc::not_request;
}

result<request_context> interpret(const signed_message& message) {
  const detail::signed_attributes attributes(*message.signer);
  BOOST_OUTCOME_TRY(const std::string_view type, attributes.value(attribute::message_type, V_ASN1_PRINTABLESTRING));
  BOOST_OUTCOME_TRY(const std::string_view id, attributes.value(attribute::transaction_id, V_ASN1_PRINTABLESTRING));
  BOOST_OUTCOME_TRY(const std::string_view nonce, attributes.value(attribute::sender_nonce, V_ASN1_OCTET_STRING));
  BOOST_OUTCOME_TRY(const request_type known, type_of(type));
  const auto can_be_answered = [](std::string_view bytes) { return !bytes.empty() && bytes.size() <= max_text_size; };
  if (!can_be_answered(id) || !can_be_answered(nonce)) return reply_errc::malformed_attribute;
  return request_context{known, std::string(id), std::string(nonce)};
}

}  // namespace

result<request_context> read_request(std::string_view der) {
  const detail::error_scope errors;
  BOOST_OUTCOME_TRY(const signed_message message, detail::parse(der));
  if (const std::error_code error = verify_with_own(message)) return error;
  return interpret(message);
}

result<request_context> inspect_request(std::string_view der) {
  const detail::error_scope errors;
  BOOST_OUTCOME_TRY(const signed_message message, detail::parse(der));
  return interpret(message);
}

}  // namespace scep
