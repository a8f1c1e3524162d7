// Many threads read, write, ask and compare at once; meant for ThreadSanitizer.
#include <scep/cert_rep.hpp>
#include <scep/condition.hpp>
#include <scep/hresult.hpp>

#include <atomic>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "reply_builder.hpp"

int main() {
  const support::identity ca = support::make_identity("CA", 1, support::key_type::ec);
  const support::identity client = support::make_identity("Client", 1, support::key_type::ec);
  const std::string asked = build(support::request(client));
  const std::string granted = build(support::success(ca));
  const scep::reply_context context({ca.certificate.get()}, support::id, support::nonce);
  std::atomic<int> wrong{0};
  constexpr int threads = 8, rounds = 100;

  const auto work = [&] {
    for (int i = 0; i < rounds; ++i) {
      const scep::fail_info reason = scep::from_wire(i % 5);
      const auto request = scep::read_request(asked);
      const auto refusal = write_failure(reason, "text", request.value(), ca.certificate.get(), ca.key.get());
      const auto heard = read_cert_rep(refusal.value(), context);
      const bool right = !heard && heard.error() == reason && heard.error() == scep::condition::rejected &&
                         heard.error().code().message() == scep::message(reason) &&
                         scep::fail_info_for(heard.error()) == reason && read_cert_rep(granted, context).has_value() &&
                         scep::inspect_cert_rep(refusal.value()).value().refusal.details().text == "text" &&
                         !scep::message(scep::make_hresult(0x80094811)).empty();
      wrong += !right;
    }
  };
  std::vector<std::thread> crowd;
  for (int i = 0; i < threads; ++i) crowd.emplace_back(work);
  for (std::thread& thread : crowd) thread.join();
  std::cout << threads << " threads, " << rounds << " rounds each: " << wrong << " wrong\n";
  return wrong == 0 ? 0 : 1;
}
