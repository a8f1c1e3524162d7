// Why a SCEP reply cannot be used, as std::error_code: it is broken, forged, or not the answer to this request.
#pragma once

#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

#include <scep/detail/config.hpp>
#include <scep/detail/immortal.hpp>

namespace scep {

/// What is wrong with a reply (or, on the server's side, with a request). None of these is the CA's word: for that, see
/// fail_info.
enum class reply_errc : int {
  not_signed_data = 1,   ///< Not one whole CMS SignedData: HTML, cut short, something behind it.
  no_signer,             ///< No SignerInfo.
  several_signers,       ///< More than the one SignerInfo that SCEP allows.
  untrusted_signer,      ///< The signer is none of the certificates that may sign.
  bad_signature,         ///< The signature, or the digest of the content, does not verify.
  missing_attribute,     ///< A signed attribute that RFC 8894 3.2.1 demands is not there.
  malformed_attribute,   ///< A signed attribute has the wrong ASN.1 type, or no value; or there are over a thousand.
  repeated_attribute,    ///< A signed attribute is there twice, or has two values.
  not_cert_rep,          ///< messageType is not CertRep (3).
  unknown_status,        ///< pkiStatus is none of SUCCESS, FAILURE, PENDING.
  transaction_mismatch,  ///< transactionID is not the request's.
  nonce_mismatch,        ///< recipientNonce is not the request's senderNonce: a replay, perhaps.
  missing_envelope,      ///< SUCCESS without the pkcsPKIEnvelope that holds the certificate.

  too_large,              ///< Longer than max_message_size: not read at all.
  unsupported_algorithm,  ///< Signed with a digest, or with a kind of key, that is not read.
  weak_digest,            ///< Signed with MD5 or older, which anybody can forge.

  // A request, as a server reads it; those above that are not about replies may come back, too.
  not_request,         ///< messageType is none that a client sends.
  missing_certificate  ///< The certificate of the request's signer did not come along, or cannot be read.
};

}  // namespace scep

template <>
struct std::is_error_code_enum<scep::reply_errc> : std::true_type {};

namespace scep {

namespace detail {

class SCEP_ERROR_API reply_category_type final : public std::error_category {
 public:
  constexpr reply_category_type() noexcept = default;
  const char* name() const noexcept override;
  std::string message(int value) const override;
  std::error_condition default_error_condition(int value) const noexcept override;
};

extern SCEP_ERROR_API const immortal<reply_category_type> reply_category_object;

}  // namespace detail

/// The category of the codes below, named "scep.reply"; it lives as fail_info_category() does.
[[nodiscard]] inline const std::error_category& reply_category() noexcept { return detail::reply_category_object.object; }

/// bad_signature is equivalent to std::errc::bad_message, too_large to message_size, unsupported_algorithm and weak_digest
/// to make_error_condition(fail_info::bad_algorithm); the others have no counterpart. So fail_info_for knows what to answer.
[[nodiscard]] inline std::error_code make_error_code(reply_errc e) noexcept {
  return {static_cast<int>(e), reply_category()};
}

/// The enumerator's name, "bad_signature"; empty for a value that is none. ASCII, for ever valid.
[[nodiscard]] SCEP_ERROR_API std::string_view name(reply_errc e) noexcept;

/// One sentence; for a value that is no enumerator, one that says so. ASCII, for ever valid.
[[nodiscard]] SCEP_ERROR_API std::string_view message(reply_errc e) noexcept;

}  // namespace scep
