// The same reply read by other libraries, none of which looks at a status, a transaction id or a nonce.
#pragma once

#include <cert.h>
#include <cms.h>
#include <gnutls/pkcs7.h>
#include <hasht.h>
#include <nss.h>
#include <pk11pub.h>

#include <stdexcept>
#include <string>

namespace peers {

// GnuTLS verifies no message without content, which a refusal is: it parses it and takes out who signed, how and when.
inline bool gnutls(std::string& der) {
  const gnutls_datum_t bytes = {reinterpret_cast<unsigned char*>(der.data()), static_cast<unsigned int>(der.size())};
  gnutls_pkcs7_t message = nullptr;
  gnutls_pkcs7_signature_info_st signature{};
  const bool good = gnutls_pkcs7_init(&message) >= 0 && gnutls_pkcs7_import(message, &bytes, GNUTLS_X509_FMT_DER) >= 0 &&
                    gnutls_pkcs7_get_signature_info(message, 0, &signature) >= 0;
  gnutls_pkcs7_signature_info_deinit(&signature);
  gnutls_pkcs7_deinit(message);
  return good;
}

// NSS verifies the signature and the messageDigest. It finds the signer's certificate among all that the process knows: the
// CA's, since the constructor told it.
class nss {
 public:
  explicit nss(std::string ca_der) {
    SECItem item = item_of(ca_der);
    if (NSS_NoDB_Init(nullptr) != SECSuccess ||
        (ca_ = CERT_NewTempCertificate(CERT_GetDefaultCertDB(), &item, nullptr, PR_FALSE, PR_TRUE)) == nullptr)
      throw std::runtime_error("NSS does not read the CA's certificate");
  }
  ~nss() { CERT_DestroyCertificate(ca_); }
  nss(const nss&) = delete;
  nss& operator=(const nss&) = delete;

  bool operator()(std::string& der) const {
    SECItem item = item_of(der);
    NSSCMSMessage* const message = NSS_CMSMessage_CreateFromDER(&item, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr);
    if (message == nullptr) return false;
    NSSCMSContentInfo* const info = NSS_CMSMessage_ContentLevel(message, 0);
    auto* const data = static_cast<NSSCMSSignedData*>(NSS_CMSContentInfo_GetContent(info));
    NSSCMSSignerInfo* const signer = NSS_CMSSignedData_GetSignerInfo(data, 0);
    unsigned char hash[SHA1_LENGTH];  // with which micromdm signs
    SECItem digest{siBuffer, hash, SHA1_LENGTH};
    SECItem* const type = &SECOID_FindOIDByTag(SEC_OID_PKCS7_DATA)->oid;
    const bool good = NSS_CMSSignerInfo_GetSigningCertificate(signer, CERT_GetDefaultCertDB()) != nullptr &&
                      PK11_HashBuf(SEC_OID_SHA1, hash, nullptr, 0) == SECSuccess &&  // of no content
                      NSS_CMSSignerInfo_Verify(signer, &digest, type) == SECSuccess;
    NSS_CMSMessage_Destroy(message);
    return good;
  }

 private:
  static SECItem item_of(std::string& bytes) {
    return {siBuffer, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<unsigned int>(bytes.size())};
  }
  CERTCertificate* ca_ = nullptr;
};

}  // namespace peers
