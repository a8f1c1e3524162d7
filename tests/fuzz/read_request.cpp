#include <scep/cert_rep.hpp>
#include <scep/condition.hpp>

#include "fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto verified = scep::read_request(text_of(data, size));
  const auto claimed = scep::inspect_request(text_of(data, size));
  for (const auto* r : {&verified, &claimed}) {
    require(*r || r->error() == scep::condition::unusable_reply);
    require(!*r || (!r->value().transaction_id.empty() && !r->value().sender_nonce.empty()));
  }
  require(!verified || (claimed && claimed.value().transaction_id == verified.value().transaction_id));
  return 0;
}
