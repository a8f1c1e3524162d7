// Reading a SCEP server's reply, a CertRep pkiMessage (RFC 8894 3.3.2): was it refused, why, and is that really my CA
// talking?
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <scep/condition.hpp>
#include <scep/detail/config.hpp>
#include <scep/fail_info.hpp>
#include <scep/failure.hpp>
#include <scep/hresult.hpp>
#include <scep/outcome.hpp>
#include <scep/reply_errc.hpp>

struct x509_st;      // OpenSSL's X509
struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace scep {

/// The largest message that is read, in bytes. A longer one is reply_errc::too_large.
inline constexpr std::size_t max_message_size = std::size_t{4} << 20;

/// The longest failInfoText that is kept, in bytes; a longer one is cut, at the end of a UTF-8 character. On the server's
/// side also the longest text, transaction id and nonce.
inline constexpr std::size_t max_text_size = 4096;

/// pkiStatus (RFC 8894 3.2.1.3). Here 0 is success indeed.
enum class pki_status : int { success = 0, failure = 2, pending = 3 };

/// The RFC's name, "SUCCESS"; empty for a value that is none. ASCII, for ever valid.
[[nodiscard]] constexpr std::string_view name(pki_status s) noexcept {
  switch (s) {
    case pki_status::success: return "SUCCESS";
    case pki_status::failure: return "FAILURE";
    case pki_status::pending: return "PENDING";
  }
  return {};
}

/// What a CertRep holds. All strings are raw bytes.
struct cert_rep {
  pki_status status = pki_status::failure;  ///< Not FAILURE from read_cert_rep: there it is the error.
  std::string transaction_id;               ///< The request's, copied; where that is not checked, what the reply has.
  std::string sender_nonce;                 ///< The server's; 16 bytes by the RFC, shorter from some servers.
  std::string recipient_nonce;              ///< The request's senderNonce, copied; likewise.

  /// SUCCESS: the pkcsPKIEnvelope, a ContentInfo, DER or BER, to be decrypted with the client's key, as it came: it is not
  /// looked into. Else empty. Some servers encrypt with single DES, which OpenSSL 3 decrypts only with its legacy provider.
  std::string envelope;
};

/// Says at the call that a check is left out: reply_context(certificates, scep::unchecked, nonce).
struct unchecked_t {
  explicit unchecked_t() = default;
};
/// The one value of unchecked_t.
inline constexpr unchecked_t unchecked{};

/// Bytes that a reply must carry, or unchecked. Empty bytes are in no reply: a nonce that was never made matches nothing.
class expected_bytes {
 public:
  /// Any bytes will do.
  expected_bytes(unchecked_t) noexcept {}

  /// From anything that is a std::string_view and no pointer; the bytes are copied. Throws only std::bad_alloc.
  template <class Text, std::enable_if_t<std::is_convertible_v<const Text&, std::string_view> &&
                                             !std::is_convertible_v<const Text&, const char*>,
                                         int> = 0>
  expected_bytes(const Text& bytes) : checked_(true), bytes_(std::string_view(bytes)) {}

  /// A literal: all of its bytes, zeros too, but the one at its end. Of an array that is no literal, all but the last.
  /// Throws only std::bad_alloc.
  template <std::size_t size>
  expected_bytes(const char (&literal)[size]) : checked_(true), bytes_(literal, size - 1) {}

  /// A pointer or an array would be read to its first zero byte, and beyond its end where it has none: say
  /// std::string_view(bytes, size).
  template <std::size_t size>
  expected_bytes(char (&)[size]) = delete;

  /// False for unchecked.
  bool is_checked() const noexcept { return checked_; }
  /// Whether a reply that carries these bytes will do.
  bool admit(std::string_view bytes) const noexcept { return !checked_ || (!bytes.empty() && bytes_ == bytes); }

 private:
  bool checked_ = false;
  std::string bytes_;
};

/// What ties a reply to one request.
class reply_context {
 public:
  /// certificates: those of the CA and its RAs, of which one must have signed the reply. They are borrowed: they must live
  /// as long as this object. Whether they are to be trusted, expired or revoked, is the caller's to know; none is looked for
  /// in the reply. A null pointer counts as no certificate. transaction_id: the request's transactionID. sender_nonce: the
  /// request's senderNonce, raw bytes.
  reply_context(std::vector<x509_st*> certificates, expected_bytes transaction_id, expected_bytes sender_nonce) noexcept
      : certificates_(std::move(certificates)),
        transaction_id_(std::move(transaction_id)),
        sender_nonce_(std::move(sender_nonce)) {}

  /// @{ What the constructor was given; valid as long as this object.
  const std::vector<x509_st*>& certificates() const noexcept { return certificates_; }
  const expected_bytes& transaction_id() const noexcept { return transaction_id_; }
  const expected_bytes& sender_nonce() const noexcept { return sender_nonce_; }
  /// @}

 private:
  std::vector<x509_st*> certificates_;
  expected_bytes transaction_id_;
  expected_bytes sender_nonce_;
};

/// Reads the reply to one request and verifies it: the signature by one of the context's certificates (RFC 8894 3.1),
/// transactionID and recipientNonce (3.2.1). Only signed attributes count, and no more are needed than those that prove the
/// reply: messageType, pkiStatus, and the two that the context names.
///
/// der: the body of the HTTP response, DER or BER, of any origin, at most max_message_size bytes.
///
/// Returns the cert_rep of a SUCCESS or PENDING. Else an error:
/// - condition::rejected for a FAILURE, always, however sloppy it is once it is authentic. Its failure holds the fail_info
///   (unknown where failInfo is missing or cannot be read), the failInfoText of any string type as UTF-8 (a
///   UTF8String's bytes as they are, valid or not; U+FFFD for what is no character in the wide ones; the others taken for
///   Latin-1 where they are not UTF-8; empty where it is missing or repeated; step-ca's wrong OID is understood), the
///   transactionID, and the HRESULT of an NDES server.
/// - condition::unusable_reply for everything else, with nothing of the reply but the reply_errc and, where an attribute is
///   missing, malformed or repeated, that attribute's name (none where there are no signed attributes at
///   all, or too many).
///
/// Throws only std::bad_alloc, without other effect; where OpenSSL is short of memory, that may show as not_signed_data or
/// bad_signature instead. Leaves OpenSSL's error queue as it was, as far as that has room (for 15). May be called by many
/// threads at once. Everything returned is a copy.
///
/// What a message can cost, whatever its bytes, here and in the three functions below: on an ordinary core at most 0.1 s of
/// CPU for 64 kB and 1 s for 4 MiB, and memory of 64 times its size. Certificates, CRLs, digestAlgorithms and unsigned
/// attributes are never decoded: 4 MiB of those cost at most 0.1 s. With more than a thousand signed attributes and values
/// together it is malformed_attribute. The keys in the context are the caller's, and what they cost is, too.
///
/// What a signature means here: that the key of one of the certificates signed these attributes, with SHA-1, SHA-2 or SHA-3
/// (MD5 and older: weak_digest; any other, and an EdDSA key: unsupported_algorithm), and through them this content. keyUsage
/// is not looked at, since CA certificates in use lack digitalSignature: give only certificates that may sign replies. Nor
/// is it whether content-type attribute and eContentType agree (RFC 5652 11.1), since Dogtag's do not: nothing depends on
/// either. What that section wants of the attributes of CMS itself, OpenSSL checks: a content-type that is missing, or a
/// second signingTime, is bad_signature.
SCEP_CERT_REP_API result<cert_rep> read_cert_rep(std::string_view der, const reply_context& context);

/// How a message names its signer's certificate (RFC 5652 5.3): by issuer and serial number, or by key identifier.
struct signer_id {
  std::string issuer;  ///< RFC 4514 text, UTF-8: "CN=Example CA,O=Example"; empty where it cannot be shown as such.
  std::string serial;  ///< Hex as `openssl x509 -serial` prints it, with a '-' before it if negative.
  std::string key_id;  ///< subjectKeyIdentifier, raw bytes; issuer and serial are empty then.
};

/// What a reply claims. Anybody may have written it.
struct unverified_cert_rep {
  cert_rep reply;            ///< Of any status.
  scep::failure refusal;     ///< FAILURE: the reason given, as read_cert_rep reports it; else a false code.
  signer_id signer;          ///< Who claims to have signed.
  std::string digest;        ///< The digest signed with, by OpenSSL's name, "SHA256"; else the dotted OID.
  std::string signing_time;  ///< signingTime in UTC, "2026-11-22T22:54:43Z"; empty where it is missing or cannot be read.
  std::string fail_info;     ///< failInfo, of any status: the bytes of its one value, of any string type; else empty.
  std::string hresult;       ///< NDES' HRESULT, likewise, whether it can be read or not.
};

/// The same reading without any verification, for diagnostics only. A FAILURE is a value here, for nothing proves that it
/// is the CA's word: do not return it as an error. Errors are condition::unusable_reply. In all else as read_cert_rep.
SCEP_CERT_REP_API result<unverified_cert_rep> inspect_cert_rep(std::string_view der);

/// messageType (RFC 8894 3.2.1.2) of the messages that a client sends. UpdateReq is from the drafts before the RFC, which
/// clients still have: a renewal.
enum class request_type : int {
  renewal_req = 17,
  update_req = 18,
  pkcs_req = 19,
  cert_poll = 20,
  get_cert = 21,
  get_crl = 22
};

/// The RFC's name, "PKCSReq", or the draft's; empty for a value that is none. ASCII, for ever valid.
[[nodiscard]] constexpr std::string_view name(request_type t) noexcept {
  switch (t) {
    case request_type::renewal_req: return "RenewalReq";
    case request_type::update_req: return "UpdateReq";
    case request_type::pkcs_req: return "PKCSReq";
    case request_type::cert_poll: return "CertPoll";
    case request_type::get_cert: return "GetCert";
    case request_type::get_crl: return "GetCRL";
  }
  return {};
}

/// What a server needs of a request to answer it. All strings are raw bytes. The first two hold 1 to max_text_size of them
/// and are all that a refusal needs; a grant needs the others, too.
struct request_context {
  request_type type = request_type::pkcs_req;  ///< messageType
  std::string transaction_id;                  ///< transactionID
  std::string sender_nonce;                    ///< senderNonce

  /// The pkcsPKIEnvelope: a ContentInfo, DER or BER, to be decrypted with the CA's or RA's key, as it came; empty where the
  /// request has no content. Some clients encrypt with single DES, which OpenSSL 3 decrypts only with its legacy provider.
  std::string envelope = {};

  /// The certificate, DER, that came along as the signer's: its key is the one that a grant is encrypted to. It is the
  /// sender's own claim: a client that has none yet makes one itself, under any name (RFC 8894 2.3). From inspect_request it
  /// may be empty, and anybody's.
  std::string certificate = {};
};

/// Reads a request and verifies its signature, by the certificate that came along (RFC 8894 3.1: a client signs with a
/// certificate of its own making, so this proves that the request is whole, not who sent it).
///
/// der: the body of the HTTP request, DER or BER, of any origin, at most max_message_size bytes.
///
/// The signer's certificate is the first of those along that has the signer's issuer and number, or key identifier, byte for
/// byte, and at most 64 kB; it is the only one decoded. Its key is RSA, or EC of a named curve: else unsupported_algorithm,
/// as keys of other kinds, and EC keys that define their own curve, may cost seconds. Where there is no such certificate, or
/// it cannot be decoded: missing_certificate.
///
/// transactionID is taken as PrintableString, UTF8String or IA5String.
///
/// Returns the request_context, else a reply_errc, with the attribute's name as read_cert_rep has it; fail_info_for knows
/// the failInfo to answer that with, and inspect_request what to answer to. Throws, and leaves OpenSSL and threads, as
/// read_cert_rep. Everything returned is a copy.
SCEP_CERT_REP_API result<request_context> read_request(std::string_view der);

/// The same without verifying the signature, to answer a request whose signature is bad: RFC 8894 3.2.1.4 has
/// badMessageCheck for that.
SCEP_CERT_REP_API result<request_context> inspect_request(std::string_view der);

/// Writes a server's refusal of a request: a CertRep with pkiStatus FAILURE (RFC 8894 3.2.1), signed with SHA-256, the
/// certificate included. Its eContent is present and empty: the RFC's form, without eContent, is not read by all clients.
///
/// reason: as fail_info_for has it, so that one which cannot be sent becomes bad_request.
/// text: failInfoText, for people: UTF-8, at most max_text_size bytes; where it is empty, none is sent.
/// request: what read_request or inspect_request returned; of it the transaction id and the sender nonce are used. The id
/// goes back as a PrintableString where it holds nothing but PrintableString's characters, else as a UTF8String, since
/// clients in Go read no PrintableString with others in it. certificate, key: the CA's or RA's, RSA of at least 1024 bits,
/// or ECDSA; borrowed for the call. Some clients (strongSwan, PyScep) verify RSA only.
///
/// Returns DER, the body of the HTTP response; nothing that does not verify with the certificate. Errors, all std::errc:
/// illegal_byte_sequence (text or transaction id is not UTF-8), message_size (text, id or nonce is too long),
/// invalid_argument (a null pointer, an empty transaction id or nonce, a key that is not the certificate's), not_supported
/// (another kind of key, or one that cannot sign).
/// Throws, and leaves OpenSSL and threads, as read_cert_rep; where OpenSSL is short of memory, that may show as either of
/// the last two.
SCEP_CERT_REP_API result<std::string> write_failure(fail_info reason, std::string_view text, const request_context& request,
                                                    x509_st* certificate, evp_pkey_st* key);

}  // namespace scep
