// What both programs ask of OpenSSL: keys, certificates, envelopes and signed messages. All strings are DER.
#pragma once

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <scep/outcome.hpp>

#include <algorithm>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

template <auto free>
struct deleter {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};
using bio_ptr = std::unique_ptr<BIO, deleter<BIO_free_all>>;
using cms_ptr = std::unique_ptr<CMS_ContentInfo, deleter<CMS_ContentInfo_free>>;
using csr_ptr = std::unique_ptr<X509_REQ, deleter<X509_REQ_free>>;
using key_ptr = std::unique_ptr<EVP_PKEY, deleter<EVP_PKEY_free>>;
using x509_ptr = std::unique_ptr<X509, deleter<X509_free>>;

template <class T>
std::string to_der(const T* object, int (*encode)(const T*, unsigned char**)) {
  std::string der(static_cast<std::size_t>(std::max(encode(object, nullptr), 0)), '\0');
  auto* next = reinterpret_cast<unsigned char*>(der.data());
  if (!der.empty()) encode(object, &next);
  return der;
}

template <class Owner, class T>
Owner from_der(std::string_view der, T* (*decode)(T**, const unsigned char**, long)) {
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  return Owner(decode(nullptr, &next, static_cast<long>(der.size())));
}

inline bio_ptr reader(std::string_view bytes) {
  return bio_ptr(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

inline std::string contents(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

inline std::string hex(const std::string& bytes, char separator) {
  std::string text(bytes.size() * 3 + 1, '\0');
  std::size_t size = 0;
  OPENSSL_buf2hexstr_ex(text.data(), text.size(), &size, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                        separator);
  return text.substr(0, size - 1);  // less the final zero
}

// Empty where it is none.
inline std::string from_base64(const std::string& text) {
  std::string bytes(text.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  const auto padding = static_cast<int>(std::count(text.begin(), text.end(), '='));
  bytes.resize(static_cast<std::size_t>(std::max(size - padding, 0)));
  return bytes;
}

// Some peers encrypt with single DES, micromdm's library for one. OpenSSL 3 leaves that to its legacy provider.
inline void load_single_des() {
  OSSL_PROVIDER_load(nullptr, "default");
  OSSL_PROVIDER_load(nullptr, "legacy");
}

inline std::string random_bytes(std::size_t size) {
  std::string bytes(size, '\0');
  RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size));
  return bytes;
}

template <class Write, class... Arguments>
void write_pem(const std::string& file, Write write, Arguments... arguments) {
  const bio_ptr bio(BIO_new(BIO_s_mem()));
  write(bio.get(), arguments...);
  std::ofstream(file) << contents(bio.get());
}

// A certificate for a day; where there is no issuer, self-signed.
inline x509_ptr certify(const X509_NAME* subject, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
  x509_ptr made(X509_new());
  X509* const c = made.get();
  const std::string number = '\x01' + random_bytes(15);
  const auto* const serial = reinterpret_cast<const unsigned char*>(number.data());
  X509_set_version(c, X509_VERSION_3);
  ASN1_STRING_set(X509_get_serialNumber(c), serial, static_cast<int>(number.size()));
  X509_set_subject_name(c, subject);
  X509_set_issuer_name(c, issuer != nullptr ? X509_get_subject_name(issuer) : subject);
  X509_gmtime_adj(X509_getm_notBefore(c), -60);
  X509_gmtime_adj(X509_getm_notAfter(c), 86400);
  X509_set_pubkey(c, key);
  X509_EXTENSION* const kind =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_basic_constraints, issuer == nullptr ? "CA:TRUE" : "CA:FALSE");
  X509_add_ext(c, kind, -1);
  X509_EXTENSION_free(kind);
  X509_sign(c, issuer_key, EVP_sha256());
  return made;
}

// The certificates in one, or in a PKCS #7 message without a signer, which is how SCEP hands several around.
inline std::vector<x509_ptr> certificates_in(std::string_view der) {
  std::vector<x509_ptr> found;
  if (x509_ptr one = from_der<x509_ptr>(der, d2i_X509)) {
    found.push_back(std::move(one));
  } else if (const cms_ptr message = from_der<cms_ptr>(der, d2i_CMS_ContentInfo)) {
    STACK_OF(X509)* const all = CMS_get1_certs(message.get());
    while (sk_X509_num(all) > 0) found.emplace_back(sk_X509_shift(all));
    sk_X509_free(all);
  }
  return found;
}

// A pkcsPKIEnvelope (RFC 8894 3.1).
inline scep::result<std::string> encrypt(std::string_view data, X509* recipient, const EVP_CIPHER* cipher) {
  STACK_OF(X509)* const recipients = sk_X509_new_null();
  sk_X509_push(recipients, recipient);
  const cms_ptr made(CMS_encrypt(recipients, reader(data).get(), cipher, CMS_BINARY));
  sk_X509_free(recipients);
  if (!made) return scep::fail_info::bad_algorithm;  // no key to encrypt to
  return to_der(made.get(), i2d_CMS_ContentInfo);
}

inline scep::result<std::string> decrypt(std::string_view envelope, EVP_PKEY* key, X509* recipient) {
  const cms_ptr message = from_der<cms_ptr>(envelope, d2i_CMS_ContentInfo);
  const bio_ptr plain(BIO_new(BIO_s_mem()));
  if (!message || CMS_decrypt(message.get(), key, recipient, nullptr, plain.get(), CMS_BINARY) != 1)
    return std::make_error_code(std::errc::bad_message);
  return contents(plain.get());
}

// A signed attribute (RFC 8894 3.2.1).
struct attribute {
  const char* oid;
  int type;
  std::string value;
};
constexpr auto message_type = "2.16.840.1.113733.1.9.2";
constexpr auto pki_status = "2.16.840.1.113733.1.9.3";
constexpr auto sender_nonce = "2.16.840.1.113733.1.9.5";
constexpr auto recipient_nonce = "2.16.840.1.113733.1.9.6";
constexpr auto transaction_id = "2.16.840.1.113733.1.9.7";

// A pkiMessage (RFC 8894 3.1).
inline scep::result<std::string> sign(std::string_view content, const std::vector<attribute>& attributes, X509* certificate,
                                      EVP_PKEY* key, const EVP_MD* digest) {
  const cms_ptr message(CMS_sign(nullptr, nullptr, nullptr, nullptr, CMS_PARTIAL | CMS_BINARY));
  CMS_SignerInfo* const signer = CMS_add1_signer(message.get(), certificate, key, digest, CMS_PARTIAL | CMS_NOSMIMECAP);
  bool ok = signer != nullptr;
  for (const attribute& a : attributes)
    ok = ok && CMS_signed_add1_attr_by_txt(signer, a.oid, a.type, a.value.data(), static_cast<int>(a.value.size())) == 1;
  if (!ok || CMS_final(message.get(), reader(content).get(), nullptr, CMS_BINARY) != 1)
    return std::make_error_code(std::errc::not_supported);
  return to_der(message.get(), i2d_CMS_ContentInfo);
}
