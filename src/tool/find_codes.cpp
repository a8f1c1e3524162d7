#include "find_codes.hpp"

#include <scep/fail_info.hpp>
#include <scep/failure.hpp>
#include <scep/hresult.hpp>
#include <scep/reply_errc.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "codes.hpp"
#include "text.hpp"

namespace tool {

namespace {

using scep::fail_info;

// How the logs of others put the reasons, in small letters: sscep, strongSwan, certmonger. Ours are in the library's tables.
struct phrase {
  std::string_view text;
  fail_info reason;
};
constexpr phrase phrases[] = {
    {"unrecognized or unsupported algorithm", fail_info::bad_algorithm},
    {"integrity check failed", fail_info::bad_message_check},
    {"integrity check of client request failed", fail_info::bad_message_check},
    {"transaction not permitted or supported", fail_info::bad_request},
    {"transaction either is not permitted or is not supported", fail_info::bad_request},
    {"not sufficiently close to the system time", fail_info::bad_time},
    {"clock skew too great", fail_info::bad_time},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || c == '_'; }  // of small letters
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

template <class Number>
std::optional<Number> parse(std::string_view text, int base = 10) {
  Number n{};
  const char* const end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data(), end, n, base);
  return error == std::errc{} && parsed == end ? std::optional<Number>(n) : std::nullopt;
}

// An HRESULT with all its bits, even that of a success, which would be a false code by make_error_code.
std::error_code hresult_code(std::uint32_t bits) { return {static_cast<int>(bits), scep::hresult_category()}; }

bool is_known(std::uint32_t bits) { return !name(scep::make_hresult(bits)).empty(); }

// A Win32 or WinHTTP error that is known as an HRESULT of FACILITY_WIN32.
std::optional<std::error_code> windows_error(std::int64_t n) {
  const std::uint32_t bits = 0x80070000U | static_cast<std::uint16_t>(n);
  if (static_cast<std::uint16_t>(n) != n || !is_known(bits)) return std::nullopt;
  return hresult_code(bits);
}

// An HRESULT in hex, with 0x or, of eight digits from 8 on, without.
std::optional<std::uint32_t> hex_bits(std::string_view word) {
  const bool prefixed = word.substr(0, 2) == "0x";
  if (!prefixed && (word.size() != 8 || std::string_view("8c").find(word[0]) == std::string_view::npos)) return std::nullopt;
  return parse<std::uint32_t>(prefixed ? word.substr(2) : word, 16);
}

// What a failInfo says, on the wire or in our values.
std::optional<std::error_code> reason(std::int64_t n) {
  if (n >= static_cast<int>(fail_info::unknown) && n <= static_cast<int>(fail_info::bad_cert_id))
    return fail_info{static_cast<int>(n)};
  if (n < -1 || n > 1000) return std::nullopt;
  return scep::from_wire(static_cast<int>(n));
}

// A text that is one number, or the one name that is a word of English, too.
std::optional<std::error_code> find_alone(std::string_view text) {
  if (text == "unknown") return fail_info::unknown;
  if (const auto bits = hex_bits(text)) {
    const auto error = is_known(*bits) ? std::nullopt : windows_error(*bits);
    return error ? error : hresult_code(*bits);
  }
  const auto n = parse<std::int64_t>(text);
  if (!n || *n < INT32_MIN || *n > UINT32_MAX) return std::nullopt;
  if (*n < -1 || *n > INT32_MAX) return hresult_code(static_cast<std::uint32_t>(*n));
  const bool ours = *n >= static_cast<int>(fail_info::unknown) && *n <= static_cast<int>(fail_info::bad_cert_id);
  return *n <= to_wire(fail_info::bad_cert_id) || ours ? reason(*n) : windows_error(*n);
}

// Small letters, and one blank for any.
std::string normalized(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!blank) {
      result += lower(c);
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  return result;
}

std::string without_underscores(std::string_view text) {
  std::string result;
  for (const char c : text)
    if (c != '_') result += lower(c);
  return result;
}

using names = std::unordered_map<std::string, std::error_code>;

// Every name in small letters; ours and the RFC's also without underscores: badrequest.
names all_names() {
  names known;
  for (const code_info& info : all_codes())
    for (const std::string_view name : {info.enumerator, info.name, info.windows_name}) {
      if (name.empty() || name == "unknown") continue;
      known.emplace(normalized(name), info.code);
      if (info.code.category() != scep::hresult_category()) known.emplace(without_underscores(name), info.code);
    }
  return known;
}

class finder {
 public:
  explicit finder(const std::string& normalized_text) : text_(normalized_text) {}

