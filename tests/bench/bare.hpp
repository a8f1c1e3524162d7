// The calls to OpenSSL that reading a reply cannot do without, and nothing around them.
#pragma once

#include <openssl/cms.h>

#include <memory>
#include <string>
#include <vector>

#include "data.hpp"

namespace bare {

struct free_context {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

using cms_ptr = std::unique_ptr<CMS_ContentInfo, support::openssl_delete>;

inline cms_ptr parse(const std::string& der) {
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  return cms_ptr(d2i_CMS_ContentInfo(nullptr, &next, static_cast<long>(der.size())));
}

// What OpenSSL has for this: all but the certificate's chain. The reply has no content, which CMS_verify takes for another
// place's.
inline bool verify(const std::string& der, X509* signer_certificate) {
  const cms_ptr cms = parse(der);
  STACK_OF(X509)* const certificates = sk_X509_new_null();
  sk_X509_push(certificates, signer_certificate);
  BIO* const content = BIO_new_mem_buf("", 0);
  const bool good = CMS_verify(cms.get(), certificates, nullptr, content, nullptr,
                               CMS_NO_SIGNER_CERT_VERIFY | CMS_NOINTERN | CMS_BINARY) == 1;
  BIO_free(content);
  sk_X509_free(certificates);
  return good;
}

// The floor: one RSA signature, that of the CA's own certificate, by a key at hand.
class rsa_verification {
 public:
  explicit rsa_verification(X509* certificate) : key_(X509_get0_pubkey(certificate)), context_(EVP_MD_CTX_new()) {
    const X509_ALGOR* algorithm = nullptr;
    X509_get0_signature(&signature_, &algorithm, certificate);
    unsigned char* tbs = nullptr;
    const int size = i2d_re_X509_tbs(certificate, &tbs);
    signed_.assign(tbs, tbs + size);
    OPENSSL_free(tbs);
  }
  bool operator()() {
    EVP_MD_CTX_reset(context_.get());
    return EVP_DigestVerifyInit(context_.get(), nullptr, EVP_sha256(), nullptr, key_) == 1 &&
           EVP_DigestVerify(context_.get(), signature_->data, static_cast<std::size_t>(signature_->length), signed_.data(),
                            signed_.size()) == 1;
  }

 private:
  EVP_PKEY* key_;
  std::unique_ptr<EVP_MD_CTX, free_context> context_;
  const ASN1_BIT_STRING* signature_ = nullptr;
  std::vector<unsigned char> signed_;
};

}  // namespace bare
