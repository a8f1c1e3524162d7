#include <scep/cert_rep.hpp>

#include <scep/fail_info.hpp>
#include <scep/hresult.hpp>

#include "signed_attributes.hpp"
#include "signed_message.hpp"

namespace scep {

namespace {

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;
using detail::attribute;
using detail::signed_attributes;
using detail::signed_message;

// The pkcsPKIEnvelope; empty for every form of no content: absent, empty, or NDES' one zero byte.
std::string_view envelope_of(const signed_message& message) {
  const ASN1_OCTET_STRING* const content = *CMS_get0_content(message.cms.get());
  const std::string_view bytes = content != nullptr ? detail::bytes_of(*content) : std::string_view();
  return bytes == std::string_view("\0", 1) ? std::string_view() : bytes;
}

outcome::std_result<pki_status> status_of(const signed_attributes& attributes) {
  BOOST_OUTCOME_TRY(const std::string_view type, attributes.value(attribute::message_type, V_ASN1_PRINTABLESTRING));
  if (type != "3") return reply_errc::not_cert_rep;
  BOOST_OUTCOME_TRY(const std::string_view status, attributes.value(attribute::pki_status, V_ASN1_PRINTABLESTRING));
  for (const pki_status known : {pki_status::success, pki_status::failure, pki_status::pending})
    if (status.size() == 1 && status[0] - '0' == static_cast<int>(known)) return known;
  return reply_errc::unknown_status;
}

std::string cut(std::string text) {
  if (text.size() > max_text_size) {
    std::size_t end = max_text_size;
    while (end > max_text_size - 4 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text.resize(end);
  }
  return text;
}

// What an authentic FAILURE says. Whatever cannot be read of it is left out: it stays a refusal.
failure refusal_of(const signed_attributes& attributes) {
  const auto reason = attributes.value(attribute::fail_info, V_ASN1_PRINTABLESTRING);
  failure f = reason ? parse_fail_info(reason.assume_value()) : fail_info::unknown;
  f.text = cut(attributes.text(attribute::fail_info_text));
  if (f.text.empty()) f.text = cut(attributes.text(attribute::step_ca_text));
  if (const auto detail = parse_hresult(attributes.text(attribute::hresult))) f.detail = *detail;
  return f;
}

// Everything but the signature.
result<unverified_cert_rep> interpret(const signed_message& message, const expected_bytes& transaction_id,
                                      const expected_bytes& sender_nonce) {
  const signed_attributes attributes(*message.signer);
  unverified_cert_rep read;
  cert_rep& reply = read.reply;
  BOOST_OUTCOME_TRY(reply.status, status_of(attributes));

  // A refusal needs no more attributes than those that prove it.
  const bool refused = reply.status == pki_status::failure;
  const auto take = [&](std::string& target, attribute kind, int type, bool needed) -> outcome::std_result<void> {
    const auto value = attributes.value(kind, type);
    if (value) target = value.assume_value();
    if (!value && needed) return value.assume_error();
    return outcome::success();
  };
  BOOST_OUTCOME_TRY(take(reply.transaction_id, attribute::transaction_id, V_ASN1_PRINTABLESTRING,
                         !refused || transaction_id.is_checked()));
  if (!transaction_id.admit(reply.transaction_id)) return reply_errc::transaction_mismatch;
  BOOST_OUTCOME_TRY(
      take(reply.recipient_nonce, attribute::recipient_nonce, V_ASN1_OCTET_STRING, !refused || sender_nonce.is_checked()));
  if (!sender_nonce.admit(reply.recipient_nonce)) return reply_errc::nonce_mismatch;
  BOOST_OUTCOME_TRY(take(reply.sender_nonce, attribute::sender_nonce, V_ASN1_OCTET_STRING, !refused));

  if (refused) {
    read.refusal = refusal_of(attributes);
    read.refusal.transaction_id = reply.transaction_id;
  }
  if (reply.status == pki_status::success) {
    reply.envelope = envelope_of(message);
    if (reply.envelope.empty()) return reply_errc::missing_envelope;
  }
  return read;
}

}  // namespace

result<cert_rep> read_cert_rep(std::string_view der, const reply_context& context) {
  const detail::error_scope errors;
  BOOST_OUTCOME_TRY(const signed_message message, detail::parse(der));
  if (const std::error_code error = detail::verify(message, context.certificates())) return error;
  BOOST_OUTCOME_TRY(unverified_cert_rep read, interpret(message, context.transaction_id(), context.sender_nonce()));
  if (read.refusal.code) return std::move(read.refusal);
  return std::move(read.reply);
}

result<unverified_cert_rep> inspect_cert_rep(std::string_view der) {
  const detail::error_scope errors;
  BOOST_OUTCOME_TRY(const signed_message message, detail::parse(der));
  return interpret(message, unchecked, unchecked);
}

}  // namespace scep
