#include <scep/failure.hpp>

#include <scep/detail/utf8.hpp>

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
    {0x180B, 0x180F},   {0x200B, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F},   {0x3164, 0x3164},   {0xFDD0, 0xFDEF},
    {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},   {0x110BD, 0x110BD}, {0x110CD, 0x110CD},
    {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
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

}  // namespace

std::string printable(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  append_printable(line, text);
  return line;
}

std::string to_string(const failure& f) {
  std::string line;
  append_printable(line, f.code.message());
  line.append(" [").append(f.code.category().name()).append(":").append(std::to_string(f.code.value())).append("]");
  if (!f.text.empty()) {
    line += " The CA says: \"";
    append_printable(line, f.text);
    line += "\".";
  }
  if (f.detail) {
    line += ' ';
    append_printable(line, f.detail.message());
  }
  if (!f.transaction_id.empty()) {
    line += " Transaction \"";
    append_printable(line, f.transaction_id);
    line += "\".";
  }
  return line;
}

#if defined(__cpp_exceptions)
struct failure_error::state {
  std::string what;
  scep::failure value;
};

failure_error::failure_error(scep::failure f)
    : std::system_error(f.code), state_(std::make_shared<const state>(state{to_string(f), std::move(f)})) {}

failure_error::~failure_error() = default;

const char* failure_error::what() const noexcept { return state_->what.c_str(); }

const failure& failure_error::failure() const noexcept { return state_->value; }
#endif

}  // namespace scep
