#include "attacks.hpp"

#include <openssl/bn.h>
#include <openssl/ec.h>

#include <algorithm>
#include <utility>

#include "der.hpp"
#include "reply_builder.hpp"

namespace support {

namespace {

using namespace std::string_literals;

std::string fill(std::size_t size, const std::string& element) {
  std::string list;
  list.reserve(size);
  while (list.size() + element.size() <= size) list += element;
  return list;
}

// An element around bytes, of indefinite length.
std::string indefinite(char tag, const std::string& bytes) { return tag + "\x80"s + bytes + "\0\0"s; }

const std::string rsa_oid = "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01";
const std::string ec_oid = "\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01";
const std::string null("\x05\0", 2);
const std::string sha256 = tlv('\x30', "\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01");
const std::string common_name = "\x06\x03\x55\x04\x03";
const std::string validity = tlv('\x30', tlv('\x17', "260101000000Z") + tlv('\x17', "270101000000Z"));

struct certificate {
  std::string serial = "\x02\x01\x01";
  std::string issuer = tlv('\x30', "");
  std::string subject = tlv('\x30', "");
  std::string key;
  std::string extensions = {};

  std::string der() const {
    const std::string algorithm = tlv('\x30', rsa_oid + null);
    return tlv('\x30', tlv('\x30', "\xA0\x03\x02\x01\x02" + serial + algorithm + issuer + validity + subject + key +
                                       (extensions.empty() ? "" : tlv('\xA3', tlv('\x30', extensions)))) +
                           algorithm + "\x03\x01\0"s);
  }
};

std::string subject_key(const std::string& algorithm, const std::string& bits) {
  return tlv('\x30', tlv('\x30', algorithm) + tlv('\x03', '\0' + bits));
}

std::string rsa_key(const std::string& modulus, const std::string& exponent) {
  return subject_key(rsa_oid + null, tlv('\x30', tlv('\x02', modulus) + tlv('\x02', exponent)));
}

const std::string tiny_rsa = rsa_key("\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xC5", "\x03");

// A curve over a prime k * 2^624 + 1, in which square roots are slow, with a compressed point. OpenSSL takes no longer one
// than 661 bits.
std::string explicit_ec_key() {
  BIGNUM* const p = BN_new();
  BIGNUM* const step = BN_new();
  BN_set_bit(step, 624);
  BN_generate_prime_ex(p, 656, 0, step, BN_value_one(), nullptr);
  std::string prime(static_cast<std::size_t>(BN_num_bytes(p)), '\0');
  BN_bn2bin(p, reinterpret_cast<unsigned char*>(prime.data()));
  BN_free(p);
  BN_free(step);
  const std::string size(prime.size() - 1, '\0');
  const std::string field = tlv('\x30', "\x06\x07\x2A\x86\x48\xCE\x3D\x01\x01" + tlv('\x02', '\0' + prime));
  const std::string curve = tlv('\x30', tlv('\x04', size + "\1") + tlv('\x04', size + "\2"));
  const std::string parameters = tlv(
      '\x30', "\x02\x01\x01" + field + curve + tlv('\x04', "\2" + size + "\3") + tlv('\x02', '\0' + prime) + "\x02\x01\x01");
  return subject_key(ec_oid + parameters, "\2" + size + "\3");
}

}  // namespace

std::vector<attack> attacks() {
  static const message_parts honest(build(request(client())));
  static const message_parts reply(build(refusal(client()).remove(fail_info)));
  static const message_parts ec_reply(build(pending(ec_ca())));
  static const message_parts named_by_key = [] {
    message m = request(client());
    m.key_identifier = true;
    return message_parts(build(m));
  }();
  static const std::string explicit_ec =
      certificate{"\x02\x01\x01", tlv('\x30', ""), tlv('\x30', ""), explicit_ec_key()}.der();
  static const std::string tiny = certificate{"\x02\x01\x01", tlv('\x30', ""), tlv('\x30', ""), tiny_rsa}.der();

  std::vector<attack> all;
  // The whole of a place is filled: member, or list.
  const auto add = [&](const std::string& name, std::string message_parts::*place, auto make, bool is_skipped = false,
                       const message_parts* base = nullptr) {
    all.push_back({name,
                   [=](std::size_t size) {
                     message_parts parts = base == nullptr ? honest : *base;
                     parts.*place += make(size - parts.der().size() - 64);
                     return parts.der();
                   },
                   is_skipped});
  };
  const auto replace = [&](const std::string& name, std::string message_parts::*place, auto make,
                           const message_parts* base = nullptr) {
    all.push_back({name, [=](std::size_t size) {
                     message_parts parts = base == nullptr ? honest : *base;
                     parts.*place = make(size - parts.der().size() - 64);
                     return parts.der();
                   }});
  };
  const auto listed = [&](const std::string& name, std::string message_parts::*place, const std::string& element,
                          bool is_skipped = false) {
    add(
        name, place, [=](std::size_t size) { return fill(size, element); }, is_skipped);
  };

  // Never decoded.
  for (const auto& [name, place] :
       {std::pair("certificates", &message_parts::certificates), std::pair("CRLs", &message_parts::crls),
        std::pair("digestAlgorithms", &message_parts::digest_algorithms),
        std::pair("unsigned attributes", &message_parts::unsigned_attributes)}) {
    listed(name + ": tiny RSA certificates"s, place, tiny, true);
    listed(name + ": EC with explicit parameters"s, place, explicit_ec, true);
    listed(name + ": empty SEQUENCEs"s, place, tlv('\x30', ""), true);
    listed(name + ": algorithms"s, place, sha256, true);
    listed(name + ": indefinite lengths"s, place, indefinite('\x30', ""), true);
    add(
        name + ": nesting"s, place, [](std::size_t size) { return fill(size / 2, "\x30\x80"s) + fill(size / 2, "\0\0"s); },
        true);
    add(
        name + ": nesting without an end"s, place, [](std::size_t size) { return fill(size, "\x30\x80"s); }, true);
  }

  // A request's signer looked for.
  const auto searched = [&](const std::string& name, const message_parts& base, const std::string& element, bool first) {
    all.push_back({name, [=](std::size_t size) {
                     message_parts parts = base;
                     const std::string many = fill(size - base.der().size() - 64, element);
                     parts.certificates = first ? many + parts.certificates : many;
                     return parts.der();
                   }});
  };
  const std::string issuer = elements(contents(honest.signer_id)).at(0);
  searched("signer sought: right issuer, wrong number", honest,
           certificate{"\x02\x02\x7F\x7F", issuer, tlv('\x30', ""), tiny_rsa}.der(), true);
  searched(
      "signer sought: by key identifier, many extensions", named_by_key,
      certificate{"\x02\x01\x01", tlv('\x30', ""), tlv('\x30', ""), tiny_rsa, fill(200, tlv('\x30', "\x06\x01\x01"))}.der(),
      true);
  const auto own = [&](const std::string& name, const std::function<certificate(std::size_t)>& make,
                       std::size_t signature = 256) {
    all.push_back({"signer's own certificate: " + name, [=](std::size_t size) {
                     message_parts parts = honest;
                     certificate found = make(std::min<std::size_t>(size, 65'000) - 1000);
                     found.issuer = issuer;
                     parts.certificates = found.der();
                     parts.signature = tlv('\x04', std::string(signature, '\x11'));
                     return parts.der();
                   }});
  };
  const auto with_key = [](std::string key) { return certificate{"\x02\x01\x01", "", tlv('\x30', ""), std::move(key)}; };
  own("explicit EC parameters", [=](std::size_t) { return with_key(explicit_ec_key()); });
  own("64 kB of RSA modulus", [=](std::size_t n) { return with_key(rsa_key(std::string(n, '\x7F'), "\x03")); });
  own("64 kB of RSA exponent",
      [=](std::size_t n) { return with_key(rsa_key(std::string(256, '\x7F'), std::string(n, '\x7F'))); });
  own(
      "RSA of 3072 bits, exponent too",
      [=](std::size_t) { return with_key(rsa_key(std::string(384, '\x7F'), std::string(383, '\x7F'))); }, 384);
  own(
      "RSA of 16384 bits, exponent of 64",
      [=](std::size_t) { return with_key(rsa_key(std::string(2048, '\x7F'), std::string(8, '\x7F'))); }, 2048);
  own("names", [=](std::size_t n) {
    certificate c = with_key(tiny_rsa);
    c.subject = tlv('\x30', fill(n, tlv('\x31', tlv('\x30', common_name + tlv('\x1E', "\0A"s)))));
    return c;
  });
  own("extensions", [=](std::size_t n) {
    certificate c = with_key(tiny_rsa);
    c.extensions = fill(n, tlv('\x30', "\x06\x03\x55\x1D\x63" + tlv('\x04', "")));
    return c;
  });
  for (const char* curve : {"P-521", "secp224r1", "sect571r1"})
    all.push_back({"a request signed with "s + curve, [curve](std::size_t) {
                     identity signer;
                     signer.key.reset(EVP_EC_gen(curve));
                     signer.certificate.reset(X509_dup(client().certificate.get()));
                     X509_set_pubkey(signer.certificate.get(), signer.key.get());
                     i2d_re_X509_tbs(signer.certificate.get(), nullptr);  // else its bytes stay the old ones
                     return build(request(signer));
                   }});

  // Decoded: signers, the name of one, algorithms, attributes, content, signature.
  const std::string tiny_signer =
      tlv('\x30', "\x02\x01\x01" + tlv('\x30', "") + tlv('\x30', "") + tlv('\x30', "") + tlv('\x04', ""));
  listed("signers", &message_parts::further_signers, tiny_signer);
  const auto name_of = [](const std::string& element) {
    return [=](std::size_t n) { return tlv('\x30', tlv('\x30', fill(n, element)) + "\x02\x01\x01"); };
  };
  const auto rdn = [](const std::string& value) { return tlv('\x31', tlv('\x30', common_name + value)); };
  replace("issuer: many names", &message_parts::signer_id, name_of(rdn(tlv('\x13', ""))), &reply);
  replace("issuer: many BMPStrings", &message_parts::signer_id, name_of(rdn(tlv('\x1E', "\0A"s))), &reply);
  replace("issuer: 64 kB BMPStrings", &message_parts::signer_id, name_of(rdn(tlv('\x1E', fill(60'000, "\0A"s)))), &reply);
  replace(
      "issuer: one RDN of many", &message_parts::signer_id,
      [](std::size_t n) {
        return tlv('\x30', tlv('\x30', tlv('\x31', fill(n, tlv('\x30', common_name + tlv('\x13', ""))))) + "\x02\x01\x01");
      },
      &reply);
  replace("issuer: empty RDNs", &message_parts::signer_id, name_of(tlv('\x31', "")), &reply);
  replace(
      "serial number", &message_parts::signer_id,
      [=](std::size_t n) { return tlv('\x30', issuer + tlv('\x02', std::string(n, '\x7F'))); }, &reply);
  replace(
      "key identifier of fragments", &message_parts::signer_id,
      [](std::size_t n) { return tlv('\xA0', fill(n, tlv('\x04', "x"))); }, &reply);
  replace(
      "digestAlgorithm: parameters", &message_parts::digest_algorithm,
      [](std::size_t n) { return tlv('\x30', "\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01" + tlv('\x30', fill(n, null))); },
      &reply);
  replace(
      "digestAlgorithm: OID", &message_parts::digest_algorithm,
      [](std::size_t n) { return tlv('\x30', tlv('\x06', std::string(n, '\xFF') + "\x01")); }, &reply);
  replace("signatureAlgorithm: OID", &message_parts::signature_algorithm,
          [](std::size_t n) { return tlv('\x30', tlv('\x06', std::string(n, '\xFF') + "\x01")); });
  replace("signatureAlgorithm: RSA-PSS parameters", &message_parts::signature_algorithm, [](std::size_t n) {
    return tlv('\x30', "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0A" +
                           tlv('\x30', tlv('\xA2', tlv('\x02', std::string(n, '\x7F')))));
  });
  replace("signature", &message_parts::signature, [](std::size_t n) { return tlv('\x04', std::string(n, '\x7F')); });
  replace("signature of fragments", &message_parts::signature,
          [](std::size_t n) { return tlv('\x24', fill(n, tlv('\x04', "x"))); });
  replace(
      "ECDSA signature", &message_parts::signature,
      [](std::size_t n) { return tlv('\x04', tlv('\x30', tlv('\x02', std::string(n, '\x7F')) + "\x02\x01\x01")); },
      &ec_reply);
  const std::string data = "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01";
  replace("content", &message_parts::content,
          [=](std::size_t n) { return tlv('\x30', data + tlv('\xA0', tlv('\x04', std::string(n, 'x')))); });
  for (const std::string& fragment : {tlv('\x04', "x"), tlv('\x04', ""), tlv('\x24', ""), indefinite('\x24', "")})
    replace("content of fragments", &message_parts::content,
            [=](std::size_t n) { return tlv('\x30', data + tlv('\xA0', tlv('\x24', fill(n, fragment)))); });
  replace("content: nesting", &message_parts::content,
          [=](std::size_t n) { return tlv('\x30', data + tlv('\xA0', fill(n / 2, "\x24\x80"s) + fill(n / 2, "\0\0"s))); });

  // Attributes are signed by the sender, as anybody can sign a request.
  const auto attributes = [&](const std::string& name, auto make) {
    for (const message_parts* base : {&honest, &reply})
      all.push_back({"attributes: " + name + (base == &honest ? ", a request" : ", a reply"), [=](std::size_t size) {
                       message_parts parts = *base;
                       parts.signed_attributes += make(size - base->der().size() - 64);
                       return parts.sign(client().key.get()).der();
                     }});
  };
  // Tags in forms that OpenSSL takes for these, unsigned.
  const auto disguised = [&](const std::string& name, const std::string& set, const std::string& element) {
    for (const message_parts* base : {&honest, &reply})
      add(
          "attributes: " + name + (base == &honest ? ", a request" : ", a reply"), &message_parts::signed_attributes,
          [=](std::size_t n) {
            return tlv('\x30', "\x06\x08\x2B\x06\x01\x05\x05\x07\x18\x01" + set + tlv('\x31', fill(n, element)).substr(1));
          },
          false, base);
  };
  for (const std::string& set : {"\x3F\x11"s, "\x11"s, "\x1F\x11"s})
    for (const std::string& element : {null, tlv('\x30', ""), tlv('\x24', "")}) disguised("a SET in disguise", set, element);
  for (const std::string& tag : {"\xBF\0"s, "\x80"s})
    all.push_back({"attributes: the list in disguise", [tag](std::size_t size) {
                     message_parts parts = honest;
                     parts.signed_attributes.clear();
                     const std::string list =
                         fill(size - honest.der().size() - 64, tlv('\x30', "\x06\x01\x01" + tlv('\x31', null)));
                     parts.signature_algorithm.insert(0, tag + tlv('\xA0', list).substr(1));
                     return parts.der();
                   }});
  disguised("OIDs in disguise", "\x31", "\x1F\x06\x01\x01");
  const std::string text_oid = "\x06\x08\x2B\x06\x01\x05\x05\x07\x18\x01";
  const auto text = [=](const std::string& values) { return tlv('\x30', text_oid + tlv('\x31', values)); };
  attributes("without value", [](std::size_t n) { return fill(n, tlv('\x30', "\x06\x01\x01" + tlv('\x31', ""))); });
  attributes("with NULL", [](std::size_t n) { return fill(n, tlv('\x30', "\x06\x01\x01" + tlv('\x31', null))); });
  attributes("with a SEQUENCE",
             [](std::size_t n) { return fill(n, tlv('\x30', "\x06\x01\x01" + tlv('\x31', tlv('\x30', "")))); });
  attributes("texts", [=](std::size_t n) { return fill(n, text(tlv('\x0C', "x"))); });
  attributes("one with many NULLs", [=](std::size_t n) { return text(fill(n, null)); });
  attributes("one with many SEQUENCEs", [=](std::size_t n) { return text(fill(n, tlv('\x30', ""))); });
  attributes("one with many OCTET STRINGs", [=](std::size_t n) { return text(fill(n, tlv('\x04', "x"))); });
  attributes("one with many OIDs", [=](std::size_t n) { return text(fill(n, "\x06\x01\x01")); });
  attributes("one with many INTEGERs", [=](std::size_t n) { return text(fill(n, "\x02\x01\x01")); });
  attributes("a long text", [=](std::size_t n) { return text(tlv('\x0C', std::string(n, 'x'))); });
  attributes("a long BMPString", [=](std::size_t n) { return text(tlv('\x1E', fill(n / 2 * 2, "\xD8\0"s))); });
  attributes("a long UniversalString", [=](std::size_t n) { return text(tlv('\x1C', fill(n / 4 * 4, "\0\1\xF5\x11"s))); });
  attributes("a long T61String", [=](std::size_t n) { return text(tlv('\x14', std::string(n, '\xFC'))); });
  attributes("a text of fragments", [=](std::size_t n) { return text(tlv('\x2C', fill(n, tlv('\x0C', "")))); });
  attributes("a long failInfo", [=](std::size_t n) {
    return tlv('\x30', "\x06\x0A\x60\x86\x48\x01\x86\xF8\x45\x01\x09\x04" + tlv('\x31', tlv('\x13', std::string(n, '1'))));
  });
  attributes("a long OID",
             [=](std::size_t n) { return tlv('\x30', tlv('\x06', std::string(n, '\xFF') + "\x01") + tlv('\x31', null)); });
  return all;
}

}  // namespace support
