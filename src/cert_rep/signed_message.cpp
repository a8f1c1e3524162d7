#include "signed_message.hpp"

#include <openssl/asn1t.h>

#include <scep/cert_rep.hpp>

#include <algorithm>
#include <array>
#include <memory>

#include "elements.hpp"

namespace scep::detail {

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;

namespace {

// RFC 5652 3 and 5, as far as the signer. A raw member is an element as it stands in the message, header and all.
using raw = ASN1_STRING;

struct signer_info {
  ASN1_INTEGER* version;
  ASN1_TYPE* id;
  raw* digest_algorithm;
  raw* signed_attributes;  // optional
  raw* signature_algorithm;
  ASN1_OCTET_STRING* signature;
  raw* unsigned_attributes;  // optional
};

struct signed_data {
  ASN1_INTEGER* version;
  raw* digest_algorithms;
  raw* content;
  raw* certificates;  // optional
  raw* crls;          // optional
  OPENSSL_STACK* signers;
};

struct content_info {
  ASN1_OBJECT* type;
  signed_data* content;
};

// clang-format off
ASN1_SEQUENCE(signer_info) = {
  ASN1_SIMPLE(signer_info, version, ASN1_INTEGER),
  ASN1_SIMPLE(signer_info, id, ASN1_ANY),
  ASN1_SIMPLE(signer_info, digest_algorithm, ASN1_SEQUENCE),
  ASN1_IMP_OPT(signer_info, signed_attributes, ASN1_SEQUENCE, 0),
  ASN1_SIMPLE(signer_info, signature_algorithm, ASN1_SEQUENCE),
  ASN1_SIMPLE(signer_info, signature, ASN1_OCTET_STRING),
  ASN1_IMP_OPT(signer_info, unsigned_attributes, ASN1_SEQUENCE, 1),
} static_ASN1_SEQUENCE_END(signer_info)

ASN1_SEQUENCE(signed_data) = {
  ASN1_SIMPLE(signed_data, version, ASN1_INTEGER),
  ASN1_EX_TYPE(ASN1_TFLG_IMPTAG | ASN1_TFLG_UNIVERSAL, V_ASN1_SET, signed_data, digest_algorithms, ASN1_SEQUENCE),
  ASN1_SIMPLE(signed_data, content, ASN1_SEQUENCE),
  ASN1_IMP_OPT(signed_data, certificates, ASN1_SEQUENCE, 0),
  ASN1_IMP_OPT(signed_data, crls, ASN1_SEQUENCE, 1),
  ASN1_SET_OF(signed_data, signers, signer_info),
} static_ASN1_SEQUENCE_END(signed_data)

ASN1_SEQUENCE(content_info) = {
  ASN1_SIMPLE(content_info, type, ASN1_OBJECT),
  ASN1_EXP(content_info, content, signed_data, 0),
} static_ASN1_SEQUENCE_END(content_info)
    // clang-format on

