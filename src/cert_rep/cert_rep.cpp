#include <scep/cert_rep.hpp>

#include <scep/fail_info.hpp>
#include <scep/hresult.hpp>

#include <ctime>

#include "signed_attributes.hpp"
#include "signed_message.hpp"

namespace scep {

namespace {

using detail::attribute;
using detail::signed_attributes;
using detail::signed_message;

result<pki_status> status_of(const signed_attributes& attributes) {
  BOOST_OUTCOME_TRY(const std::string_view type, attributes.value(attribute::message_type, detail::number_text));
  if (type != "3") return reply_errc::not_cert_rep;
  BOOST_OUTCOME_TRY(const std::string_view status, attributes.value(attribute::pki_status, detail::number_text));
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
failure refusal_of(const signed_attributes& attributes, const std::string& transaction_id) {
  failure_details details;
  details.text = cut(attributes.text(attribute::fail_info_text));
  if (details.text.empty()) details.text = cut(attributes.text(attribute::step_ca_text));
  details.transaction_id = transaction_id;
  if (const auto hresult = parse_hresult(attributes.text(attribute::hresult))) details.hresult = *hresult;
  return {parse_fail_info(attributes.text(attribute::fail_info)), std::move(details)};
}

// RFC 4514, UTF-8.
std::string text_of(const X509_NAME& name) {
  const detail::bio_ptr text(detail::allocated(BIO_new(BIO_s_mem())));
  if (X509_NAME_print_ex(text.get(), &name, 0, XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB)) < 0)
    return {};
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(text.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string hex_of(const ASN1_INTEGER& number) {
  std::string hex = ASN1_STRING_type(&number) == V_ASN1_NEG_INTEGER ? "-" : "";
  for (const char byte : detail::bytes_of(number))
    for (const int shift : {4, 0}) hex += "0123456789ABCDEF"[static_cast<unsigned char>(byte) >> shift & 0xF];
  return hex;
}

signer_id signer_of(CMS_SignerInfo& signer) {
  ASN1_OCTET_STRING* key_id = nullptr;
  X509_NAME* issuer = nullptr;
  ASN1_INTEGER* serial = nullptr;
  CMS_SignerInfo_get0_signer_id(&signer, &key_id, &issuer, &serial);
  if (key_id != nullptr) return {{}, {}, std::string(detail::bytes_of(*key_id))};
  return {text_of(*issuer), hex_of(*serial), {}};
}

std::string digest_of(CMS_SignerInfo& signer) {
  X509_ALGOR* algorithm = nullptr;
  CMS_SignerInfo_get0_algs(&signer, nullptr, nullptr, &algorithm, nullptr);
  const ASN1_OBJECT* oid = nullptr;
  X509_ALGOR_get0(&oid, nullptr, nullptr, algorithm);
  if (const int known = OBJ_obj2nid(oid); known != NID_undef) return OBJ_nid2sn(known);
  char dotted[128] = "";
  OBJ_obj2txt(dotted, sizeof dotted, oid, 1);
  return dotted;
}

std::string time_of(const signed_attributes& attributes) {
  std::tm time{};
  const auto value = attributes.string(attribute::signing_time, B_ASN1_UTCTIME | B_ASN1_GENERALIZEDTIME);
  if (!value || ASN1_TIME_to_tm(value.assume_value(), &time) != 1) return {};
  char text[sizeof "2026-11-22T22:54:43Z"];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &time)};
}

// Everything but the signature. A reply needs no more attributes than those that prove it: cryptlib's grants have no
// senderNonce.
result<unverified_cert_rep> interpret(const signed_message& message, const signed_attributes& attributes,
                                      const expected_bytes& transaction_id, const expected_bytes& sender_nonce) {
  unverified_cert_rep read;
  cert_rep& reply = read.reply;
  BOOST_OUTCOME_TRY(reply.status, status_of(attributes));

  const auto id = attributes.value(attribute::transaction_id, detail::identifier);
  if (id) reply.transaction_id = id.assume_value();
  if (!id && transaction_id.is_checked()) return id.assume_error();
  if (!transaction_id.admit(reply.transaction_id)) return reply_errc::transaction_mismatch;

  const auto nonce = attributes.value(attribute::recipient_nonce, detail::octets);
  if (nonce) reply.recipient_nonce = nonce.assume_value();
  if (!nonce && sender_nonce.is_checked()) return nonce.assume_error();
  if (!sender_nonce.admit(reply.recipient_nonce)) return reply_errc::nonce_mismatch;

  if (const auto own = attributes.value(attribute::sender_nonce, detail::octets)) reply.sender_nonce = own.assume_value();

  if (reply.status == pki_status::failure) read.refusal = refusal_of(attributes, reply.transaction_id);
  if (reply.status == pki_status::success) {
    reply.envelope = detail::envelope_of(message);
    if (reply.envelope.empty()) return reply_errc::missing_envelope;
  }
  return read;
}

}  // namespace

result<cert_rep> read_cert_rep(std::string_view der, const reply_context& context) {
  const detail::error_scope errors;
  BOOST_OUTCOME_TRY(const signed_message message, detail::parse(der));
  if (const std::error_code error = detail::verify(message, context.certificates())) return error;
  const signed_attributes attributes(*message.signer);
  BOOST_OUTCOME_TRY(unverified_cert_rep read,
                    interpret(message, attributes, context.transaction_id(), context.sender_nonce()));
  if (read.refusal.code()) return std::move(read.refusal);
  return std::move(read.reply);
}

result<unverified_cert_rep> inspect_cert_rep(std::string_view der) {
  const detail::error_scope errors;
  BOOST_OUTCOME_TRY(const signed_message message, detail::parse(der));
  const signed_attributes attributes(*message.signer);
  BOOST_OUTCOME_TRY(unverified_cert_rep read, interpret(message, attributes, unchecked, unchecked));
  read.signer = signer_of(*message.signer);
  read.digest = digest_of(*message.signer);
  read.signing_time = time_of(attributes);
  if (const auto reason = attributes.value(attribute::fail_info, detail::any_string)) read.fail_info = reason.assume_value();
  if (const auto hresult = attributes.value(attribute::hresult, detail::any_string)) read.hresult = hresult.assume_value();
  return read;
}

}  // namespace scep
