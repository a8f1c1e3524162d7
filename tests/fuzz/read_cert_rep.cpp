// Bytes around two real replies: nothing but these two is ever believed.
#include <openssl/pem.h>

#include <scep/cert_rep.hpp>
#include <scep/condition.hpp>

#include "fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static X509* const ca = [] {
    const std::string pem = test_file("ca.pem");
    BIO* const bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    X509* const certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
    return certificate;
  }();
  static const std::string granted = test_file("granted.transaction-id"), refused = test_file("refused.transaction-id");
  static const scep::reply_context context({ca}, scep::unchecked, scep::unchecked);
  require(ca != nullptr);

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
