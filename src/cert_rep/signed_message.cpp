#include "signed_message.hpp"

#include <openssl/asn1.h>

#include <scep/cert_rep.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "elements.hpp"

namespace scep::detail {

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;

namespace {

constexpr std::string_view signed_data_oid("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02");

// A ContentInfo of a SignedData (RFC 5652 3, 5.1), of which only this is wanted. Its parts are checked when CMS decodes
// them.
struct shell {
  explicit shell(std::string_view der) {
    elements all(der);
    elements info(all.next(tag::sequence).contents);
    const std::string_view type = info.next(tag::oid).contents;
    elements content_of_info(info.next(tag::context_0).contents);
    elements data(content_of_info.next(tag::sequence).contents);
    version = data.next(tag::integer).whole;
    data.next(tag::set);  // digestAlgorithms
    content = data.next(tag::sequence).whole;
    certificates = data.next(tag::context_0).contents;
    data.next(tag::context_1);  // crls
    const element signers_set = data.next(tag::set);
    signers = signers_set.contents;
    is_whole = type == signed_data_oid && !signers_set.whole.empty() && all.left().empty() && info.left().empty() &&
               content_of_info.left().empty() && data.left().empty();
  }

  bool is_whole;
  std::string_view version;
  std::string_view content;
  std::string_view certificates;
  std::string_view signers;
};

// Attributes (RFC 5652 5.3) and their values together; none where a tag is not the right one, though OpenSSL takes some
// such.
std::optional<int> count_of(std::string_view attributes) {
  int count = 0;
  for (elements list(attributes); !list.left().empty(); ++count) {
    elements attribute(list.next(tag::sequence).contents);
    attribute.next(tag::oid);
    const element set = attribute.next(tag::set);
    if (set.whole.empty()) return std::nullopt;
    for (elements values(set.contents); !values.left().empty(); ++count)
      if (values.next().whole.empty()) return std::nullopt;
  }
  return count;
}

// A SignerInfo's (RFC 5652 5.3) members up to the signature, and how many attributes and values they hold; none where it is
// no SignerInfo.
struct signed_part {
  explicit signed_part(std::string_view signer) : members(signer) {
    elements rest(signer);
    rest.next(tag::integer);   // version
    rest.next();               // sid
    rest.next(tag::sequence);  // digestAlgorithm
    count = count_of(rest.next(tag::context_0).contents);
    const bool has_algorithm = !rest.next(tag::sequence).whole.empty();
    const bool has_signature = !rest.next().whole.empty();
    if (!has_algorithm || !has_signature) count.reset();
    members.remove_suffix(rest.left().size());
  }

  std::string_view members;
  std::optional<int> count;
};

// Puts the header of a constructed element of that tag before its contents.
void wrap(std::string& contents, int number, int tag_class = V_ASN1_UNIVERSAL) {
  std::array<unsigned char, 16> header;
  unsigned char* end = header.data();
  ASN1_put_object(&end, 1, static_cast<int>(contents.size()), number, tag_class);
  contents.insert(contents.begin(), header.data(), end);
}

// The message with nothing but what the signature covers, and the signature; null where CMS cannot read it. Elements go
// along as they stand, so that their bytes stay those that were signed.
cms_ptr decode(const shell& message, const signed_part& signer) {
  std::string der;
  der.reserve(message.content.size() + signer.members.size() + 100);  // so that it grows once
  der = signer.members;
  wrap(der, V_ASN1_SEQUENCE);
  wrap(der, V_ASN1_SET);
  der.insert(0, message.content);
  der.insert(0, "\x31\0", 2);  // no digestAlgorithms
  der.insert(0, message.version);
  wrap(der, V_ASN1_SEQUENCE);
  wrap(der, 0, V_ASN1_CONTEXT_SPECIFIC);
  der.insert(0, signed_data_oid);
  der.insert(0, std::string{V_ASN1_OBJECT, static_cast<char>(signed_data_oid.size())});
  wrap(der, V_ASN1_SEQUENCE);
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  return cms_ptr(d2i_CMS_ContentInfo(nullptr, &next, static_cast<long>(der.size())));
}

}  // namespace

outcome::std_result<signed_message> parse(std::string_view der) {
  if (der.size() > max_message_size) return reply_errc::too_large;
  const shell message(der);
  if (!message.is_whole) return reply_errc::not_signed_data;

  if (message.signers.empty()) return reply_errc::no_signer;
  elements signers(message.signers);
  const signed_part signer(signers.next(tag::sequence).contents);
  if (!signer.count) return reply_errc::not_signed_data;
  if (!signers.left().empty()) return reply_errc::several_signers;
  constexpr int most = 1000;  // more than in any honest message would cost a hundred times their size while they are decoded
  if (*signer.count > most) return reply_errc::malformed_attribute;

  cms_ptr cms = decode(message, signer);
  if (!cms) return reply_errc::not_signed_data;
  CMS_SignerInfo* const info = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms.get()), 0);
  return signed_message{std::move(cms), info, message.certificates};
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

// OpenSSL 3.0 verifies no EdDSA in CMS.
bool is_eddsa(X509& certificate) {
  ASN1_OBJECT* oid = nullptr;
  X509_PUBKEY_get0_param(&oid, nullptr, nullptr, nullptr, X509_get_X509_PUBKEY(&certificate));
  const int algorithm = OBJ_obj2nid(oid);
  return algorithm == NID_ED25519 || algorithm == NID_ED448;
}

// Whether the signed messageDigest is that of the content. No content (RFC 8894 3.2) is content of no bytes.
bool has_signed_content(const signed_message& message, const EVP_MD& digest) {
  constexpr int the_only_one = -3;
  const auto* const signed_digest = static_cast<const ASN1_OCTET_STRING*>(
      CMS_signed_get0_data_by_OBJ(message.signer, OBJ_nid2obj(NID_pkcs9_messageDigest), the_only_one, V_ASN1_OCTET_STRING));
  const ASN1_OCTET_STRING* const content = *CMS_get0_content(message.cms.get());
  const std::string_view bytes = content != nullptr ? bytes_of(*content) : std::string_view();
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash;
  unsigned int size = 0;
  return signed_digest != nullptr && EVP_Digest(bytes.data(), bytes.size(), hash.data(), &size, &digest, nullptr) == 1 &&
         bytes_of(*signed_digest) == std::string_view(reinterpret_cast<const char*>(hash.data()), size);
}

}  // namespace

// Not by CMS_verify, which wants content, and the certificate's chain.
std::error_code verify_by(const signed_message& message, X509& certificate) {
  if (CMS_signed_get_attr_count(message.signer) < 1) return reply_errc::missing_attribute;  // the content alone says nothing
  const int digest = digest_of(*message.signer);
  if (digest == NID_md5 || digest == NID_md4 || digest == NID_md2) return reply_errc::weak_digest;
  if (!is_allowed(digest) || is_eddsa(certificate)) return reply_errc::unsupported_algorithm;
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
    if (!outcome) break;  // else try on: a renewed certificate may have the same issuer and number
  }
  return outcome;
}

}  // namespace scep::detail
