#include <scep/condition.hpp>
#include <scep/x509_enrollment.hpp>

#include <doctest/doctest.h>

#include <climits>
#include <cstdlib>
#include <cstring>
#include <string>

using scep::disposition;
using scep::fail_info;
using scep::detail::bstr_char;
using bstring = std::basic_string<bstr_char>;

namespace {

using HRESULT = std::int32_t;
enum X509SCEPFailInfo : int { SCEPFailUnknown = -1, SCEPFailBadAlgorithm = 0, SCEPFailBadCertId = 4 };

// What SysAllocStringLen and SysFreeString do, counted.
int strings_alive = 0;

bstr_char* allocate_string(const bstring& text) {
  const auto bytes = static_cast<std::uint32_t>(text.size() * sizeof(bstr_char));
  auto* const block = static_cast<unsigned char*>(std::calloc(1, sizeof bytes + bytes + sizeof(bstr_char)));
  std::memcpy(block, &bytes, sizeof bytes);
  std::memcpy(block + sizeof bytes, text.data(), bytes);
  ++strings_alive;
  return reinterpret_cast<bstr_char*>(block + sizeof bytes);
}

void free_string(bstr_char* text) {
  if (text == nullptr) return;
  --strings_alive;
  std::free(reinterpret_cast<unsigned char*>(text) - sizeof(std::uint32_t));
}

// IX509SCEPEnrollment, as far as it is asked.
struct enrollment {
  HRESULT fail_info_hr = 0;
  int fail_info = 2;
  int calls = 0;

  HRESULT get_FailInfo(X509SCEPFailInfo* value) {
    ++calls;
    if (fail_info_hr >= 0) *value = static_cast<X509SCEPFailInfo>(fail_info);
    return fail_info_hr;
  }
};

// IX509SCEPEnrollment2.
struct enrollment2 : enrollment {
  HRESULT text_hr = 0;
  const bstring* text = nullptr;

  HRESULT get_ResultMessageText(bstr_char** value) {
    ++calls;
    if (text_hr >= 0 && text != nullptr) *value = allocate_string(*text);
    return text_hr;
  }
};

auto processed(enrollment2& e, HRESULT hr, int reported) {
  auto r = scep::process_result(hr, reported, e, free_string);
  CHECK(strings_alive == 0);
  return r;
}

std::string text_of(const bstring& text) {
  enrollment2 e;
  e.text = &text;
  return processed(e, 0, 2).error().details().text;
}

bstring wide(std::initializer_list<unsigned> units) {
  bstring text;
  for (const unsigned unit : units) text += static_cast<bstr_char>(unit);
  return text;
}

}  // namespace

TEST_CASE("Success, Pending and PendingChallenge are values, and nobody asks for a reason") {
  for (const disposition d : {disposition::success, disposition::pending, disposition::pending_challenge}) {
    enrollment2 e;
    const auto r = processed(e, 0, static_cast<int>(d));
    REQUIRE(r.has_value());
    CHECK(r.value() == d);
    CHECK(e.calls == 0);
  }
  enrollment2 e;
  CHECK(processed(e, 1, 0).value() == disposition::success);  // S_FALSE
}

TEST_CASE("Unknown and every other disposition is an error") {
  for (const int reported : {-1, 1, 4, 10, 12, 99, INT_MAX, INT_MIN}) {
    enrollment2 e;
    const auto r = processed(e, 0, reported);
    CHECK(r.error() == scep::reply_errc::unknown_status);
    CHECK(r.error() == scep::condition::unusable_reply);
    CHECK(e.calls == 0);
  }
}

TEST_CASE("a failed ProcessResponseMessage is its HRESULT, whatever the disposition") {
  for (const int reported : {-1, 0, 2, 3, 11}) {
    enrollment2 e;
    const auto r = processed(e, static_cast<HRESULT>(0x80070057), reported);
    CHECK(r.error() == scep::make_hresult(0x80070057));
    CHECK(r.error() == std::errc::invalid_argument);
    CHECK(r.error() != scep::condition::rejected);
    CHECK(e.calls == 0);
  }
}

