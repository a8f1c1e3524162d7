#include "signed_message.hpp"

#include <scep/cert_rep.hpp>

namespace scep::detail {

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;

outcome::std_result<signed_message> parse(std::string_view der) {
  if (der.size() > max_message_size) return reply_errc::too_large;
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  const auto* const end = next + der.size();
  cms_ptr cms(d2i_CMS_ContentInfo(nullptr, &next, static_cast<long>(der.size())));
  if (!cms || next != end || OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed) return reply_errc::not_signed_data;
  STACK_OF(CMS_SignerInfo)* const signers = CMS_get0_SignerInfos(cms.get());
  const int count = sk_CMS_SignerInfo_num(signers);
  if (count != 1) return count < 1 ? reply_errc::no_signer : reply_errc::several_signers;
  return signed_message{std::move(cms), sk_CMS_SignerInfo_value(signers, 0)};
}

namespace {

bool has_weak_digest(CMS_SignerInfo& signer) {
  X509_ALGOR* digest = nullptr;
  CMS_SignerInfo_get0_algs(&signer, nullptr, nullptr, &digest, nullptr);
  const ASN1_OBJECT* oid = nullptr;
  X509_ALGOR_get0(&oid, nullptr, nullptr, digest);
  const int nid = OBJ_obj2nid(oid);
  return nid == NID_md5 || nid == NID_md4 || nid == NID_md2;
}

// CMS_verify with one certificate, and no other: not even those that came in the message.
bool verifies_with(const signed_message& message, X509* certificate) {
  const x509_stack_ptr only(allocated(sk_X509_new_reserve(nullptr, 1)));
  sk_X509_push(only.get(), certificate);
  // FAILURE and PENDING have no content (RFC 8894 3.2); OpenSSL wants to be told that this is no content elsewhere.
  const bool detached = *CMS_get0_content(message.cms.get()) == nullptr;
  const bio_ptr nothing(detached ? allocated(BIO_new_mem_buf("", 0)) : nullptr);
  CMS_SignerInfo_set1_signer_cert(message.signer, nullptr);  // the one tried before
  return CMS_verify(message.cms.get(), only.get(), nullptr, nothing.get(), nullptr,
                    CMS_BINARY | CMS_NOINTERN | CMS_NO_SIGNER_CERT_VERIFY) == 1;
}

}  // namespace

std::error_code verify(const signed_message& message, const std::vector<X509*>& certificates) {
  std::error_code outcome = reply_errc::untrusted_signer;
  for (X509* const certificate : certificates) {
    if (certificate == nullptr || CMS_SignerInfo_cert_cmp(message.signer, certificate) != 0) continue;
    if (has_weak_digest(*message.signer)) return reply_errc::weak_digest;
    if (verifies_with(message, certificate)) return {};
    outcome = reply_errc::bad_signature;  // a renewed certificate may have the same issuer and number: try on
  }
  return outcome;
}

}  // namespace scep::detail
