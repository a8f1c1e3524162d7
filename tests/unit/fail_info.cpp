#include <scep/fail_info.hpp>

#include <doctest/doctest.h>

#include <cerrno>
#include <climits>
#include <cstdint>
#include <random>
#include <string>

using scep::fail_info;

namespace {

// The specification once more, written down independently of the library's table.
struct reason {
  fail_info value;
  int code, wire;
  const char *name, *message;
};
constexpr reason reasons[] = {
    {fail_info::bad_algorithm, 100, 0, "badAlg", "Failure due to an unrecognized or unsupported algorithm."},
    {fail_info::bad_message_check, 101, 1, "badMessageCheck", "The integrity check failed."},
    {fail_info::bad_request, 102, 2, "badRequest", "The transaction was not permitted or was not supported."},
    {fail_info::bad_time, 103, 3, "badTime",
     "The signing time attribute from the PKCS7 authenticated attributes was not sufficiently close to the system time."},
    {fail_info::bad_cert_id, 104, 4, "badCertId", "No certificate could be identified."},
};

// Compile-time use.
static_assert(scep::to_wire(fail_info::unknown) == -1);
static_assert(scep::from_wire(3) == fail_info::bad_time);
static_assert(scep::name(fail_info::bad_cert_id) == "badCertId");
static_assert(scep::message(fail_info::bad_message_check) == "The integrity check failed.");
static_assert(std::is_error_code_enum<fail_info>::value);
static_assert(!std::is_error_condition_enum<fail_info>::value);
static_assert(noexcept(make_error_code(fail_info::unknown)) && noexcept(make_error_condition(
    fail_info::unknown)) && noexcept(scep::parse_fail_info(std::string_view())) && noexcept(scep::fail_info_for({})));

// A category of an application, whose codes mean one of the five, or a portable condition.
class application_category final : public std::error_category {
 public:
  const char* name() const noexcept override { return "application"; }
  std::string message(int) const override { return "application"; }
  std::error_condition default_error_condition(int value) const noexcept override {
    if (value == 0) return make_error_condition(fail_info::bad_time);  // though no error
    if (value == 1000) return std::errc::bad_message;
    if (value == 2000) return std::errc::not_supported;
    return make_error_condition(fail_info{value});
  }
};
const application_category application;

}  // namespace

TEST_CASE("the six values are Windows' plus 100") {
  CHECK(static_cast<int>(fail_info::unknown) == -1 + 100);
  for (const reason& r : reasons) {
    CAPTURE(r.name);
    CHECK(static_cast<int>(r.value) == r.code);
    CHECK(scep::to_wire(r.value) == r.wire);
    CHECK(scep::from_wire(r.wire) == r.value);
    CHECK(scep::name(r.value) == r.name);
  }
  CHECK(scep::name(fail_info::unknown) == "unknown");
}

TEST_CASE("the five messages are the specification's, byte for byte") {
  for (const reason& r : reasons) {
    CAPTURE(r.name);
    CHECK(make_error_code(r.value).message() == r.message);
    CHECK(scep::message(r.value) == r.message);
  }
}

TEST_CASE("unknown has a sentence of its own") {
  CHECK(scep::message(fail_info::unknown) == "The CA refused the request and gave no reason that SCEP defines.");
  CHECK(make_error_code(fail_info::unknown).message() == scep::message(fail_info::unknown));
}

TEST_CASE("a reason outside the five keeps its number") {
  const std::error_code code = scep::from_wire(7);
  CHECK(code);
  CHECK(code.value() == 107);
  CHECK(scep::to_wire(fail_info{107}) == 7);
  CHECK(make_error_code(fail_info{113}).message() ==
        "The CA refused the request with failInfo 13, which SCEP does not define.");
  CHECK(scep::name(fail_info{107}) == "unknown");
  CHECK(scep::message(fail_info{107}) == scep::message(fail_info::unknown));
  CHECK(scep::from_wire(INT_MAX - 100) == fail_info{INT_MAX});
  CHECK(make_error_code(fail_info{INT_MAX}).message().find(std::to_string(INT_MAX - 100)) != std::string::npos);
}

TEST_CASE("Dogtag's reasons have CMC's names (RFC 5272 6.1.4)") {
  int wire = 5;
  for (const char* name : {"unsupportedExt", "mustArchiveKeys", "badIdentity", "popRequired", "popFailed", "noKeyReuse",
                           "internalCAError", "tryLater"}) {
    CHECK(make_error_code(scep::from_wire(wire)).message() ==
          "The CA refused the request with failInfo " + std::to_string(wire) +
              ", which SCEP does not define; Dogtag means " + name + ".");
    ++wire;
  }
}

