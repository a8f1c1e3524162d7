// Messages that a sender without any key made to cost as much as they can, for every function that takes bytes: CPU seconds
// and peak memory of each. Ends with 1 where one costs more than cert_rep.hpp promises.
#include <scep/cert_rep.hpp>

#include <openssl/crypto.h>

#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <new>
#include <string>
#include <vector>

#include "attacks.hpp"
#include "reply_builder.hpp"

namespace {

std::size_t allocated = 0;
std::size_t peak = 0;

void* note(void* memory) {
  allocated += malloc_usable_size(memory);
  peak = std::max(peak, allocated);
  return memory;
}
void release(void* memory) {
  allocated -= malloc_usable_size(memory);
  std::free(memory);
}
void* openssl_allocate(std::size_t size, const char*, int) { return note(std::malloc(size)); }
void* openssl_reallocate(void* old, std::size_t size, const char*, int) {
  allocated -= malloc_usable_size(old);
  return note(std::realloc(old, size));
}
void openssl_release(void* memory, const char*, int) { release(memory); }

}  // namespace

[[gnu::noinline]] void* operator new(std::size_t size) {
  if (void* const memory = std::malloc(size)) return note(memory);
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { release(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { release(memory); }

namespace {

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
}

}  // namespace

int main() {
  CRYPTO_set_mem_functions(openssl_allocate, openssl_reallocate, openssl_release);
  X509* const ca = support::client().certificate.get();
  std::vector<std::pair<const char*, std::function<void(const std::string&)>>> functions;
  int broken = 0;
  std::printf("%-60s %9s %10s %7s  %s\n", "message", "bytes", "seconds", "memory", "costs most in");
  for (const support::attack& a : support::attacks()) {
    for (const std::size_t size : {std::size_t{64} << 10, std::size_t{1000} << 10, scep::max_message_size}) {
      const std::string der = a.message(size);
      // Signed by the caller's own CA, as far as names go: whoever sends the message knows them.
      const scep::reply_context context({ca}, scep::unchecked, scep::unchecked);
      functions = {{"read_cert_rep", [&](const std::string& m) { (void)read_cert_rep(m, context); }},
                   {"inspect_cert_rep", [](const std::string& m) { (void)scep::inspect_cert_rep(m); }},
                   {"read_request", [](const std::string& m) { (void)scep::read_request(m); }},
                   {"inspect_request", [](const std::string& m) { (void)scep::inspect_request(m); }}};
      double worst = 0;
      double memory = 0;
      const char* where = "";
      for (const auto& [name, call] : functions) {
        double best = 1e9;
        for (int i = 0; i < 3; ++i) {
          const std::size_t before = peak = allocated;
          const double start = cpu_seconds();
          call(der);
          best = std::min(best, cpu_seconds() - start);
          memory = std::max(memory, static_cast<double>(peak - before) / static_cast<double>(der.size()));
        }
        if (best >= worst) {
          worst = best;
          where = name;
        }
      }
      const bool is_small = size == std::size_t{64} << 10;
      const bool kept = worst <= (is_small || a.is_skipped ? 0.1 : 1) && (memory <= 64 || der.size() < 10'000);
      broken += !kept;
      std::printf("%-60s %9zu %10.4f %7.1f  %s%s\n", a.name.c_str(), der.size(), worst, memory, where,
                  kept ? "" : "  MORE THAN PROMISED");
    }
  }
  std::printf("%d cost more than promised\n", broken);
  return broken == 0 ? 0 : 1;
}
