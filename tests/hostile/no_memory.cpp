// Every allocation fails once, of operator new and of OpenSSL: the outcome is the right one, std::bad_alloc, or an error
// that refuses nothing. Run under a leak checker, it also proves that nothing leaks.
#include <scep/advice.hpp>
#include <scep/cert_rep.hpp>
#include <scep/condition.hpp>
#include <scep/fail_info.hpp>
#include <scep/hresult.hpp>

#include <openssl/crypto.h>

#include <cstdlib>
#include <functional>
#include <iostream>
#include <new>
#include <string>

#include "forms.hpp"

namespace {

long until_failure = -1;  // allocations that still succeed; negative: all do
long allocations = 0;

bool may_allocate() {
  ++allocations;
  return until_failure < 0 || until_failure-- > 0;
}

void* allocate(std::size_t size, const char*, int) { return may_allocate() ? std::malloc(size) : nullptr; }
void* reallocate(void* old, std::size_t size, const char*, int) {
  return may_allocate() ? std::realloc(old, size) : nullptr;
}
void release(void* memory, const char*, int) { std::free(memory); }

}  // namespace

// Not inlined: g++ would see a mismatch of new and free, and warn.
[[gnu::noinline]] void* operator new(std::size_t size) {
  if (void* const memory = may_allocate() ? std::malloc(size) : nullptr) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

int failures = 0;

void require(bool holds, const std::string& what) {
  if (holds) return;
  ++failures;
  std::cout << "FAILED: " << what << '\n';
}

// Runs the call with allocation 1, 2, 3 ... failing, until none does; acceptable() judges what it returned instead of
// throwing.
template <class Call, class Acceptable>
void starve(const std::string& what, Call call, Acceptable acceptable) {
  (void)call();  // what OpenSSL makes once is made
  for (long n = 0;; ++n) {
    until_failure = n;
    bool threw = false;
    bool good = false;
    try {
      const auto outcome = call();
      const bool all_succeeded = until_failure >= 0;
      until_failure = -1;
      good = acceptable(outcome);
      if (all_succeeded) {
        require(good, what + " with all its memory");
        std::cout << what << ": " << n << " allocations, each failed once\n";
        return;
      }
    } catch (const std::bad_alloc&) {
      until_failure = -1;
      threw = true;
    }
    require(threw || good, what + " without allocation " + std::to_string(n + 1));
  }
}

// A refusal of what the functions of error paths do without memory.
template <class Call>
void allocates_nothing(const std::string& what, Call call) {
  const long before = allocations;
  until_failure = 0;
  call();
  until_failure = -1;
  const bool allocated = allocations != before;
  require(!allocated, what + " allocates");
}

bool equal(const scep::cert_rep& a, const scep::cert_rep& b) {
  return a.status == b.status && a.transaction_id == b.transaction_id && a.sender_nonce == b.sender_nonce &&
         a.recipient_nonce == b.recipient_nonce && a.envelope == b.envelope;
}

}  // namespace

