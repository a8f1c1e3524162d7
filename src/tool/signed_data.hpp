// The outside of a SignedData, DER or BER (RFC 5652 5.1), as bytes: what came along, and what is signed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tool {

// The certificates along, as DER; none where it is no SignedData.
std::vector<std::string_view> certificates_along(std::string_view signed_data);

// The values of the first signer's signed attributes of this name ("senderNonce"), each as a person reads it: its type, and
// a string in quotes or hex; "no value" of an attribute without; at most eight, and "..." for the others.
std::vector<std::string> attribute_texts(std::string_view signed_data, std::string_view name);

// Whether one of the first signer's signed attributes is SCEP's.
bool is_of_scep(std::string_view signed_data);

// What a message answers, be it one that the library can understand or not.
struct answered {
  struct value {
    std::string bytes;      // of the one value; empty where there is another number, or words are of an unusual type
    bool type_fits = true;  // for an id or a nonce
    std::vector<std::string> texts;  // of all values, as attribute_texts has them
  };
  value transaction_id, nonce, fail_info, text;
};
answered answered_by(std::string_view signed_data);

// The digest signed with, as certificate.hpp has it.
std::string digest(std::string_view signed_data);

// signingTime, as certificates have times; empty where it is missing or cannot be read.
std::string signing_time(std::string_view signed_data);

}  // namespace tool
