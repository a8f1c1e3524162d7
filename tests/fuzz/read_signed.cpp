// A CA that signs nonsense: an authentic FAILURE with attributes of any kind, type and value is a refusal or has another
// attribute that proves it wrong.
#include <algorithm>

#include <scep/cert_rep.hpp>
#include <scep/condition.hpp>

#include "fuzz.hpp"
#include "reply_builder.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const support::identity ca = support::make_identity("CA", 1, support::key_type::ec);
  static const scep::reply_context context({ca.certificate.get()}, support::id, support::nonce);
  constexpr int types[] = {V_ASN1_PRINTABLESTRING, V_ASN1_UTF8STRING, V_ASN1_OCTET_STRING,
                           V_ASN1_T61STRING,       V_ASN1_IA5STRING,  V_ASN1_VISIBLESTRING,
                           V_ASN1_INTEGER,         V_ASN1_BIT_STRING, V_ASN1_GENERALSTRING};
  const std::string* const oids[] = {&support::fail_info, &support::fail_info_text, &support::step_ca_text,
                                     &support::ndes_hresult, &support::sender_nonce};
  support::message m = support::refusal(ca).remove(support::fail_info).remove(support::sender_nonce);
  while (size >= 3) {  // kind, type, length, value
    const std::size_t length = std::min<std::size_t>(data[2], size - 3);
    m.add({*oids[data[0] % std::size(oids)], types[data[1] % std::size(types)], {std::string(text_of(data + 3, length))}});
    data += 3 + length;
    size -= 3 + length;
  }
  std::string der;
  try {
    der = build(m);
  } catch (const std::exception&) {
    return 0;  // OpenSSL itself does not sign that
  }
  const auto r = scep::read_cert_rep(der, context);
  require(!r && r.error() == scep::condition::rejected);
  require(r.error().details().transaction_id == support::id && !to_string(r.error()).empty());
  return 0;
}
