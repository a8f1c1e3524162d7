#include <scep/condition.hpp>
#include <scep/fail_info.hpp>
#include <scep/failure.hpp>
#include <scep/hresult.hpp>
#include <scep/reply_errc.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

#include <scep/detail/utf8.hpp>

#include "../../src/error/first_utf8.hpp"

using scep::fail_info;
using scep::failure;
using scep::failure_details;
using scep::printable;
using namespace std::string_literals;

static_assert(sizeof(failure) <= 32);
static_assert(std::is_nothrow_default_constructible_v<failure>);
static_assert(std::is_nothrow_copy_constructible_v<failure> && std::is_nothrow_copy_assignable_v<failure>);
static_assert(std::is_nothrow_move_constructible_v<failure> && std::is_nothrow_move_assignable_v<failure>);
static_assert(std::is_nothrow_constructible_v<failure, std::error_code> &&
              std::is_nothrow_constructible_v<failure, fail_info>);
static_assert(std::is_convertible_v<std::error_code, failure>);
static_assert(std::is_convertible_v<fail_info, failure>);
static_assert(std::is_convertible_v<scep::hresult, failure>);
static_assert(std::is_convertible_v<failure, std::error_code>);
static_assert(!std::is_constructible_v<failure, std::errc>);  // a condition is no code
static_assert(!std::is_constructible_v<failure, scep::condition>);
static_assert(!std::is_constructible_v<failure, int> && !std::is_constructible_v<failure, std::string>);
static_assert(!std::is_convertible_v<failure, bool> && !std::is_convertible_v<failure, int>);

// How many of the four comparisons with a T cannot throw.
template <class T>
constexpr int noexcept_comparisons(const failure* f = nullptr, const T* other = nullptr) {
  const bool each[] = {noexcept(*f == *other), noexcept(*f != *other), noexcept(*other == *f), noexcept(*other != *f)};
  return each[0] + each[1] + each[2] + each[3];
}
template <bool is_noexcept>
struct becomes_code {
  operator std::error_code() const noexcept(is_noexcept) { return {}; }
};
static_assert(noexcept_comparisons<fail_info>() == 4 && noexcept_comparisons<scep::condition>() == 4);
static_assert(noexcept_comparisons<becomes_code<true>>() == 4 && noexcept_comparisons<becomes_code<false>>() == 0);
#if defined(__cpp_exceptions)
static_assert(std::is_nothrow_copy_constructible_v<scep::failure_error>);
#endif

namespace {

failure ndes_refusal() {
  return {fail_info::bad_request, {"no \"luck\"\n\x1B[31m", "42\x07", scep::make_hresult(0x80070005), {}}};
}

// What there is of details before main; the objects of other files may ask.
const failure_details* const details_before_main = &failure().details();

class evil_category final : public std::error_category {
 public:
  const char* name() const noexcept override { return "evil\n\x1B[31m"; }
  std::string message(int) const override { return "bad\x1B[2J"; }
};
const evil_category evil;

std::string utf8(char32_t c) {
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
  return text;
}

}  // namespace

TEST_CASE("a failure is made from a code or an enum and used as a code") {
  const failure f = fail_info::bad_time;
  const std::error_code code = f;
  CHECK(code == fail_info::bad_time);
  CHECK(f.code() == code);
  CHECK(make_error_code(f) == code);
  CHECK(failure(code) == f);
  CHECK_FALSE(failure().code());
}

TEST_CASE("a failure without details has empty ones, before main and at the end too") {
  const failure bare = fail_info::bad_time;
  const failure_details& none = bare.details();
  CHECK(none.text.empty());
  CHECK(none.transaction_id.empty());
  CHECK_FALSE(none.hresult);
  CHECK(none.attribute.empty());
  CHECK(&failure(fail_info::bad_time, {}).details() == &none);
  CHECK(details_before_main == &none);
}

TEST_CASE("each detail is kept, by copies too, also when the original is gone") {
  auto original = std::make_unique<failure>(ndes_refusal());
  failure copy = *original;
  original.reset();
  CHECK(copy.details().text == "no \"luck\"\n\x1B[31m");
  CHECK(copy.details().transaction_id == "42\x07");
  CHECK(copy.details().hresult == scep::make_hresult(0x80070005));
  CHECK(failure(scep::reply_errc::missing_attribute, {{}, {}, {}, "senderNonce"}).details().attribute == "senderNonce");
  CHECK(failure(fail_info::bad_time, {"late"}).details().text == "late");
  CHECK(failure(fail_info::bad_time, {{}, "1", {}, {}}).details().transaction_id == "1");
  CHECK(failure(fail_info::bad_time, {{}, {}, scep::make_hresult(0x80070005), {}}).details().hresult);
  copy = failure();
  CHECK(copy.details().text.empty());
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
  struct derived : std::error_code {};
  CHECK((f != derived{} && derived{} != f));
}

TEST_CASE("two failures are equal if their codes are, whatever their texts say") {
  CHECK(ndes_refusal() == failure(fail_info::bad_request));
  CHECK(ndes_refusal() != failure(fail_info::bad_time, ndes_refusal().details()));
}

TEST_CASE("an iostream writes what to_string says, of an enum too") {
  std::ostringstream stream;
  stream << ndes_refusal() << '\n' << fail_info::bad_time << '\n' << scep::reply_errc::no_signer;
  CHECK(stream.str() ==
        to_string(ndes_refusal()) + '\n' + to_string(fail_info::bad_time) + '\n' + to_string(scep::reply_errc::no_signer));
}

