// Times what an error path does, each beside a named peer in the same run: only the ratios mean something.
#include <scep/cert_rep.hpp>

#include <benchmark/benchmark.h>
#include <boost/outcome/std_result.hpp>
#include <boost/outcome/try.hpp>
#include <boost/system/error_code.hpp>

#include <string>
#include <system_error>

#include "bare.hpp"
#include "peers.hpp"

namespace {

using benchmark::DoNotOptimize;
using benchmark::State;

template <class Work>
void repeat(State& state, Work work) {
  for (auto _ : state) DoNotOptimize(work());
  state.SetItemsProcessed(state.iterations());
}

// A condition that covers a whole category.
void rejected_ours(State& state) {
  std::error_code code = scep::fail_info::bad_time;
  repeat(state, [&] {
    DoNotOptimize(code);
    return code == scep::condition::rejected;
  });
}
void rejected_peer_boost_system(State& state) {
  boost::system::error_code code = make_error_code(boost::system::errc::timed_out);
  repeat(state, [&] {
    DoNotOptimize(code);
    return code == boost::system::errc::make_error_condition(boost::system::errc::timed_out);
  });
}

void message_ours(State& state) {
  const std::error_code code = scep::fail_info::bad_request;
  repeat(state, [&] { return code.message(); });
}
void message_peer_generic(State& state) {
  const std::error_code code = std::make_error_code(std::errc::operation_not_permitted);
  repeat(state, [&] { return code.message(); });
}

// Five functions deep, all fail.
template <class Result>
struct chain {
  template <int depth>
  [[gnu::noinline]] static Result call() {
    if constexpr (depth == 0) {
      return scep::fail_info::bad_request;
    } else {
      BOOST_OUTCOME_TRY(const int value, call<depth - 1>());
      return value + 1;
    }
  }
};
template <int depth>
[[gnu::noinline]] std::error_code returned(int& value) {
  if constexpr (depth == 0) {
    value = 0;
    return scep::fail_info::bad_request;
  } else {
    if (const std::error_code code = returned<depth - 1>(value)) return code;
    ++value;
    return {};
  }
}
template <int depth>
[[gnu::noinline]] int thrown() {
  if constexpr (depth == 0)
    throw std::system_error(scep::fail_info::bad_request);
  else
    return thrown<depth - 1>() + 1;
}

void five_levels_scep_result(State& state) {
  repeat(state, [] { return chain<scep::result<int>>::call<5>().has_error(); });
}
void five_levels_std_result(State& state) {
  repeat(state, [] { return chain<BOOST_OUTCOME_V2_NAMESPACE::std_result<int>>::call<5>().has_error(); });
}
void five_levels_peer_error_code(State& state) {
  int value = 0;
  repeat(state, [&] { return returned<5>(value).value(); });
}
void five_levels_peer_exception(State& state) {
  repeat(state, [] {
    try {
      return thrown<5>();
    } catch (const std::system_error& e) {
      return e.code().value();
    }
  });
}

const std::string der = support::test_file("refused.reply.der");
const support::x509_ptr ca = support::real_ca();

void read_cert_rep_ours(State& state) {
  const scep::reply_context context({ca.get()}, support::test_file("refused.transaction-id"), scep::unchecked);
  repeat(state, [&] { return read_cert_rep(der, context).has_error(); });
}
void read_cert_rep_peer_openssl(State& state) {
  repeat(state, [] { return bare::verify(der, ca.get()); });
}
std::string der_of(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  std::string copy(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return copy;
}
void read_cert_rep_peer_nss(State& state) {
  static const peers::nss nss(der_of(ca.get()));
  std::string copy = der;
  if (!nss(copy)) state.SkipWithError("NSS does not verify the reply");
  repeat(state, [&] { return nss(copy); });
}
void inspect_cert_rep_peer_gnutls(State& state) {
  std::string copy = der;
  if (!peers::gnutls(copy)) state.SkipWithError("GnuTLS does not parse the reply");
  repeat(state, [&] { return peers::gnutls(copy); });
}
void inspect_cert_rep_ours(State& state) {
  repeat(state, [] { return scep::inspect_cert_rep(der).has_value(); });
}
void inspect_cert_rep_peer_openssl(State& state) {
  repeat(state, [] { return bare::parse(der) != nullptr; });
}
void floor_rsa_verification(State& state) {
  bare::rsa_verification rsa(ca.get());
  repeat(state, [&] { return rsa(); });
}

BENCHMARK(rejected_ours);
BENCHMARK(rejected_peer_boost_system);
BENCHMARK(message_ours);
BENCHMARK(message_peer_generic);
BENCHMARK(five_levels_scep_result);
BENCHMARK(five_levels_std_result);
BENCHMARK(five_levels_peer_error_code);
BENCHMARK(five_levels_peer_exception);
BENCHMARK(read_cert_rep_ours)->Threads(1)->Threads(2);
BENCHMARK(read_cert_rep_peer_openssl)->Threads(1)->Threads(2);
BENCHMARK(read_cert_rep_peer_nss);
BENCHMARK(inspect_cert_rep_ours);
BENCHMARK(inspect_cert_rep_peer_openssl);
BENCHMARK(inspect_cert_rep_peer_gnutls);
BENCHMARK(floor_rsa_verification);

}  // namespace

BENCHMARK_MAIN();
