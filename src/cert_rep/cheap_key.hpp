// Which keys of certificates that anybody may have made are decoded and used at all.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace scep::detail {

// By the algorithm's OID, and whether another follows it, an EC key's curve: RSA, and EC of a named curve. A curve that the
// certificate defines itself may cost seconds before anything is verified; OpenSSL bounds what RSA costs.
inline bool is_cheap_key(std::string_view algorithm, bool has_named_curve) {
  constexpr std::string_view ec = "\x2A\x86\x48\xCE\x3D\x02\x01";
  constexpr std::array<std::string_view, 2> rsa = {
      "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01",  // rsaEncryption
      "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0A",  // id-RSASSA-PSS
  };
  return algorithm == ec ? has_named_curve : std::find(rsa.begin(), rsa.end(), algorithm) != rsa.end();
}

}  // namespace scep::detail