  std::vector<std::error_code> codes() {
    for (std::size_t at = 0; at < text_.size();) {
      if (!is_word(text_[at])) {
        ++at;
        continue;
      }
      std::size_t end = at;
      while (end < text_.size() && is_word(text_[end])) ++end;
      read_word(at, text_.substr(at, end - at));
      at = end;
    }
    read_phrases();
    std::multimap<std::size_t, std::error_code> in_order;
    for (const auto& [code, at] : first_) in_order.emplace(at, code);
    std::vector<std::error_code> found;
    for (const auto& [at, code] : in_order) found.push_back(code);
    return found;
  }

 private:
  void add(std::size_t at, const std::optional<std::error_code>& code) {
    if (!code) return;
    const auto [first, is_new] = first_.emplace(*code, at);
    if (!is_new) first->second = std::min(first->second, at);
  }

  static constexpr std::string_view before_number = " =:(\"'[#";

  // The number behind the place, with what may stand between a word and its number.
  std::optional<std::int64_t> number_at(std::size_t at) const {
    constexpr std::size_t most = 8;
    const std::size_t begin = text_.find_first_not_of(before_number, at);
    if (begin == std::string_view::npos || begin == at || begin > at + most) return std::nullopt;
    std::size_t end = begin + (text_[begin] == '-' ? 1 : 0);
    while (end < text_.size() && is_word(text_[end])) ++end;
    return parse<std::int64_t>(text_.substr(begin, end - begin));
  }

  bool follows(std::size_t at, std::string_view what) const {
    return at >= what.size() && text_.substr(at - what.size(), what.size()) == what;
  }

  void read_word(std::size_t at, std::string_view word) {
    if (is_digit(word[0])) {
      read_number(at, word);
    } else if (const auto named = names_.find(std::string(word)); named != names_.end()) {
      add(at, named->second);
    } else {
      read_keyword(at, word, at + word.size());
    }
    if (const auto bits = hex_bits(word); bits && is_known(*bits)) add(at, hresult_code(*bits));
  }

  void read_number(std::size_t at, std::string_view word) {
    if (word.substr(0, 2) == "0x") {
      const auto bits = hex_bits(word);
      if (bits && *bits > INT32_MAX) add(at, hresult_code(*bits));
      return;
    }
    const auto n = parse<std::int64_t>(word);
    if (!n || *n > UINT32_MAX) return;
    const bool negative = follows(at, "-") && (at == 1 || !is_word(text_[at - 2]));
    const auto bits = static_cast<std::uint32_t>(negative ? -*n : *n);
    const bool in_range =
        negative ? *n >= 0x10000000 && *n <= std::int64_t{INT32_MAX} + 1 : *n > INT32_MAX && is_known(bits);
    if (in_range) add(at, hresult_code(bits));
  }

  void read_keyword(std::size_t at, std::string_view word, std::size_t end) {
    const bool labelled = text_.substr(end, 1) == ":";
    const auto number = number_at(end);
    const int value = number ? static_cast<int>(*number) : 0;
    const bool is_value = number && value == *number;
    if (labelled && word == "fail_info" && follows(at, "scep.")) {
      if (is_value && value >= static_cast<int>(fail_info::unknown)) add(at, fail_info{value});
    } else if (labelled && word == "reply" && follows(at, "scep.")) {
      if (is_value && !name(scep::reply_errc{value}).empty()) add(at, scep::reply_errc{value});
    } else if (labelled && word == "hresult") {
      if (number && is_hex_at(end)) return;  // "HRESULT: 80070057", which is read in its turn
      if (is_value || (number && static_cast<std::uint32_t>(value) == *number)) add(at, {{value, scep::hresult_category()}});
    } else if (ends_with(word, "failinfo") || ends_with(word, "fail_info") || (word == "info" && follows(at, "fail ")) ||
               (word == "code" && follows(at, "failure "))) {
      if (number) add(at, reason(*number));
    } else if (word == "winhttp" || word == "wininet" || word == "win32") {
      constexpr std::string_view error = " error";
      if (const auto code = number_at(text_.substr(end, error.size()) == error ? end + error.size() : end))
        add(at, windows_error(*code));
    } else if (word == "bad" && !is_of_http(at)) {
      read_spaced_name(at, end);
    }
  }

