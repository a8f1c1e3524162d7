#include <scep/cert_rep.hpp>

#include "signed_attributes.hpp"
#include "signed_message.hpp"

namespace scep {

namespace {

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;
using detail::attribute;
using detail::signed_message;

outcome::std_result<request_type> type_of(std::string_view text) {
  for (const request_type known : {request_type::renewal_req, request_type::update_req, request_type::pkcs_req,
                                   request_type::cert_poll, request_type::get_cert, request_type::get_crl})
    if (text == std::to_string(static_cast<int>(known))) return known;
  return reply_errc::not_request;
}

result<request_context> interpret(const signed_message& message, std::string_view certificate) {
  const detail::signed_attributes attributes(*message.signer);
  BOOST_OUTCOME_TRY(const std::string_view type, attributes.value(attribute::message_type, detail::number_text));
  BOOST_OUTCOME_TRY(const std::string_view id, attributes.value(attribute::transaction_id, detail::identifier));
  BOOST_OUTCOME_TRY(const std::string_view nonce, attributes.value(attribute::sender_nonce, detail::octets));
  BOOST_OUTCOME_TRY(const request_type known, type_of(type));
  for (const auto& [kind, bytes] : {std::pair(attribute::transaction_id, id), std::pair(attribute::sender_nonce, nonce)})
    if (bytes.empty() || bytes.size() > max_text_size)
      return about(kind, reply_errc::malformed_attribute);  // no answer to it
  return request_context{known, std::string(id), std::string(nonce), std::string(envelope_of(message)),
                         std::string(certificate)};
}

}  // namespace

result<request_context> read_request(std::string_view der) {
  const detail::error_scope errors;
  BOOST_OUTCOME_TRY(const signed_message message, detail::parse(der));
  BOOST_OUTCOME_TRY(const std::string_view own, detail::own_certificate(message));
  const auto* next = reinterpret_cast<const unsigned char*>(own.data());
  const detail::x509_ptr certificate(d2i_X509(nullptr, &next, static_cast<long>(own.size())));
  if (!certificate) return reply_errc::missing_certificate;
  if (const std::error_code error = detail::verify_by(message, *certificate)) return error;
  return interpret(message, own);
}

result<request_context> inspect_request(std::string_view der) {
  const detail::error_scope errors;
  BOOST_OUTCOME_TRY(const signed_message message, detail::parse(der));
  const auto own = detail::own_certificate(message);
  return interpret(message, own ? own.assume_value() : std::string_view());
}

}  // namespace scep
