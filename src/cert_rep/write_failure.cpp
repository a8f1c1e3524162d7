#include <openssl/rand.h>

#include <scep/cert_rep.hpp>

#include <algorithm>

#include "signed_attributes.hpp"
#include "signed_message.hpp"

namespace scep {

namespace {

using detail::attribute;

bool add(CMS_SignerInfo* signer, attribute kind, int type, std::string_view value) {
  const std::string_view oid = row_of(kind).oid;
  // ASN1_OBJECT_create copies the bytes, though its parameter does not say so.
  auto* const bytes = reinterpret_cast<unsigned char*>(const_cast<char*>(oid.data()));
  const detail::object_ptr object(ASN1_OBJECT_create(NID_undef, bytes, static_cast<int>(oid.size()), nullptr, nullptr));
  return object != nullptr &&
         CMS_signed_add1_attr_by_OBJ(signer, object.get(), type, value.data(), static_cast<int>(value.size())) == 1;
}

// As the RFC has it, where the id allows that. Go's parser takes no reply whose PrintableString holds `_`, but reads, and
// writes, such an id as a UTF8String.
int type_of(std::string_view transaction_id) {
  constexpr std::string_view printable = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?";
  const bool fits = transaction_id.find_first_not_of(printable) == std::string_view::npos;
  return fits ? V_ASN1_PRINTABLESTRING : V_ASN1_UTF8STRING;
}

// What clients verify: RSA, but none that OpenSSL's own default would refuse, and ECDSA.
bool can_sign(const EVP_PKEY* key) {
  return EVP_PKEY_is_a(key, "EC") == 1 || (EVP_PKEY_is_a(key, "RSA") == 1 && EVP_PKEY_get_bits(key) >= 1024);
}

}  // namespace

result<std::string> write_failure(fail_info reason, std::string_view text, const request_context& request,
                                  x509_st* certificate, evp_pkey_st* key) {
  const detail::error_scope errors;
  if (text.size() > max_text_size || request.transaction_id.size() > max_text_size ||
      request.sender_nonce.size() > max_text_size)
    return std::make_error_code(std::errc::message_size);
  if (!detail::is_utf8(text) || !detail::is_utf8(request.transaction_id))
    return std::make_error_code(std::errc::illegal_byte_sequence);
  if (request.transaction_id.empty() || request.sender_nonce.empty() || certificate == nullptr || key == nullptr ||
      X509_check_private_key(certificate, key) != 1)
    return std::make_error_code(std::errc::invalid_argument);

  const std::error_code failed = std::make_error_code(std::errc::not_supported);
  if (!can_sign(key)) return failed;
  unsigned char nonce[16];
  if (RAND_bytes(nonce, sizeof nonce) != 1) return failed;
  // The RFC has no eContent here (3.2), but PKCS7_verify and its users cannot read that. An empty one has the same digest,
  // and everybody reads it.
  const detail::cms_ptr cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, CMS_PARTIAL));
  if (!cms) return failed;
  CMS_SignerInfo* const signer = CMS_add1_signer(cms.get(), certificate, key, EVP_sha256(), CMS_NOSMIMECAP);
  const detail::bio_ptr nothing(BIO_new_mem_buf("", 0));
  const std::string number = std::to_string(to_wire(fail_info_for(reason)));
  const bool written =
      signer != nullptr && nothing != nullptr && add(signer, attribute::message_type, V_ASN1_PRINTABLESTRING, "3") &&
      add(signer, attribute::pki_status, V_ASN1_PRINTABLESTRING, "2") &&
      add(signer, attribute::fail_info, V_ASN1_PRINTABLESTRING, number) &&
      add(signer, attribute::transaction_id, type_of(request.transaction_id), request.transaction_id) &&
      add(signer, attribute::sender_nonce, V_ASN1_OCTET_STRING, {reinterpret_cast<const char*>(nonce), sizeof nonce}) &&
      add(signer, attribute::recipient_nonce, V_ASN1_OCTET_STRING, request.sender_nonce) &&
      (text.empty() || add(signer, attribute::fail_info_text, V_ASN1_UTF8STRING, text)) &&
      CMS_final(cms.get(), nothing.get(), nullptr, 0) == 1;
  if (!written) return failed;

  std::string der(static_cast<std::size_t>(std::max(i2d_CMS_ContentInfo(cms.get(), nullptr), 0)), '\0');
  auto* next = reinterpret_cast<unsigned char*>(der.data());
  if (der.empty() || i2d_CMS_ContentInfo(cms.get(), &next) < 0) return failed;
  // Short of memory, OpenSSL 3.0 may report success and leave a broken message: nothing goes out that does not verify.
  const auto message = detail::parse(der);
  if (!message || detail::verify(message.assume_value(), {certificate})) return failed;
  return der;
}

}  // namespace scep
