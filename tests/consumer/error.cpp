// A program of somebody else's, which knows the installed scep-error only.
#include <scep/condition.hpp>
#include <scep/fail_info.hpp>
#include <scep/failure.hpp>
#include <scep/hresult.hpp>
#include <scep/reply_errc.hpp>

#include <cstdio>

int main() {
  const scep::failure f = scep::parse_fail_info("0");
  std::puts(to_string(f).c_str());
  return f.code() && f == scep::fail_info::bad_algorithm && f == scep::condition::rejected ? 0 : 1;
}