  // Whether the number behind the place is a known HRESULT in hex.
  bool is_hex_at(std::size_t at) const {
    const std::size_t begin = text_.find_first_not_of(before_number, at);
    const auto bits = hex_bits(text_.substr(begin, 8));
    return bits && is_known(*bits);
  }

  // HTTP's "400 Bad Request", "Bad Request (400)", "Bad Request (Invalid URL)", "Bad Request - Invalid Hostname"
  bool is_of_http(std::size_t at) const {
    constexpr std::size_t before = 24, behind = 28;
    const std::size_t begin = at - std::min(at, before);
    const std::string_view around = text_.substr(begin, at - begin + behind);
    for (std::size_t i = around.find("400"); i != std::string_view::npos; i = around.find("400", i + 1))
      if ((i == 0 || !is_word(around[i - 1])) && (i + 3 == around.size() || !is_word(around[i + 3]))) return true;
    constexpr std::string_view words[] = {"url", "hostname", "verb", "header"};
    std::string_view rest = text_.substr(at);
    for (const std::string_view beginning : {"bad request (invalid "sv, "bad request - invalid "sv})
      if (starts_with(rest, beginning)) rest.remove_prefix(beginning.size());
    return follows(at, "submit(request): ") ||  // as Windows logs the status
           std::any_of(std::begin(words), std::end(words), [&](std::string_view word) { return starts_with(rest, word); });
  }

  // "bad request", "bad-message-check"
  void read_spaced_name(std::size_t at, std::size_t end) {
    constexpr std::size_t longest = 32;
    std::string name = "bad";
    while (end < text_.size() && (text_[end] == ' ' || text_[end] == '-') && name.size() < longest) {
      for (++end; end < text_.size() && is_word(text_[end]) && name.size() < longest; ++end) name += text_[end];
      const auto named = names_.find(name);
      if (named == names_.end() || named->second.category() != scep::fail_info_category()) continue;
      add(at, named->second);
      return;
    }
  }

  void read_phrases() {
    for (const phrase& p : phrases)
      if (const std::size_t at = text_.find(p.text); at != std::string_view::npos) add(at, p.reason);
    for (const code_info& info : all_codes()) {
      if (info.code.category() == scep::hresult_category()) continue;
      const std::string message = normalized(info.code.message());
      const std::size_t at = text_.find(std::string_view(message).substr(0, message.size() - 1));  // without the stop
      if (at != std::string_view::npos) add(at, info.code);
    }
  }

  std::string_view text_;
  names names_ = all_names();
  std::map<std::error_code, std::size_t> first_;  // where each stands first
};

// What stands alone, in brackets or quotes perhaps.
std::string_view alone(std::string_view text) {
  constexpr std::string_view around = " ()[]<>\"'.,;:";
  const std::size_t begin = std::min(text.find_first_not_of(around), text.size());
  return text.substr(begin, text.find_last_not_of(around) + 1 - begin);
}

}  // namespace

std::vector<std::error_code> find_codes(std::string_view text) {
  const std::string small = normalized(text);
  if (const auto code = find_alone(alone(small))) return {*code};
  return finder(small).codes();
}

std::string why_no_code(std::string_view text) {
  const std::string small = normalized(text);
  if (parse<std::int64_t>(alone(small)))
    return std::string(alone(small)) + " is no failInfo of RFC 8894 (0 to 4), and no Windows error that is known here";
  return "no code of SCEP in it; give a failInfo (2, badRequest), an HRESULT (0x80094811, CERTSRV_E_KEY_LENGTH), a code "
         "from "
         "a log (scep.fail_info:102), or the log's whole line";
}

}  // namespace tool
