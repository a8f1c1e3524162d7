#include <scep/cert_rep.hpp>

#include "signed_attributes.hpp"
#include "signed_message.hpp"

namespace scep {

namespace {

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;
using detail::attribute;
using detail::signed_message;

std::error_code verify_with_own(const signed_message& message) {
  const auto der = detail::own_certificate(message);
  if (!der) return der.error();
  const auto* next = reinterpret_cast<const unsigned char*>(der.assume_value().data());
  const detail::x509_ptr certificate(d2i_X509(nullptr, &next, static_cast<long>(der.assume_value().size())));
  return certificate ? detail::verify_by(message, *certificate) : reply_errc::missing_certificate;
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
