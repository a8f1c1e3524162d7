#include <scep/cert_rep.hpp>

#include <algorithm>

#include "signed_attributes.hpp"
#include "signed_message.hpp"

namespace scep {

namespace {

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;
using detail::attribute;
using detail::signed_message;

// By a certificate that came along.
std::error_code verify_with_own(const signed_message& message) {
  const detail::owned_x509_stack_ptr owned(CMS_get1_certs(message.cms.get()));
  std::vector<X509*> certificates;
  certificates.reserve(static_cast<std::size_t>(std::max(sk_X509_num(owned.get()), 0)));
  for (int i = 0; i < sk_X509_num(owned.get()); ++i) certificates.push_back(sk_X509_value(owned.get(), i));
  const std::error_code error = detail::verify(message, certificates);
  return error == reply_errc::untrusted_signer ? reply_errc::missing_certificate : error;
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
  if (id.empty() || nonce.empty()) return reply_errc::malformed_attribute;
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
