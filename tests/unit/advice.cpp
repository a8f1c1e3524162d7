#include <scep/advice.hpp>
#include <scep/condition.hpp>
#include <scep/fail_info.hpp>
#include <scep/hresult.hpp>
#include <scep/reply_errc.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <climits>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

using scep::fail_info;
using scep::reply_errc;

static_assert(noexcept(scep::advice(std::error_code())));
static_assert(noexcept(scep::advice(scep::failure())));
static_assert(noexcept(scep::advice(fail_info::bad_time)));

namespace {

std::vector<fail_info> reasons() {
  std::vector<fail_info> all = {fail_info::unknown};
  for (int wire = 0; wire <= 12; ++wire) all.push_back(scep::from_wire(wire));  // CMC's numbers, too
  all.push_back(fail_info{INT_MAX});
  return all;
}

std::vector<reply_errc> reply_errors() {
  std::vector<reply_errc> all;
  for (int value = 1; !name(reply_errc{value}).empty(); ++value) all.push_back(reply_errc{value});
  return all;
}

std::vector<scep::hresult> named_hresults() {
  std::vector<scep::hresult> all;
  for (const std::uint32_t facility :
       {0x80000000, 0x80010000, 0x80040000, 0x80070000, 0x80080000, 0x80090000, 0x800B0000, 0x80190000})
    for (std::uint32_t low = 0; low <= 0xFFFF; ++low)
      if (const scep::hresult h = scep::make_hresult(facility | low); !name(h).empty()) all.push_back(h);
  return all;
}

std::vector<std::error_code> every_code() {
  std::vector<std::error_code> all;
  for (const fail_info f : reasons()) all.emplace_back(f);
  for (const reply_errc e : reply_errors()) all.emplace_back(e);
  for (const scep::hresult h : named_hresults()) all.emplace_back(h);
  return all;
}

bool is_one_line_of_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

std::size_t sentences(std::string_view text) {
  std::size_t count = 1;
  for (std::size_t at = 0; (at = text.find(". ", at)) != std::string_view::npos; ++at) ++count;
  return count;
}

}  // namespace

TEST_CASE("every code has a message: a whole sentence of printable ASCII") {
  for (const std::error_code& code : every_code()) {
    const std::string message = code.message();
    CAPTURE(message);
    CHECK(is_one_line_of_ascii(message));
    CHECK(message.size() > 10);
    CHECK(message.back() == '.');
  }
}

TEST_CASE("every fail_info and every reply_errc has an advice") {
  for (const fail_info f : reasons()) {
    CAPTURE(to_wire(f));
    CHECK_FALSE(scep::advice(f).empty());
  }
  for (const reply_errc e : reply_errors()) {
    CAPTURE(name(e));
    CHECK_FALSE(scep::advice(e).empty());
  }
}

TEST_CASE("an advice is one or two whole sentences of printable ASCII, short, and more than the message") {
  for (const std::error_code& code : every_code()) {
    const std::string_view advice = scep::advice(code);
    if (advice.empty()) continue;
    CAPTURE(code.message());
    CAPTURE(advice);
    CHECK(is_one_line_of_ascii(advice));
    CHECK(advice.front() >= 'A');
    CHECK(advice.front() <= 'Z');
    CHECK(advice.back() == '.');
    CHECK(advice.find("  ") == std::string_view::npos);
    CHECK(advice.size() <= 240);
    CHECK(sentences(advice) <= 2);
    CHECK(code.message().find(advice) == std::string::npos);
    CHECK(advice.find(code.message()) == std::string_view::npos);
  }
}

