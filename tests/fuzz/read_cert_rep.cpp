// Bytes around two real replies: nothing but these two is ever believed.
#include <scep/cert_rep.hpp>
#include <scep/condition.hpp>

#include "data.hpp"
#include "fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const support::x509_ptr ca = support::real_ca();
  static const std::string granted = support::test_file("granted.transaction-id");
  static const std::string refused = support::test_file("refused.transaction-id");
  static const scep::reply_context context({ca.get()}, scep::unchecked, scep::unchecked);

  const auto r = scep::read_cert_rep(text_of(data, size), context);
  if (r) {
    require(r.value().status == scep::pki_status::success && r.value().transaction_id == granted);
  } else if (r.error() == scep::condition::rejected) {
    require(r.error() == scep::fail_info::bad_request && r.error().details().transaction_id == refused);
  } else {
    require(r.error() == scep::condition::unusable_reply && r.error().details().text.empty() &&
            r.error().details().transaction_id.empty() && !r.error().details().hresult);
  }
  return 0;
}
