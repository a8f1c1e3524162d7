// Makes SCEP messages of every form, good and bad, with OpenSSL: the other side of the wire for the tests.
#pragma once

#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "der.hpp"

namespace support {

struct openssl_delete {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(CMS_ContentInfo* cms) const { CMS_ContentInfo_free(cms); }
  void operator()(X509_ATTRIBUTE* attribute) const { X509_ATTRIBUTE_free(attribute); }
};
using key_ptr = std::unique_ptr<EVP_PKEY, openssl_delete>;
using x509_ptr = std::unique_ptr<X509, openssl_delete>;

// A key and its self-signed certificate.
struct identity {
  key_ptr key;
  x509_ptr certificate;
};
enum class key_type { rsa, ec };
identity make_identity(const std::string& common_name, long serial = 1, key_type type = key_type::rsa);

// Some that are made once.
const identity& ca();
const identity& ec_ca();
const identity& client();
const identity& stranger();

// An attribute with any type and any number of values; bytes are the contents octets.
struct attribute {
  std::string oid;
  int type;
  std::vector<std::string> values;
};

inline const std::string message_type = "2.16.840.1.113733.1.9.2";
inline const std::string pki_status = "2.16.840.1.113733.1.9.3";
inline const std::string fail_info = "2.16.840.1.113733.1.9.4";
inline const std::string sender_nonce = "2.16.840.1.113733.1.9.5";
inline const std::string recipient_nonce = "2.16.840.1.113733.1.9.6";
inline const std::string transaction_id = "2.16.840.1.113733.1.9.7";
inline const std::string fail_info_text = "1.3.6.1.5.5.7.24.1";
inline const std::string step_ca_text = "1.3.6.1.5.5.7.24";
inline const std::string ndes_hresult = "1.3.6.1.4.1.311.21.33";

// RFC 8894 3.2.1's names of those that every message, or every reply, carries.
inline std::string name_of(const std::string& oid) {
  for (const auto& [known, name] :
       {std::pair(message_type, "messageType"), std::pair(pki_status, "pkiStatus"), std::pair(sender_nonce, "senderNonce"),
        std::pair(recipient_nonce, "recipientNonce"), std::pair(transaction_id, "transactionID")})
    if (known == oid) return name;
  return {};
}

// What to build; as it stands, without attributes.
struct message {
  std::vector<attribute> attributes;           // signed
  std::vector<attribute> unsigned_attributes;  //
  std::optional<std::string> content;          // absent, or the eContent's bytes
  int content_type = NID_pkcs7_data;           // eContentType, and the contentType that is signed
  std::vector<const identity*> signers;
  const EVP_MD* digest = EVP_sha256();
  bool certificates = true;  // the signers' go along
  std::vector<const identity*> further_certificates;
  bool key_identifier = false;        // name the signer by its subject key identifier
  bool signature_algorithm = false;   // name sha256WithRSAEncryption, not rsaEncryption
  bool no_signed_attributes = false;  // a bare signature over the content

  // Replaces, or removes, or adds to, the attributes with this OID.
  message& set(const std::string& oid, std::string value, int type = V_ASN1_PRINTABLESTRING);
  message& remove(const std::string& oid);
  message& add(attribute a);
};

// The request's side of the replies below.
inline const std::string id = "3F2A9C0D5B";
inline const std::string nonce = "0123456789abcdef";

message success(const identity& ca);
message refusal(const identity& ca, const std::string& reason = "2");
message pending(const identity& ca);

// A request with the same id and nonce, signed by the client itself; without a content.
message request(const identity& client, const std::string& type = "19");

// A PKCSReq's content: a certification request for the client's key, with the challenge password, encrypted to the CA.
std::string enveloped_csr(const identity& client, X509* ca, const std::string& challenge);

std::string build(const message& m);

}  // namespace support
