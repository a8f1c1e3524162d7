#include <scep/reply_errc.hpp>

#include <scep/fail_info.hpp>

#include "advice_of.hpp"

namespace scep {

namespace {

struct row {
  reply_errc value;
  std::string_view name;
  std::string_view message;
  std::string_view advice;
};

constexpr row table[] = {
    // clang-format off
    {reply_errc::not_signed_data, "not_signed_data", "The bytes are not a CMS SignedData message.",
     "Read what came, and its HTTP status: many CAs refuse this way, with a line of text. If it is a web page, a proxy or a captive portal answered, or the URL is wrong."},
    {reply_errc::no_signer, "no_signer", "The message is not signed.",
     "It may be a bare list of certificates, such as the answer to GetCACert: give the signed message itself. If that is it, report it to the maker of the software that sent it."},
    {reply_errc::several_signers, "several_signers", "The message is signed more than once, which SCEP does not allow.",
     "Report it to the maker of the software that sent it: RFC 8894 wants one SignerInfo."},
    {reply_errc::untrusted_signer, "untrusted_signer", "The reply is not signed by any of the certificates that may sign it.",
     "The RA may sign in place of the CA, or the CA has a new certificate: fetch them anew (GetCACert), compare the CA's fingerprint, and give the RA's, too. If none of them fits, somebody else answered."},
    {reply_errc::bad_signature, "bad_signature", "The signature of the message does not verify.",
     "Do not use it: it was damaged or changed on its way, or signed with another key. If it comes again, fetch the CA's certificates anew (GetCACert) and compare the fingerprints."},
    {reply_errc::missing_attribute, "missing_attribute", "The message lacks a signed attribute that SCEP requires.",
     "Report it, with the name of the attribute, to the maker of the software that sent it."},
    {reply_errc::malformed_attribute, "malformed_attribute", "A signed attribute of the message has the wrong type or no value.",
     "Report it, with the name of the attribute, to the maker of the software that sent it."},
    {reply_errc::repeated_attribute, "repeated_attribute", "A signed attribute of the message is there twice, or has more than one value.",
     "Report it, with the name of the attribute, to the maker of the software that sent it."},
    {reply_errc::not_cert_rep, "not_cert_rep", "The message is not a CertRep, the reply of a SCEP server.",
     "Give what the server answered: this may be the request itself."},
    {reply_errc::unknown_status, "unknown_status", "The pkiStatus of the reply is none that SCEP defines.",
     "Report it to the maker of the CA: SCEP has 0 (success), 2 (failure) and 3 (pending)."},
    {reply_errc::transaction_mismatch, "transaction_mismatch", "The reply belongs to another transaction.",
     "Compare with the id in the request that was sent, then ask again: a cache may have kept an older reply. If it stays so, the CA does not copy the id, or somebody repeats old replies."},
    {reply_errc::nonce_mismatch, "nonce_mismatch", "The reply does not carry the nonce of this request; it may be a replay.",
     "Compare with the nonce in the request that was sent, then ask again: a cache may have kept an older reply. If it stays so, the CA does not copy the nonce, or somebody repeats old replies."},
    {reply_errc::missing_envelope, "missing_envelope", "The reply reports success but holds no certificate.",
     "Perhaps the request still waits for approval, which Dogtag says this way: ask again later. If it was approved, report it to the maker of the CA."},
    {reply_errc::too_large, "too_large", "The message is larger than any of SCEP.",
     "Look at its beginning: it may be a web page or a download, from a proxy or a wrong URL."},
    {reply_errc::unsupported_algorithm, "unsupported_algorithm", "The message is signed with an algorithm that is not known here.",
     "Set the software that sent it to sign with SHA-256, which RFC 8894 wants everybody to know, and an RSA or ECDSA key."},
    {reply_errc::weak_digest, "weak_digest", "The message is signed with a digest so weak that anybody can forge it.",
     "Do not use it. Set the software that sent it to sign with SHA-256."},
    {reply_errc::not_request, "not_request", "The message is not a request of a SCEP client.",
     "Look at its messageType: it may be a reply. If a client sent it as a request, report it to the maker of that client."},
    {reply_errc::missing_certificate, "missing_certificate", "The request does not hold the certificate of its signer.",
     "Report it to the maker of the client: without that certificate nobody can check the request, or answer it."},
    // clang-format on
};

constexpr row none{{}, {}, "No SCEP reply error has this value.", {}};

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

std::string_view detail::advice_of(reply_errc e) noexcept { return scep::row_of(e).advice; }

}  // namespace scep