TEST_CASE("a value that no reply can hold is called that") {
  for (const int value : {0, 2, 98, -1, INT_MIN}) {
    const std::string message = scep::fail_info_category().message(value);
    CHECK(message == "Value " + std::to_string(value) + " is no failInfo: their codes start at 99.");
  }
  CHECK(scep::to_wire(fail_info{0}) == -100);
  CHECK(scep::to_wire(fail_info{INT_MIN + 100}) == INT_MIN);
  CHECK(scep::to_wire(fail_info{INT_MIN + 99}) == -1);
  CHECK(scep::to_wire(fail_info{INT_MIN}) == -1);
}

TEST_CASE("no number from the wire makes a false code") {
  const auto check = [](int n) {
    const std::error_code code = make_error_code(scep::from_wire(n));
    const int expected = n >= 0 && n <= INT_MAX - 100 ? n + 100 : 99;
    return code && code.value() == expected && code.category() == scep::fail_info_category();
  };
  int wrong = 0;
  for (int n = -70'000; n <= 70'000; ++n) wrong += !check(n);
  for (int distance = 0; distance < 70'000; ++distance) wrong += !check(INT_MAX - distance) + !check(INT_MIN + distance);
  std::mt19937 random(8894);
  for (int i = 0; i < 1'000'000; ++i) wrong += !check(static_cast<int>(random()));
  CHECK(wrong == 0);
}

TEST_CASE("every text of up to two bytes is parsed right") {
  int texts = 0;
  int wrong = 0;
  const auto check = [&](std::string_view text, fail_info expected) {
    ++texts;
    wrong += scep::parse_fail_info(text) != expected;
  };
  const auto digit = [](int byte) { return byte >= '0' && byte <= '9'; };
  check("", fail_info::unknown);
  for (int a = 0; a < 256; ++a) {
    const char one[] = {static_cast<char>(a)};
    check({one, 1}, digit(a) ? fail_info{100 + a - '0'} : fail_info::unknown);
    for (int b = 0; b < 256; ++b) {
      const char two[] = {static_cast<char>(a), static_cast<char>(b)};
      check({two, 2}, digit(a) && digit(b) ? fail_info{100 + 10 * (a - '0') + b - '0'} : fail_info::unknown);
    }
  }
  CHECK(texts == 65'793);
  CHECK(wrong == 0);
}

TEST_CASE("every number of one to three digits is parsed right, leading zeros or not") {
  int wrong = 0;
  for (int n = 0; n < 1000; ++n) {
    std::string digits = std::to_string(n);
    for (; digits.size() <= 3; digits.insert(0, "0")) {
      const std::error_code code = scep::parse_fail_info(digits);
      wrong += !(code && code.value() == n + 100);
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("a text that is no failInfo is unknown") {
  using namespace std::string_view_literals;
  for (const std::string_view text : {"abc"sv, " 2"sv, "2 "sv, "2x"sv, "+2"sv, "-2"sv, "-0"sv, "2\0"sv, "\0"sv, "0x2"sv,
                                      "2.0"sv, "2147483548"sv, "2147483647"sv, "2147483648"sv, "4294967196"sv,
                                      "4294967298"sv, "18446744073709551618"sv, "\xD9\xA2"sv, "-2147483648"sv}) {
    CAPTURE(text);
    CHECK(scep::parse_fail_info(text) == fail_info::unknown);
  }
  CHECK(scep::parse_fail_info("2147483547") == fail_info{INT_MAX});
  CHECK(scep::parse_fail_info(std::string(1'000'000, '9')) == fail_info::unknown);
  CHECK(scep::parse_fail_info(std::string(1'000'000, '0') + "2") == fail_info::bad_request);
  CHECK(scep::parse_fail_info({}) == fail_info::unknown);
}

TEST_CASE("the category is named and is one object") {
  CHECK(std::string_view(scep::fail_info_category().name()) == "scep.fail_info");
  CHECK(&scep::fail_info_category() == &make_error_code(fail_info::bad_time).category());
}

TEST_CASE("three reasons mean a portable condition, the others none") {
  const std::error_code algorithm = fail_info::bad_algorithm;
  CHECK(algorithm == std::errc::not_supported);
  CHECK(make_error_code(fail_info::bad_message_check) == std::errc::bad_message);
  CHECK(make_error_code(fail_info::bad_request) == std::errc::operation_not_permitted);
  for (const fail_info f : {fail_info::bad_time, fail_info::bad_cert_id, fail_info::unknown, fail_info{107}}) {
    const std::error_code code = f;
    CHECK(code.default_error_condition() == make_error_condition(f));
    CHECK(code.default_error_condition().category() == scep::fail_info_category());
  }
}

TEST_CASE("a code is equivalent to the condition of its own enumerator and no other") {
  for (const reason& a : reasons)
    for (const reason& b : reasons)
      CHECK((make_error_code(a.value) == make_error_condition(b.value)) == (a.value == b.value));
}

TEST_CASE("no fail_info is false, however it was made") {
  for (const fail_info f : {fail_info{}, static_cast<fail_info>(0)}) {
    CHECK(std::error_code(f));
    CHECK(std::error_code(f) == fail_info::unknown);
    CHECK(static_cast<bool>(make_error_condition(f)));
    CHECK(make_error_code(f).message() == make_error_code(fail_info::unknown).message());
  }
}

TEST_CASE("a code of this category means its own reason, one that RFC 8894 does not define too") {
  for (const int value : {99, 100, 104, 105, 107, 5, -7, INT_MAX, INT_MIN})
    CHECK(scep::as_fail_info({value, scep::fail_info_category()}) == fail_info{value});
}

TEST_CASE("a code of another category means the reason whose condition it is equivalent to") {
  for (const reason& r : reasons) CHECK(scep::as_fail_info({r.code, application}) == r.value);
  CHECK(scep::as_fail_info({1000, application}) == fail_info::bad_message_check);
  CHECK(scep::as_fail_info(make_error_code(std::errc::bad_message)) == fail_info::bad_message_check);
}

TEST_CASE("a code that says nothing of the request, or is false, means no reason") {
  for (const std::error_code& code :
       {std::error_code(), std::error_code(0, application), std::error_code(0, scep::fail_info_category()),
        std::error_code(99, application), std::error_code(2000, application), make_error_code(std::errc::connection_refused),
        make_error_code(std::errc::not_supported), make_error_code(std::errc::operation_not_permitted)})
    CHECK(scep::as_fail_info(code) == std::nullopt);
}

TEST_CASE("a server answers a fail_info with itself if it can be sent") {
  for (const reason& r : reasons) CHECK(scep::fail_info_for(r.value) == r.value);
  for (const fail_info f : {fail_info::unknown, fail_info{105}, fail_info{107}, fail_info{INT_MAX}, fail_info{-5}})
    CHECK(scep::fail_info_for(f) == fail_info::bad_request);
}

TEST_CASE("a server answers what another category says its codes mean") {
  for (const reason& r : reasons) CHECK(scep::fail_info_for({r.code, application}) == r.value);
  CHECK(scep::fail_info_for({99, application}) == fail_info::bad_request);
  CHECK(scep::fail_info_for({107, application}) == fail_info::bad_request);
  CHECK(scep::fail_info_for({1000, application}) == fail_info::bad_message_check);
  CHECK(scep::fail_info_for({2000, application}) == fail_info::bad_request);
}

TEST_CASE("a server answers everything else with bad_request") {
  CHECK(scep::fail_info_for({}) == fail_info::bad_request);
  CHECK(scep::fail_info_for({0, application}) == fail_info::bad_request);
  CHECK(scep::fail_info_for({0, scep::fail_info_category()}) == fail_info::bad_request);
  CHECK(scep::fail_info_for(make_error_code(std::errc::bad_message)) == fail_info::bad_message_check);
  CHECK(scep::fail_info_for(make_error_code(std::errc::not_supported)) == fail_info::bad_request);
  CHECK(scep::fail_info_for(make_error_code(std::errc::no_such_file_or_directory)) == fail_info::bad_request);
#ifndef _WIN32  // where system errors are not errno
  CHECK(scep::fail_info_for({EBADMSG, std::system_category()}) == fail_info::bad_message_check);
#endif
}

namespace {
std::error_code refuse() { return fail_info::bad_algorithm; }
}  // namespace

TEST_CASE("a fail_info returned as std::error_code arrives equal to itself, and value 0 on the wire is an error") {
  const std::error_code code = refuse();
  CHECK(code);
  CHECK(code == fail_info::bad_algorithm);
  CHECK(code != fail_info::bad_request);
  CHECK(scep::to_wire(fail_info{code.value()}) == 0);
}
