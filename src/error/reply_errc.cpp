#include <scep/reply_errc.hpp>

#include <scep/fail_info.hpp>

namespace scep {

namespace {

struct row {
  reply_errc value;
  std::string_view name;
  std::string_view message;
};

constexpr row table[] = {
    // clang-format off
    {reply_errc::not_signed_data,        "not_signed_data",       "The bytes are not a CMS SignedData message."},
    {reply_errc::no_signer,              "no_signer",             "The message is not signed."},
    {reply_errc::several_signers,        "several_signers",       "The message is signed more than once, which SCEP does not allow."},
    {reply_errc::untrusted_signer,       "untrusted_signer",      "The reply is signed by a certificate that is not the CA's."},
    {reply_errc::bad_signature,          "bad_signature",         "The signature of the message does not verify."},
    {reply_errc::missing_attribute,      "missing_attribute",     "The message lacks a signed attribute that SCEP requires."},
    {reply_errc::malformed_attribute,    "malformed_attribute",   "A signed attribute of the message has the wrong type or no value."},
    {reply_errc::repeated_attribute,     "repeated_attribute",    "A signed attribute of the message has more than one value."},
    {reply_errc::not_cert_rep,           "not_cert_rep",          "The message is not a CertRep, the reply of a SCEP server."},
    {reply_errc::unknown_status,         "unknown_status",        "The pkiStatus of the reply is none that SCEP defines."},
    {reply_errc::transaction_mismatch,   "transaction_mismatch",  "The reply belongs to another transaction."},
    {reply_errc::nonce_mismatch,         "nonce_mismatch",        "The reply does not carry the nonce of this request; it may be a replay."},
    {reply_errc::missing_envelope,       "missing_envelope",      "The reply reports success but holds no certificate."},
    {reply_errc::too_large,              "too_large",             "The message is larger than any of SCEP."},
    {reply_errc::unsupported_algorithm,  "unsupported_algorithm", "The message is signed with a digest that is not known here."},
    {reply_errc::weak_digest,            "weak_digest",           "The message is signed with a digest so weak that anybody can forge it."},
    {reply_errc::not_request,            "not_request",           "The message is not a request of a SCEP client."},
    {reply_errc::missing_certificate,    "missing_certificate",   "The request does not hold the certificate of its signer."},
    // clang-format on
};

constexpr row none{{}, {}, "No SCEP reply error has this value."};

constexpr const row& row_of(reply_errc e) noexcept {
  for (const row& r : table)
    if (r.value == e) return r;
  return none;
}

}  // namespace

const detail::immortal<detail::reply_category_type> detail::reply_category_object;

const char* detail::reply_category_type::name() const noexcept { return "scep.reply"; }

std::string detail::reply_category_type::message(int value) const { return std::string(scep::message(reply_errc{value})); }

std::error_condition detail::reply_category_type::default_error_condition(int value) const noexcept {
  switch (reply_errc{value}) {
    case reply_errc::too_large: return std::errc::message_size;
    case reply_errc::unsupported_algorithm:
    case reply_errc::weak_digest: return make_error_condition(fail_info::bad_algorithm);
    case reply_errc::bad_signature: return std::errc::bad_message;
    default: return {value, *this};
  }
}

std::string_view name(reply_errc e) noexcept { return row_of(e).name; }

std::string_view message(reply_errc e) noexcept { return row_of(e).message; }

}  // namespace scep
