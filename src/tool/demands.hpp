// What the options of `read` demand of the reply.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "certificate.hpp"
#include "commands.hpp"

namespace tool {

// What the request says of itself, beside its id and nonce.
struct request_facts {
  std::optional<certificate> signer;  // to whose key the CA encrypts a grant
  std::string signing_time, digest;   // as signed_data.hpp has them
  std::string envelope;               // as it came; empty where there is none
};

struct demands {
  std::vector<x509_ptr> certificates;                // of which one must have signed it; none: nothing is verified
  std::optional<std::string> transaction_id, nonce;  // raw bytes; not checked where they are not given
  std::optional<request_facts> request;
  std::vector<std::string> warnings;
};

// Reads the files that the options name. Throws std::runtime_error, with a sentence, where one of them is of no use, or the
// nonce is none.
demands demands_of(const read_options& options);

}  // namespace tool
