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

const EVP_MD* digest_of(CMS_SignerInfo& signer) {
  X509_ALGOR* algorithm = nullptr;
  CMS_SignerInfo_get0_algs(&signer, nullptr, nullptr, &algorithm, nullptr);
  const ASN1_OBJECT* oid = nullptr;
  X509_ALGOR_get0(&oid, nullptr, nullptr, algorithm);
  return EVP_get_digestbyobj(oid);
}

bool is_weak(const EVP_MD& digest) {
  const int nid = EVP_MD_get_type(&digest);
  return nid == NID_md5 || nid == NID_md4 || nid == NID_md2;
}

// Whether the signed messageDigest is that of the content. No content (RFC 8894 3.2) is content of no bytes.
bool has_signed_content(const signed_message& message, const EVP_MD& digest) {
  const bio_ptr hash(allocated(BIO_new(BIO_f_md())));
  BIO_push(hash.get(), allocated(BIO_new(BIO_s_null())));
  const ASN1_OCTET_STRING* const content = *CMS_get0_content(message.cms.get());
  const std::string_view bytes = content != nullptr ? bytes_of(*content) : std::string_view();
  const int size = static_cast<int>(bytes.size());  // at most max_message_size
  return BIO_set_md(hash.get(), &digest) == 1 && (size == 0 || BIO_write(hash.get(), bytes.data(), size) == size) &&
         CMS_SignerInfo_verify_content(message.signer, hash.get()) == 1;
}

}  // namespace

// Not by CMS_verify: it hashes the content once for every digest algorithm that the message lists, signed or not, and
// recurses as deep: half a megabyte of them overflows the stack.
std::error_code verify(const signed_message& message, const std::vector<X509*>& certificates) {
  std::error_code outcome = reply_errc::untrusted_signer;
  for (X509* const certificate : certificates) {
    if (certificate == nullptr || CMS_SignerInfo_cert_cmp(message.signer, certificate) != 0) continue;
    if (CMS_signed_get_attr_count(message.signer) < 1)
      return reply_errc::missing_attribute;  // the content alone says nothing
    const EVP_MD* const digest = digest_of(*message.signer);
    if (digest == nullptr) return reply_errc::unsupported_algorithm;
    if (is_weak(*digest)) return reply_errc::weak_digest;
    const error_scope errors;
    CMS_SignerInfo_set1_signer_cert(message.signer, certificate);
    if (CMS_SignerInfo_verify(message.signer) == 1)
      return has_signed_content(message, *digest) ? std::error_code() : reply_errc::bad_signature;
    outcome = reply_errc::bad_signature;  // a renewed certificate may have the same issuer and number: try on
  }
  return outcome;
}

}  // namespace scep::detail
