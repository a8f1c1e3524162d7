// The calls to OpenSSL that reading a reply cannot do without, and nothing around them.
#pragma once

#include <openssl/cms.h>
#include <openssl/pem.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "reply_builder.hpp"

namespace bare {

inline std::string test_file(const std::string& name) {
  std::ifstream stream(std::string(TEST_DATA) + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline support::x509_ptr certificate(const std::string& name) {
  const std::string pem = test_file(name);
  BIO* const bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  support::x509_ptr read(PEM_read_bio_X509(bio, nullptr, nullptr, nullptr));
  BIO_free(bio);
  return read;
}

using cms_ptr = std::unique_ptr<CMS_ContentInfo, support::openssl_delete>;

inline cms_ptr parse(const std::string& der) {
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  return cms_ptr(d2i_CMS_ContentInfo(nullptr, &next, static_cast<long>(der.size())));
}

// A SHA-1 reply without content: the signature over its attributes, and the digest of nothing that they hold.
inline bool verify(const std::string& der, X509* signer_certificate) {
  const cms_ptr cms = parse(der);
  CMS_SignerInfo* const signer = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms.get()), 0);
  CMS_SignerInfo_set1_signer_cert(signer, signer_certificate);
  BIO* const hash = BIO_push(BIO_new(BIO_f_md()), BIO_new(BIO_s_null()));
  BIO_set_md(hash, EVP_sha1());
  const bool good = CMS_SignerInfo_verify(signer) == 1 && CMS_SignerInfo_verify_content(signer, hash) == 1;
  BIO_free_all(hash);
  return good;
}

}  // namespace bare