TEST_CASE("the first thing to check is what is usually the cause") {
  const auto names_first = [](std::error_code code, std::string_view cause, std::string_view other) {
    const std::string_view advice = scep::advice(code);
    CAPTURE(advice);
    CHECK(advice.find(cause) != std::string_view::npos);
    CHECK(advice.find(other) != std::string_view::npos);
    CHECK(advice.find(cause) < advice.find(other));
  };
  names_first(fail_info::bad_algorithm, "RSA", "GetCACaps");
  names_first(fail_info::bad_message_check, "RA's encryption certificate", "challenge");
  names_first(fail_info::bad_request, "challenge", "renew");
  names_first(fail_info::bad_request, "renew", "template");
  names_first(fail_info::bad_request, "template", "log");
  names_first(fail_info::bad_time, "clock of the client", "enroll anew");
  names_first(fail_info::bad_cert_id, "enroll anew", "issued");
  names_first(reply_errc::not_signed_data, "HTTP status", "proxy");
  names_first(reply_errc::untrusted_signer, "RA", "somebody else");
  names_first(reply_errc::missing_envelope, "approval", "maker");
}

TEST_CASE("an HRESULT that names a cause has an advice that names what to do") {
  const auto names = [](std::uint32_t bits, std::string_view what) {
    CAPTURE(bits);
    CHECK(scep::advice(scep::make_hresult(bits)).find(what) != std::string_view::npos);
  };
  for (const std::uint32_t bits : {0x8009100B, 0x8009200C, 0x8009002C}) names(bits, "RA's encryption certificate");
  for (const std::uint32_t bits : {0x80092012, 0x80092013, 0x800B010E}) names(bits, "revocation lists");
  for (const std::uint32_t bits : {0x800706BA, 0x800706D9}) names(bits, "NDES does not reach its CA");
  names(0x80094811, "longer key");
  names(0x80094012, "Read and Enroll");
  names(0x80094014, "Ask who manages the CA");
  names(0x80090014, "CSP");
  names(0x80190191, "anonymous access");
  names(0x80190193, "refuse this way");
  names(0x80190194, "pkiclient.exe");
  names(0x801901F4, "RA certificates");
  names(0x801901F7, "application pool");
  for (const std::uint32_t bits : {0x80004005, 0x8000FFFF, 0x80070057, 0x80090020, 0x80072EE4})  // they name none
    CHECK(scep::advice(scep::make_hresult(bits)).empty());
}

TEST_CASE("a reason that SCEP does not define has an advice of its own: the number is all there is") {
  const std::string_view advice = scep::advice(scep::from_wire(7));
  CHECK(advice.find("number") != std::string_view::npos);
  CHECK(advice == scep::advice(scep::from_wire(5)));
  CHECK(advice != scep::advice(fail_info::unknown));
  CHECK(scep::advice(std::error_code(98, scep::fail_info_category())) == scep::advice(fail_info::unknown));
}

TEST_CASE("where nothing is known there is no advice") {
  CHECK(scep::advice(std::error_code()).empty());
  CHECK(scep::advice(std::error_code(0, scep::fail_info_category())).empty());
  CHECK(scep::advice(reply_errc{1000}).empty());
  CHECK(scep::advice(scep::make_hresult(0)).empty());
  CHECK(scep::advice(scep::make_hresult(0x8FFFFFFF)).empty());
  CHECK(scep::advice(scep::make_hresult(0x80004005)).empty());  // E_FAIL
  CHECK(scep::advice(std::make_error_code(std::errc::bad_message))
            .empty());  // bad_message_check to a server, to a user anything
  CHECK(scep::advice(scep::failure()).empty());
}

TEST_CASE("the advice for a failure is the HRESULT's, and the code's where that has none") {
  const auto refusal = [](std::uint32_t hresult) {
    return scep::failure(fail_info::bad_request, {{}, {}, scep::make_hresult(hresult), {}});
  };
  const scep::hresult key_length = scep::make_hresult(0x80094811);  // CERTSRV_E_KEY_LENGTH
  CHECK(scep::advice(refusal(0x80094811)) == scep::advice(key_length));
  CHECK(scep::advice(key_length).find("key") != std::string_view::npos);
  CHECK(scep::advice(refusal(0x80004005)) == scep::advice(fail_info::bad_request));  // E_FAIL
  CHECK(scep::advice(scep::failure(fail_info::bad_request)) == scep::advice(fail_info::bad_request));
}
