#include <scep/fmt.hpp>

#include <doctest/doctest.h>

using scep::fail_info;
using scep::failure;

TEST_CASE("a failure is formatted as its one printable line") {
  const failure f(fail_info::bad_algorithm, {"no\n\x1B[31mMD5", "1", {}, {}});
  CHECK(fmt::format("{}", f) == to_string(f));
  CHECK(fmt::format("{}", f).find('\n') == std::string::npos);
}

TEST_CASE("an enumeration is formatted as the failure that it makes") {
  for (int value = -1; value < 120; ++value) {
    const auto f = fail_info{value};
    const auto e = scep::reply_errc{value};
    CHECK(fmt::format("{}", f) == to_string(failure(f)));
    CHECK(fmt::format("{}", e) == to_string(failure(e)));
  }
  CHECK(fmt::format("{}", scep::make_hresult(0x80094811)) == to_string(failure(scep::make_hresult(0x80094811))));
}

TEST_CASE("the format specifications are those of a string") {
  CHECK(fmt::format("{:.4}", fail_info::bad_cert_id) == "No c");
  CHECK(fmt::format("{:>70}|", fail_info::bad_cert_id) ==
        "   No certificate could be identified. [badCertId, scep.fail_info:104]|");
  CHECK(fmt::format("{:*<8.4}", failure(fail_info::bad_cert_id)) == "No c****");
}
