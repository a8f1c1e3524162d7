#include <scep/format.hpp>

#include <doctest/doctest.h>

using scep::fail_info;
using scep::failure;

TEST_CASE("a failure is formatted as its one printable line") {
  failure f = fail_info::bad_algorithm;
  f.text = "no\n\x1B[31mMD5";
  f.transaction_id = "1";
  CHECK(std::format("{}", f) == to_string(f));
  CHECK(std::format("{}", f).find('\n') == std::string::npos);
}

TEST_CASE("an enumeration is formatted as the message of its code") {
  for (int value = -1; value < 120; ++value) {
    const auto f = fail_info{value};
    const auto e = scep::reply_errc{value};
    CHECK(std::format("{}", f) == scep::fail_info_category().message(value));
    CHECK(std::format("{}", e) == make_error_code(e).message());
  }
  CHECK(std::format("{}", fail_info::bad_algorithm) == make_error_code(fail_info::bad_algorithm).message());
  CHECK(std::format("{}", scep::make_hresult(0x80094811)) == message(scep::make_hresult(0x80094811)));
  CHECK(std::format("{}", scep::hresult{1}) == message(scep::hresult{1}));
}

TEST_CASE("the format specifications are those of a string") {
  CHECK(std::format("{:.4}", fail_info::bad_cert_id) == "No c");
  CHECK(std::format("{:>38}|", fail_info::bad_cert_id) == "   No certificate could be identified.|");
  CHECK(std::format("{:*<8.4}", failure(fail_info::bad_cert_id)) == "No c****");
}
