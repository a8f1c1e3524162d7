#include <scep/failure.hpp>

#include <scep/detail/immortal.hpp>
#include <scep/fail_info.hpp>
#include <scep/reply_errc.hpp>

#include <ostream>

#include "first_utf8.hpp"

namespace scep {

namespace {

// What a person does not see, or what makes a terminal show something else: the categories Cc, Cf, Zl and Zp of Unicode,
// variation selectors, blank fillers, and what is for ever unassigned. Sorted, inclusive.
struct range {
  char32_t first, last;
};
constexpr range invisible[] = {
    {0x0000, 0x001F},   {0x007F, 0x009F},   {0x00AD, 0x00AD},   {0x034F, 0x034F},   {0x0600, 0x0605},   {0x061C, 0x061C},
    {0x06DD, 0x06DD},   {0x070F, 0x070F},   {0x0890, 0x0891},   {0x08E2, 0x08E2},   {0x115F, 0x1160},   {0x17B4, 0x17B5},
    {0x180B, 0x180F},   {0x200B, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F},   {0x2800, 0x2800},   {0x3164, 0x3164},
    {0xFDD0, 0xFDEF},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},   {0x110BD, 0x110BD},
    {0x110CD, 0x110CD}, {0x13430, 0x1343F}, {0x16FE4, 0x16FE4}, {0x1BCA0, 0x1BCA3}, {0x1D159, 0x1D159}, {0x1D173, 0x1D17A},
    {0xE0000, 0xE0FFF},
};

bool is_visible(char32_t c) noexcept {
  if ((c & 0xFFFE) == 0xFFFE) return false;  // the last two of each plane are noncharacters
  for (const range& r : invisible)
    if (c <= r.last) return c < r.first;
  return true;
}

void append_hex(std::string& line, char32_t value, int digits) {
  while (digits < 6 && value >> (4 * digits) != 0) ++digits;
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) line += "0123456789ABCDEF"[value >> shift & 0xF];
}

void append_printable(std::string& line, std::string_view text) {
  for (std::size_t step = 0; !text.empty(); text.remove_prefix(step)) {
    const auto [c, size] = detail::first_utf8(text);
    step = size != 0 ? size : 1;
    if (size == 0) {
      append_hex(line += "\\x", static_cast<unsigned char>(text.front()), 2);
    } else if (is_visible(c)) {
      if (c == '\\' || c == '"') line += '\\';
      line += text.substr(0, size);
    } else if (c == '\n' || c == '\r' || c == '\t') {
      line += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
    } else if (c < 0x80) {
      append_hex(line += "\\x", c, 2);
    } else {
      append_hex(line += "\\u{", c, 4);
      line += '}';
    }
  }
}

// The name of a code of ours as people say it; empty where its message names it already, and for other libraries' codes.
std::string_view name_of(const std::error_code& code) noexcept {
  const fail_info reason{code.value()};
  if (code.category() == fail_info_category() && detail::row_of(reason).value == reason) return name(reason);
  if (code.category() == reply_category()) return name(reply_errc{code.value()});
  return {};
}

}  // namespace

failure::failure(std::error_code code, failure_details details) : code_(code) {
  if (!details.text.empty() || !details.transaction_id.empty() || details.hresult || !details.attribute.empty())
    details_ = std::make_shared<const failure_details>(std::move(details));
}

const failure_details& failure::details() const noexcept {
  static const detail::immortal<failure_details> none;
  return details_ ? *details_ : none.object;
}

std::string printable(std::string_view text) {
  std::string line;
  append_printable(line, text);
  return line;
}

std::string to_string(const failure& f) {
  const std::error_code& code = f.code();
  const failure_details& details = f.details();
  std::string line;
  const auto append_quoted = [&line](std::string_view label, std::string_view text) {
    if (text.empty()) return;
    append_printable(line.append(label).append(" \""), text);
    line += "\".";
  };
  append_printable(line, code.message());
  line += " [";
  if (const std::string_view name = name_of(code); !name.empty()) line.append(name).append(", ");
  append_printable(line, code.category().name());
  line.append(":").append(std::to_string(code.value())).append("]");
  append_quoted(" The CA says:", details.text);
  if (details.hresult) append_printable(line += ' ', details.hresult.message());
  append_quoted(" Attribute", details.attribute);
  append_quoted(" Transaction", details.transaction_id);
  return line;
}

std::ostream& operator<<(std::ostream& stream, const failure& f) { return stream << to_string(f); }

#if defined(__cpp_exceptions)
struct failure_error::state {
  std::string what;
  scep::failure value;
};

failure_error::failure_error(scep::failure f)
    : std::system_error(f.code()), state_(std::make_shared<const state>(state{to_string(f), std::move(f)})) {}

failure_error::~failure_error() = default;

const char* failure_error::what() const noexcept { return state_->what.c_str(); }

const failure& failure_error::failure() const noexcept { return state_->value; }
#endif

}  // namespace scep