int main() {
  CRYPTO_set_mem_functions(allocate, reallocate, release);
  const support::identity rsa = support::make_identity("CA");
  const support::identity ec = support::make_identity("EC CA", 1, support::key_type::ec);

  for (const support::form& form : support::all_forms(rsa, ec)) {
    const scep::reply_context context({form.ca->certificate.get()}, support::id, support::nonce);
    const auto expected = read_cert_rep(form.der, context);
    starve(
        "read_cert_rep, " + form.name, [&] { return read_cert_rep(form.der, context); },
        [&](const scep::result<scep::cert_rep>& r) {
          if (r) return expected && equal(r.value(), expected.value());
          return r.error() == scep::condition::unusable_reply || (!expected && r.error() == expected.error());
        });
    const auto claimed = scep::inspect_cert_rep(form.der);
    starve(
        "inspect_cert_rep, " + form.name, [&] { return scep::inspect_cert_rep(form.der); },
        [&](const scep::result<scep::unverified_cert_rep>& r) {
          return r ? equal(r.value().reply, claimed.value().reply) && r.value().refusal == claimed.value().refusal
                   : r.error() == scep::condition::unusable_reply;
        });
  }

  const support::identity client = support::make_identity("Client");
  const std::string asked = build(support::request(client));
  starve(
      "read_request", [&] { return scep::read_request(asked); },
      [&](const scep::result<scep::request_context>& r) {
        return r ? r.value().transaction_id == support::id && r.value().sender_nonce == support::nonce
                 : r.error() == scep::condition::unusable_reply;
      });
  const scep::request_context request = scep::read_request(asked).value();
  for (const support::identity* ca : {&rsa, &ec})
    starve(
        "write_failure",
        [&] { return write_failure(scep::fail_info::bad_time, "why", request, ca->certificate.get(), ca->key.get()); },
        [&](const scep::result<std::string>& r) {
          if (!r) return r.error() == std::errc::not_supported || r.error() == std::errc::invalid_argument;
          const auto back = scep::read_cert_rep(r.value(), {{ca->certificate.get()}, support::id, support::nonce});
          return !back && back.error() == scep::fail_info::bad_time && back.error().details().text == "why";
        });

  const scep::failure_details details{
      "a text that is too long for the small strings of any library\n", {}, scep::make_hresult(0x80094811), {}};
  const scep::failure f(scep::fail_info::bad_time, details);
  const std::string line = to_string(f);
  const auto is = [](const std::string& expected) { return [expected](const std::string& s) { return s == expected; }; };
  starve(
      "to_string", [&] { return to_string(f); }, is(line));
  starve(
      "printable", [&] { return scep::printable(details.text); }, is(scep::printable(details.text)));
  starve(
      "a failure with details", [&] { return to_string(scep::failure(scep::fail_info::bad_time, details)); }, is(line));
  starve(
      "failure_error", [&] { return std::string(scep::failure_error(f).what()); }, is(line));
  for (const std::error_code& code : {make_error_code(scep::fail_info{107}), make_error_code(scep::fail_info::bad_time),
                                      make_error_code(scep::reply_errc::bad_signature), details.hresult}) {
    const std::string expected = code.message();
    starve(
        "message of " + expected, [&] { return code.message(); }, is(expected));
    const long before = allocations;
    const std::string again = code.message();
    const bool one = allocations - before <= 1;
    require(one && again == expected, "a message takes one allocation: " + expected);
  }

  const std::error_code code = f.code();
  const scep::failure_error error(f);
  allocates_nothing("a code", [] { return make_error_code(scep::fail_info::bad_request); });
  allocates_nothing("parse_fail_info", [] { return scep::parse_fail_info("104"); });
  allocates_nothing("parse_hresult", [] { return scep::parse_hresult("-2147024809"); });
  allocates_nothing("as_fail_info", [&] { return scep::as_fail_info(code).has_value(); });
  allocates_nothing("fail_info_for", [&] { return scep::fail_info_for(code); });
  allocates_nothing("names",
                    [] { return name(scep::fail_info::bad_time).size() + name(scep::make_hresult(0x80094811)).size(); });
  allocates_nothing("scep::message", [] { return scep::message(scep::fail_info::bad_time).size(); });
  allocates_nothing("an advice", [&] { return scep::advice(f).size() + scep::advice(scep::reply_errc::no_signer).size(); });
  allocates_nothing("a comparison", [&] { return code == scep::fail_info::bad_time; });
  allocates_nothing("a condition", [&] { return code == scep::condition::rejected; });
  allocates_nothing("a portable condition", [&] { return code == std::errc::bad_message; });
  allocates_nothing("default_error_condition", [&] { return details.hresult.default_error_condition(); });
  allocates_nothing("a failure without text", [&] { return scep::failure(code).code(); });
  allocates_nothing("no details", [&] { return scep::failure(code, {}).details().text.size(); });
  allocates_nothing("a copy of a failure with text", [&] { return scep::failure(f).details().text.size(); });
  allocates_nothing("a copy of failure_error", [&] { return scep::failure_error(error).code(); });
  allocates_nothing("what()", [&] { return error.what(); });
  return failures == 0 ? 0 : 1;
}
