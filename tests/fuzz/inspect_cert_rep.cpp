#include <scep/cert_rep.hpp>
#include <scep/condition.hpp>

#include "fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto r = scep::inspect_cert_rep(text_of(data, size));
  if (!r) {
    require(r.error() == scep::condition::unusable_reply);
    return 0;
  }
  const bool refused = r.value().reply.status == scep::pki_status::failure;
  require(refused == (r.value().refusal == scep::condition::rejected));
  require(r.value().refusal.details().text.size() <= scep::max_text_size);
  require((r.value().reply.status == scep::pki_status::success) == !r.value().reply.envelope.empty());
  return 0;
}
