#include <scep/condition.hpp>
#include <scep/fail_info.hpp>
#include <scep/failure.hpp>
#include <scep/hresult.hpp>
#include <scep/reply_errc.hpp>

#include <doctest/doctest.h>

#include <string>
#include <type_traits>

#include <scep/detail/utf8.hpp>

using scep::fail_info;
using scep::failure;
using scep::printable;
using namespace std::string_literals;

static_assert(std::is_nothrow_default_constructible_v<failure>);
static_assert(std::is_convertible_v<std::error_code, failure>);
static_assert(std::is_convertible_v<fail_info, failure>);
static_assert(std::is_convertible_v<scep::hresult, failure>);
static_assert(std::is_convertible_v<failure, std::error_code>);
static_assert(!std::is_constructible_v<failure, std::errc>);  // a condition is no code
#if defined(__cpp_exceptions)
static_assert(std::is_nothrow_copy_constructible_v<scep::failure_error>);
#endif

namespace {

failure ndes_refusal() {
  failure f = fail_info::bad_request;
  f.text = "no \"luck\"\n\x1B[31m";
  f.transaction_id = "42\x07";
  f.detail = scep::make_hresult(0x80070005);
  return f;
}

}  // namespace

TEST_CASE("a failure is made from a code or an enum and used as a code") {
  const failure f = fail_info::bad_time;
  const std::error_code code = f;
  CHECK(code == fail_info::bad_time);
  CHECK(f.text.empty());
  CHECK(f.transaction_id.empty());
  CHECK_FALSE(f.detail);
  CHECK_FALSE(failure().code);
  CHECK(failure(code) == f);
}

TEST_CASE("a failure compares as its code does") {
  const failure f = fail_info::bad_request;
  CHECK(f == fail_info::bad_request);
  CHECK(f != fail_info::bad_time);
  CHECK(fail_info::bad_request == f);
  CHECK(fail_info::bad_time != f);
  CHECK(f == scep::condition::rejected);
  CHECK(f != scep::condition::unusable_reply);
  CHECK(f == std::errc::operation_not_permitted);
  CHECK(f == make_error_code(fail_info::bad_request));
  CHECK(f == make_error_condition(fail_info::bad_request));
  CHECK(make_error_code(fail_info::bad_time) != f);
}

TEST_CASE("two failures are equal if all they hold is") {
  const failure original = ndes_refusal();
  CHECK(original == ndes_refusal());
  failure f = original;
  f.code = fail_info::bad_time;
  CHECK(f != original);
  f = original;
  f.text += ' ';
  CHECK(f != original);
  f = original;
  f.transaction_id.clear();
  CHECK(f != original);
  f = original;
  f.detail.clear();
  CHECK(f != original);
}

TEST_CASE("to_string tells everything in one line") {
  const std::string line = to_string(ndes_refusal());
  CHECK(line.find("The transaction was not permitted or was not supported. [scep.fail_info:102]"
                  " The CA says: \"no \\\"luck\\\"\\n\\x1B[31m\". E_ACCESSDENIED (0x80070005): ") == 0);
  CHECK(line.find(" Transaction \"42\\x07\".") == line.size() - " Transaction \"42\\x07\"."s.size());
  CHECK(to_string(scep::reply_errc::bad_signature) == "The signature of the message does not verify. [scep.reply:5]");
}

TEST_CASE("what a person can read is printed as it is") {
  const std::string text = "Zugriff verweigert: Schlüssel zu kurz (1024 < 2048), 拒否されました, отказано, 🔑";
  CHECK(printable(text) == text);
  CHECK(printable("") == "");
  CHECK(printable("\U000F0000") == "\U000F0000");  // private use: whatever it is, it is seen
  CHECK(printable("\xEF\xBF\xBD \xEE\x80\x80 \xC2\xA0 \xCD\xB0") == "\xEF\xBF\xBD \xEE\x80\x80 \xC2\xA0 \xCD\xB0");
}

TEST_CASE("control characters are escaped") {
  CHECK(printable("a\nb\r\tc") == "a\\nb\\r\\tc");
  CHECK(printable("\x1B[2J\a\b\x7F") == "\\x1B[2J\\x07\\x08\\x7F");
  CHECK(printable("\0"s) == "\\x00");
  CHECK(printable("\xC2\x9B") == "\\u{009B}");  // the one-character CSI
  CHECK(printable("\xC2\x80\xC2\x9F\xC2\xA1") == "\\u{0080}\\u{009F}\xC2\xA1");
}

