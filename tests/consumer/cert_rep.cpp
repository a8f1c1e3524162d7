// A program of somebody else's, which knows the installed scep-cert-rep only.
#include <scep/cert_rep.hpp>
#include <scep/condition.hpp>

#include <cstdio>

int main() {
  const auto reply = scep::read_cert_rep("<html>", {{}, scep::unchecked, scep::unchecked});
  std::puts(to_string(reply.error()).c_str());
  return reply.error() == scep::condition::unusable_reply ? 0 : 1;
}
