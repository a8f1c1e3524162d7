#include "reply_builder.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <stdexcept>

namespace support {

namespace {

using attribute_ptr = std::unique_ptr<X509_ATTRIBUTE, openssl_delete>;

template <class T>
T* check(T* object) {
  if (object == nullptr) throw std::runtime_error(ERR_error_string(ERR_peek_last_error(), nullptr));
  return object;
}

void check(int ok) {
  if (ok <= 0) throw std::runtime_error(ERR_error_string(ERR_peek_last_error(), nullptr));
}

attribute_ptr make_attribute(const attribute& a) {
  attribute_ptr made(check(X509_ATTRIBUTE_new()));
  ASN1_OBJECT* const object = check(OBJ_txt2obj(a.oid.c_str(), 1));
  check(X509_ATTRIBUTE_set1_object(made.get(), object));
  ASN1_OBJECT_free(object);
  for (const std::string& value : a.values)
    check(X509_ATTRIBUTE_set1_data(made.get(), a.type, value.data(), static_cast<int>(value.size())));
  return made;
}

std::string der_of(CMS_ContentInfo* cms) {
  unsigned char* der = nullptr;
  const int size = i2d_CMS_ContentInfo(cms, &der);
  check(size);
  std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

}  // namespace

identity make_identity(const std::string& common_name, long serial, key_type type) {
  identity made;
  made.key.reset(check(type == key_type::rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256")));
  made.certificate.reset(check(X509_new()));
  X509* const certificate = made.certificate.get();
  check(X509_set_version(certificate, X509_VERSION_3));
  check(ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial));
  X509_NAME* const name = X509_get_subject_name(certificate);
  check(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(common_name.data()),
                                   static_cast<int>(common_name.size()), -1, 0));
  check(X509_set_issuer_name(certificate, name));
  check(X509_gmtime_adj(X509_getm_notBefore(certificate), 0));
  check(X509_gmtime_adj(X509_getm_notAfter(certificate), 86400));
  check(X509_set_pubkey(certificate, made.key.get()));
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const identifier = check(X509V3_EXT_conf_nid(nullptr, &context, NID_subject_key_identifier, "hash"));
  check(X509_add_ext(certificate, identifier, -1));
  X509_EXTENSION_free(identifier);
  check(X509_sign(certificate, made.key.get(), EVP_sha256()));
  return made;
}

const identity& ca() {
  static const identity made = make_identity("CA");
  return made;
}

const identity& ec_ca() {
  static const identity made = make_identity("EC CA", 1, key_type::ec);
  return made;
}

const identity& client() {
  static const identity made = make_identity("Client");
  return made;
}

const identity& stranger() {
  static const identity made = make_identity("Stranger");
  return made;
}

message& message::remove(const std::string& oid) {
  attributes.erase(std::remove_if(attributes.begin(), attributes.end(), [&](const attribute& a) { return a.oid == oid; }),
                   attributes.end());
  return *this;
}

message& message::set(const std::string& oid, std::string value, int type) {
  return remove(oid).add({oid, type, {std::move(value)}});
}

message& message::add(attribute a) {
  attributes.push_back(std::move(a));
  return *this;
}

namespace {

message reply(const identity& ca, const std::string& status) {
  message m;
  m.signers = {&ca};
  return m.set(message_type, "3")
      .set(pki_status, status)
      .set(transaction_id, id)
      .set(sender_nonce, "fedcba9876543210", V_ASN1_OCTET_STRING)
      .set(recipient_nonce, nonce, V_ASN1_OCTET_STRING);
}

}  // namespace

message success(const identity& ca) {
  message m = reply(ca, "0");
  m.content = "the pkcsPKIEnvelope";
  return m;
}

message refusal(const identity& ca, const std::string& reason) { return reply(ca, "2").set(fail_info, reason); }

message pending(const identity& ca) { return reply(ca, "3"); }

message request(const identity& client, const std::string& type) {
  message m;
  m.signers = {&client};
  return m.set(message_type, type).set(transaction_id, id).set(sender_nonce, nonce, V_ASN1_OCTET_STRING);
}

std::string enveloped_csr(const identity& client, X509* ca, const std::string& challenge) {
  X509_REQ* const csr = check(X509_REQ_new());
  check(X509_REQ_set_subject_name(csr, X509_get_subject_name(client.certificate.get())));
  check(X509_REQ_set_pubkey(csr, client.key.get()));
  check(X509_REQ_add1_attr_by_NID(csr, NID_pkcs9_challengePassword, MBSTRING_UTF8,
                                  reinterpret_cast<const unsigned char*>(challenge.data()),
                                  static_cast<int>(challenge.size())));
  check(X509_REQ_sign(csr, client.key.get(), EVP_sha256()));
  BIO* const data = check(BIO_new(BIO_s_mem()));
  check(i2d_X509_REQ_bio(data, csr));
  X509_REQ_free(csr);
  STACK_OF(X509)* const recipients = check(sk_X509_new_null());
  check(sk_X509_push(recipients, ca));
  const std::unique_ptr<CMS_ContentInfo, openssl_delete> cms(
      check(CMS_encrypt(recipients, data, EVP_aes_128_cbc(), CMS_BINARY)));
  sk_X509_free(recipients);
  BIO_free(data);
  return der_of(cms.get());
}

std::string build(const message& m) {
  const unsigned int detached = m.content ? 0 : CMS_DETACHED;
  const std::unique_ptr<CMS_ContentInfo, openssl_delete> cms(
      check(CMS_sign(nullptr, nullptr, nullptr, nullptr, CMS_PARTIAL | CMS_BINARY | detached)));
  check(CMS_set1_eContentType(cms.get(), OBJ_nid2obj(m.content_type)));
  for (const identity* signer : m.signers) {
    const unsigned int flags = CMS_NOSMIMECAP | (m.certificates ? 0 : CMS_NOCERTS) |
                               (m.no_signed_attributes ? CMS_NOATTR : 0) | (m.key_identifier ? CMS_USE_KEYID : 0);
    CMS_SignerInfo* const info =
        check(CMS_add1_signer(cms.get(), signer->certificate.get(), signer->key.get(), m.digest, flags | CMS_PARTIAL));
    for (const attribute& a : m.attributes) check(CMS_signed_add1_attr(info, make_attribute(a).get()));
    for (const attribute& a : m.unsigned_attributes) check(CMS_unsigned_add1_attr(info, make_attribute(a).get()));
  }
  for (const identity* further : m.further_certificates) check(CMS_add1_cert(cms.get(), further->certificate.get()));
  const std::string content = m.content.value_or("");
  BIO* const data = check(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
  const int finished = m.signers.empty() ? 1 : CMS_final(cms.get(), data, nullptr, CMS_BINARY | detached);
  BIO_free(data);
  check(finished);
  if (m.signature_algorithm) {
    X509_ALGOR* algorithm = nullptr;
    CMS_SignerInfo_get0_algs(sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms.get()), 0), nullptr, nullptr, nullptr,
                             &algorithm);
    check(X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256WithRSAEncryption), V_ASN1_NULL, nullptr));
  }
  return der_of(cms.get());
}

}  // namespace support