TEST_CASE("Failure is a refusal, with each reason that Windows has, and with those it has not") {
  for (const int reason : {-1, 0, 1, 2, 3, 4, 5, 23}) {
    enrollment2 e;
    e.fail_info = reason;
    const auto r = processed(e, 0, 2);
    CHECK(r.error() == fail_info{reason + 100});
    CHECK(r.error() == scep::condition::rejected);
    CHECK(r.error().code().value() == reason + 100);
    CHECK(r.error() == scep::failure(fail_info{reason + 100}));
  }
  struct silent {
    HRESULT get_FailInfo(X509SCEPFailInfo*) { return 0; }
  } nothing_set;
  CHECK(scep::process_result(0, 2, nothing_set).error() == fail_info::unknown);
  enrollment2 e;
  e.fail_info = INT_MIN;
  CHECK(processed(e, 0, 2).error() == fail_info::unknown);
}

TEST_CASE("where get_FailInfo fails, a Failure is still a refusal, and says why it has no reason") {
  enrollment2 e;
  e.fail_info_hr = static_cast<HRESULT>(0x80004005);
  const bstring text = wide({'n', 'o'});
  e.text = &text;
  const auto r = processed(e, 0, 2);
  CHECK(r.error() == fail_info::unknown);
  CHECK(r.error() == scep::condition::rejected);
  CHECK(r.error().details().hresult == scep::make_hresult(0x80004005));
  CHECK(r.error().details().text == "no");
  e.fail_info_hr = 1;  // S_FALSE
  CHECK(processed(e, 0, 2).error() == fail_info::bad_request);
  CHECK_FALSE(processed(e, 0, 2).error().details().hresult);
}

TEST_CASE("where get_ResultMessageText fails or sets nothing, there is no text") {
  enrollment2 e;
  e.text_hr = static_cast<HRESULT>(0x80004001);
  CHECK(processed(e, 0, 2).error() == fail_info::bad_request);
  CHECK(processed(e, 0, 2).error().details().text.empty());
  e.text_hr = 0;
  CHECK(processed(e, 0, 2).error().details().text.empty());
}

TEST_CASE("the text becomes UTF-8") {
  CHECK(text_of(wide({})).empty());
  CHECK(text_of(wide({'S', 0xFC, 0x7FF, 0x800, 0x20AC, 0xFFFF})) == "S\xC3\xBC\xDF\xBF\xE0\xA0\x80\xE2\x82\xAC\xEF\xBF\xBF");
  CHECK(text_of(wide({0xD83D, 0xDD11, 0xD800, 0xDC00, 0xDBFF, 0xDFFF})) ==
        "\xF0\x9F\x94\x91\xF0\x90\x80\x80\xF4\x8F\xBF\xBF");
  CHECK(text_of(wide({'a', 0, 'b'})) == std::string("a\0b", 3));
  CHECK(text_of(wide({0x7F, 0x80})) == "\x7F\xC2\x80");
}

TEST_CASE("half a surrogate pair becomes a replacement character") {
  const std::string replaced = "\xEF\xBF\xBD";
  CHECK(text_of(wide({0xD800})) == replaced);
  CHECK(text_of(wide({0xDC00})) == replaced);
  CHECK(text_of(wide({0xDFFF, 'x'})) == replaced + "x");
  CHECK(text_of(wide({'x', 0xDFFF})) == "x" + replaced);
  CHECK(text_of(wide({0xDC00, 0xDC00})) == replaced + replaced);
  CHECK(text_of(wide({0xDBFF, 'x'})) == replaced + "x");
  CHECK(text_of(wide({0xD800, 0xD800, 0xDC00})) == replaced + "\xF0\x90\x80\x80");
  CHECK(text_of(wide({0xD800, 0xE000})) == replaced + "\xEE\x80\x80");
}

TEST_CASE("the first interface, without a text, is enough") {
  enrollment e;
  e.fail_info = 4;
  CHECK(scep::process_result(0, 2, e).error() == fail_info::bad_cert_id);
  CHECK(scep::process_result(0, 3, e).value() == disposition::pending);
  CHECK(scep::process_result(0, 2, e, free_string).error() == fail_info::bad_cert_id);
}
