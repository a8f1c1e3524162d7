// Does one piece of work so many times, on a real reply, for a counter of instructions. usage: workload NAME COUNT, or
// workload version 0
#include <scep/cert_rep.hpp>

#include <openssl/crypto.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>

#include "bare.hpp"

int main(int, char** argv) {
  if (argv[1] == std::string("version")) return std::puts(OpenSSL_version(OPENSSL_VERSION_STRING)) < 0;
  const std::string der = support::test_file("refused.reply.der");
  const support::x509_ptr ca = support::real_ca();
  const scep::reply_context context({ca.get()}, support::test_file("refused.transaction-id"), scep::unchecked);
  bare::rsa_verification rsa(ca.get());
  const std::map<std::string, std::function<bool()>> work = {
      {"read_cert_rep", [&] { return read_cert_rep(der, context).has_error(); }},
      {"parse, CMS_verify, free", [&] { return bare::verify(der, ca.get()); }},
      {"inspect_cert_rep", [&] { return scep::inspect_cert_rep(der).has_value(); }},
      {"parse, free", [&] { return bare::parse(der) != nullptr; }},
      {"RSA", [&] { return rsa(); }},
  };
  for (int i = std::atoi(argv[2]); i > 0; --i)
    if (!work.at(argv[1])()) return 1;
}