TEST_CASE("invisible and bidirectional characters are escaped") {
  CHECK(printable("\u202Eevil\u2066\u2069\u200F\u061C") == "\\u{202E}evil\\u{2066}\\u{2069}\\u{200F}\\u{061C}");
  CHECK(printable("a\u200Bb\u2028\u2029\uFEFF\u00AD") == "a\\u{200B}b\\u{2028}\\u{2029}\\u{FEFF}\\u{00AD}");
  CHECK(printable("\U000E0041\U0001D173") == "\\u{E0041}\\u{1D173}");
  CHECK(printable("\xEF\xBF\xBE\xF4\x8F\xBF\xBF") == "\\u{FFFE}\\u{10FFFF}");
}

TEST_CASE("an escape in the text does not pass for one of ours") {
  CHECK(printable("\\x1B") == "\\\\x1B");
  CHECK(printable("\"") == "\\\"");
}

TEST_CASE("bytes that are not UTF-8 are escaped one by one") {
  CHECK(printable("\xFF\xC0\x80\xC1\xBF") == "\\xFF\\xC0\\x80\\xC1\\xBF");
  CHECK(printable("\xE2\x82") == "\\xE2\\x82");
  CHECK(printable("\xE2\x82x") == "\\xE2\\x82x");
  CHECK(printable("\xED\xA0\x80") == "\\xED\\xA0\\x80");           // a surrogate
  CHECK(printable("\xE0\x9F\xBF") == "\\xE0\\x9F\\xBF");           // overlong
  CHECK(printable("\xF0\x8F\xBF\xBF") == "\\xF0\\x8F\\xBF\\xBF");  // overlong
  CHECK(printable("\xF4\x90\x80\x80") == "\\xF4\\x90\\x80\\x80");  // past U+10FFFF
  CHECK(printable("\xF5\x80\x80\x80\x80") == "\\xF5\\x80\\x80\\x80\\x80");
}

TEST_CASE("whatever two bytes go in, valid UTF-8 without a control byte comes out") {
  int wrong = 0;
  for (int a = 0; a < 256; ++a)
    for (int b = 0; b < 256; ++b) {
      const std::string in = {static_cast<char>(a), static_cast<char>(b)};
      const std::string out = printable(in);
      for (std::string_view rest = out; !rest.empty();) {
        const auto [c, size] = scep::detail::first_utf8(rest);
        if (size == 0 || c < 0x20 || (c >= 0x7F && c < 0xA0)) {
          ++wrong;
          break;
        }
        rest.remove_prefix(size);
      }
    }
  CHECK(wrong == 0);
}

TEST_CASE("every code point is one character of UTF-8, and no surrogate is") {
  int wrong = 0;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    std::string text;
    const auto tail = [&](int shift) { text += static_cast<char>(0x80 | (c >> shift & 0x3F)); };
    if (c < 0x80) {
      text = std::string(1, static_cast<char>(c));
    } else if (c < 0x800) {
      text = std::string(1, static_cast<char>(0xC0 | c >> 6));
      tail(0);
    } else if (c < 0x10000) {
      text = std::string(1, static_cast<char>(0xE0 | c >> 12));
      tail(6);
      tail(0);
    } else {
      text = std::string(1, static_cast<char>(0xF0 | c >> 18));
      tail(12);
      tail(6);
      tail(0);
    }
    const auto found = scep::detail::first_utf8(text);
    const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    wrong += surrogate ? found.size != 0 : found.size != text.size() || found.code_point != c;
  }
  CHECK(wrong == 0);
}

#if defined(__cpp_exceptions)
TEST_CASE("failure_error keeps the failure and says it escaped") {
  const scep::failure_error error(ndes_refusal());
  CHECK(error.code() == fail_info::bad_request);
  CHECK(error.failure() == ndes_refusal());
  CHECK(std::string(error.what()) == to_string(ndes_refusal()));
  const std::system_error& base = error;
  CHECK(std::string(base.what()).find("\\x1B[31m") != std::string::npos);
  scep::failure_error copy{scep::failure()};
  copy = error;
  CHECK(copy.failure().text == ndes_refusal().text);
}
#endif
