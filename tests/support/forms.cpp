#include "forms.hpp"

using namespace std::string_literals;

namespace support {

std::vector<form> all_forms(const identity& rsa, const identity& ec) {
  std::vector<form> forms;
  for (const identity* ca : {&rsa, &ec}) {
    const std::string key = ca == &rsa ? "RSA" : "EC";
    const auto add = [&](const std::string& name, const message& m) { forms.push_back({key + ", " + name, build(m), ca}); };
    const auto bare = [](message m) {
      m.certificates = false;
      return m;
    };
    add("SUCCESS", bare(success(*ca)));
    add("PENDING", bare(pending(*ca)));
    add("FAILURE", bare(refusal(*ca, "3").set(fail_info_text, "Uhr geht nach", V_ASN1_UTF8STRING)));
    add("FAILURE with the certificate", refusal(*ca, "0"));

    message empty = bare(refusal(*ca));
    empty.content = "";
    empty.signature_algorithm = ca == &rsa;
    add("FAILURE as micromdm writes it", empty);

    message ndes = bare(refusal(*ca)).set(ndes_hresult, "-2146875375");
    ndes.content = "\0"s;
    add("FAILURE as NDES writes it", ndes);

    forms.push_back({key + ", FAILURE in BER", to_ber(build(bare(refusal(*ca, "4")))), ca});
    forms.push_back({key + ", SUCCESS in BER", to_ber(build(bare(success(*ca)))), ca});
  }
  return forms;
}

}  // namespace support