    struct free_content_info {
  void operator()(content_info* shell) const noexcept {
    ASN1_item_free(reinterpret_cast<ASN1_VALUE*>(shell), ASN1_ITEM_rptr(content_info));
  }
};
using content_info_ptr = std::unique_ptr<content_info, free_content_info>;

content_info_ptr read_shell(std::string_view der) {
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  const auto* const end = next + der.size();
  content_info_ptr shell(reinterpret_cast<content_info*>(
      ASN1_item_d2i(nullptr, &next, static_cast<long>(der.size()), ASN1_ITEM_rptr(content_info))));
  return next == end && shell && OBJ_obj2nid(shell->type) == NID_pkcs7_signed ? std::move(shell) : nullptr;
}

void drop(raw*& optional) {
  ASN1_STRING_free(optional);
  optional = nullptr;
}

// What is left, encoded anew, in whole raw members: the bytes that were signed stay what they are.
cms_ptr to_cms(const content_info& shell) {
  unsigned char* encoded = nullptr;
  const int size = ASN1_item_i2d(reinterpret_cast<const ASN1_VALUE*>(&shell), &encoded, ASN1_ITEM_rptr(content_info));
  const std::unique_ptr<unsigned char, openssl_free> owner(encoded);
  const unsigned char* next = encoded;
  return cms_ptr(size > 0 ? d2i_CMS_ContentInfo(nullptr, &next, size) : nullptr);
}

}  // namespace

outcome::std_result<signed_message> parse(std::string_view der) {
  if (der.size() > max_message_size) return reply_errc::too_large;
  const content_info_ptr shell = read_shell(der);
  if (!shell) return reply_errc::not_signed_data;
  signed_data& data = *shell->content;
  const int signers = OPENSSL_sk_num(data.signers);
  if (signers != 1) return signers < 1 ? reply_errc::no_signer : reply_errc::several_signers;

  std::string certificates;
  if (data.certificates != nullptr) certificates = elements(bytes_of(*data.certificates)).next().contents;
  constexpr unsigned char empty_set[] = {V_ASN1_SET | V_ASN1_CONSTRUCTED, 0};
  if (ASN1_STRING_set(data.digest_algorithms, empty_set, sizeof empty_set) != 1) throw std::bad_alloc();
  drop(data.certificates);
  drop(data.crls);
  drop(static_cast<signer_info*>(OPENSSL_sk_value(data.signers, 0))->unsigned_attributes);
  cms_ptr cms = to_cms(*shell);
  if (!cms) return reply_errc::not_signed_data;
  CMS_SignerInfo* const signer = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms.get()), 0);
  return signed_message{std::move(cms), signer, std::move(certificates)};
}

std::string_view envelope_of(const signed_message& message) {
  const ASN1_OCTET_STRING* const content = *CMS_get0_content(message.cms.get());
  const std::string_view bytes = content != nullptr ? bytes_of(*content) : std::string_view();
  return bytes == std::string_view("\0", 1) ? std::string_view() : bytes;
}

namespace {

int digest_of(CMS_SignerInfo& signer) {
  X509_ALGOR* algorithm = nullptr;
  CMS_SignerInfo_get0_algs(&signer, nullptr, nullptr, &algorithm, nullptr);
  const ASN1_OBJECT* oid = nullptr;
  X509_ALGOR_get0(&oid, nullptr, nullptr, algorithm);
  return OBJ_obj2nid(oid);
}

// From a list, not anything but the broken ones: of the others some are shorter than they look (SHAKE128 here has 16 bytes).
bool is_allowed(int digest) {
  constexpr std::array allowed = {NID_sha1,       NID_sha224,   NID_sha256,   NID_sha384,   NID_sha512,  NID_sha512_224,
                                  NID_sha512_256, NID_sha3_224, NID_sha3_256, NID_sha3_384, NID_sha3_512};
  return std::find(allowed.begin(), allowed.end(), digest) != allowed.end();
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

// Not by CMS_verify, which wants content, and the certificate's chain.
std::error_code verify_by(const signed_message& message, X509& certificate) {
  if (CMS_signed_get_attr_count(message.signer) < 1) return reply_errc::missing_attribute;  // the content alone says nothing
  const int digest = digest_of(*message.signer);
  if (digest == NID_md5 || digest == NID_md4 || digest == NID_md2) return reply_errc::weak_digest;
  if (!is_allowed(digest)) return reply_errc::unsupported_algorithm;
  const error_scope errors;
  CMS_SignerInfo_set1_signer_cert(message.signer, &certificate);
  const bool good = CMS_SignerInfo_verify(message.signer) == 1 && has_signed_content(message, *EVP_get_digestbynid(digest));
  return good ? std::error_code() : reply_errc::bad_signature;
}

std::error_code verify(const signed_message& message, const std::vector<X509*>& certificates) {
  std::error_code outcome = reply_errc::untrusted_signer;
  for (X509* const certificate : certificates) {
    if (certificate == nullptr || CMS_SignerInfo_cert_cmp(message.signer, certificate) != 0) continue;
    outcome = verify_by(message, *certificate);
    if (outcome != reply_errc::bad_signature) break;  // a renewed certificate may have the same issuer and number: try on
  }
  return outcome;
}

}  // namespace scep::detail