TEST_CASE("to_string tells the name and the label of a code") {
  CHECK(to_string(fail_info::bad_cert_id) == "No certificate could be identified. [badCertId, scep.fail_info:104]");
  CHECK(to_string(fail_info::unknown) ==
        "The CA refused the request and gave no reason that SCEP defines. [unknown, scep.fail_info:99]");
  CHECK(to_string(scep::from_wire(7)).find(" [scep.fail_info:107]") != std::string::npos);
  CHECK(to_string(scep::reply_errc::bad_signature) ==
        "The signature of the message does not verify. [bad_signature, scep.reply:5]");
  CHECK(to_string(scep::make_hresult(0x80070005)).find(" [hresult:-2147024891]") != std::string::npos);
  CHECK(to_string(failure(std::make_error_code(std::errc::timed_out))).find(" [generic:") != std::string::npos);
}

TEST_CASE("to_string names the attribute") {
  const std::string line = to_string(failure(scep::reply_errc::missing_attribute, {{}, {}, {}, "senderNonce"}));
  CHECK(line.find(" Attribute \"senderNonce\".") != std::string::npos);
}

TEST_CASE("whatever another library calls its category and its error, to_string prints one harmless line") {
  const std::string line = to_string(failure({7, evil}));
  CHECK(line == "bad\\x1B[2J [evil\\n\\x1B[31m:7]");
}

TEST_CASE("to_string tells everything in one line") {
  const std::string line = to_string(ndes_refusal());
  CHECK(line.find("The transaction was not permitted or was not supported. [badRequest, scep.fail_info:102]"
                  " The CA says: \"no \\\"luck\\\"\\n\\x1B[31m\". E_ACCESSDENIED (0x80070005): ") == 0);
  CHECK(line.find(" Transaction \"42\\x07\".") == line.size() - " Transaction \"42\\x07\"."s.size());
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
    const std::string text = utf8(c);
    const auto found = scep::detail::first_utf8(text);
    const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    wrong += surrogate ? found.size != 0 : found.size != text.size() || found.code_point != c;
  }
  CHECK(wrong == 0);
}

TEST_CASE("what is no character is written as U+FFFD, all else as itself") {
  int wrong = 0;
  const auto written = [](char32_t c) {
    std::string text;
    scep::detail::append_utf8(text, c);
    return text;
  };
  for (char32_t c = 0; c <= 0x10FFFF; ++c) wrong += written(c) != utf8(c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c);
  CHECK(wrong == 0);
  CHECK(written(0x110000) == "\uFFFD");
  CHECK(written(0xFFFFFFFF) == "\uFFFD");
}

TEST_CASE("no text starts with a character that goes on behind its end") {
  for (std::string_view text : {"\xC3\xBC", "\xE2\x82\xAC", "\xF0\x9F\x94\x91", "x"}) {
    CHECK(scep::detail::first_utf8(text).size == text.size());
    while (!text.empty()) {
      text.remove_suffix(1);
      CHECK(scep::detail::first_utf8(text).size == 0);
    }
  }
}

TEST_CASE("what Unicode 15 calls a control, a format, a separator of lines, ignorable or no character is escaped, no more") {
  constexpr struct {
    char32_t first, last;
  } ranges[] = {
      // clang-format off
      // Cc, Cf, Zl and Zp: extracted/DerivedGeneralCategory.txt
      {0x0000, 0x001F}, {0x007F, 0x009F},
      {0x00AD, 0x00AD}, {0x0600, 0x0605}, {0x061C, 0x061C}, {0x06DD, 0x06DD}, {0x070F, 0x070F}, {0x0890, 0x0891},
      {0x08E2, 0x08E2}, {0x180E, 0x180E}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064}, {0x2066, 0x206F},
      {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0x110BD, 0x110BD}, {0x110CD, 0x110CD}, {0x13430, 0x1343F},
      {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0001, 0xE0001}, {0xE0020, 0xE007F},
      {0x2028, 0x2028}, {0x2029, 0x2029},
      // Default_Ignorable_Code_Point: DerivedCoreProperties.txt
      {0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x061C, 0x061C}, {0x115F, 0x1160}, {0x17B4, 0x17B5}, {0x180B, 0x180F},
      {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF},
      {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFF8}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
      // Seen as nothing, though they count as symbols or marks: the empty Braille pattern, a null notehead, Khitan's filler
      {0x2800, 0x2800}, {0x1D159, 0x1D159}, {0x16FE4, 0x16FE4},
      // Noncharacter_Code_Point: PropList.txt; without the last two of each plane
      {0xFDD0, 0xFDEF},
      // clang-format on
  };
  std::vector<bool> escaped(0x110000);
  for (const auto& range : ranges)
    for (char32_t c = range.first; c <= range.last; ++c) escaped[c] = true;
  for (char32_t plane = 0; plane <= 0x10; ++plane) escaped[plane << 16 | 0xFFFE] = escaped[plane << 16 | 0xFFFF] = true;
  escaped['\\'] = escaped['"'] = true;

  int wrong = 0;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const std::string text = utf8(c);
    wrong += (printable(text) != text) != escaped[c];
  }
  CHECK(wrong == 0);
}

#if defined(__cpp_exceptions)
TEST_CASE("failure_error keeps the failure and says it escaped") {
  const scep::failure_error error(ndes_refusal());
  CHECK(error.code() == fail_info::bad_request);
  CHECK(error.failure().details().text == ndes_refusal().details().text);
  CHECK(std::string(error.what()) == to_string(ndes_refusal()));
  const std::system_error& base = error;
  CHECK(std::string(base.what()).find("\\x1B[31m") != std::string::npos);
  scep::failure_error copy{scep::failure()};
  copy = error;
  CHECK(copy.failure().details().text == ndes_refusal().details().text);
}
#endif
