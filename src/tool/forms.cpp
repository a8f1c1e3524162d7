#include "forms.hpp"

#include <openssl/evp.h>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "der.hpp"
#include "file.hpp"

namespace tool {

namespace {

using namespace std::string_view_literals;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v'; }

bool is_base64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         "+/-_"sv.find(c) != std::string_view::npos;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string_view trimmed(std::string_view text, std::string_view what = " \t\r\n\f\v"sv) {
  const std::size_t begin = std::min(text.find_first_not_of(what), text.size());
  return text.substr(begin, text.find_last_not_of(what) + 1 - begin);
}

// The next line and its end, LF, CR or CRLF, are taken off the text.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(text.substr(end, 2) == "\r\n" ? end + 2 : end + 1, text.size()));
  return line;
}

// The next word is taken off the line.
std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(" \t"));
  line.remove_prefix(word.size());
  return word;
}

// A SEQUENCE with a length of one to four octets more, or of no stated one: no text begins so. A shorter one is no message.
bool is_der(std::string_view bytes) {
  return bytes.size() >= 2 && bytes[0] == '\x30' && static_cast<unsigned char>(bytes[1]) - 0x80U <= 4;
}

// --- What may be wrapped around the bytes. Each takes it off, or returns nothing where it is not there.

// One or several heads, as `curl -i` saves them: 100 Continue, a proxy's, a redirection's. HTTP/2 has none in this form;
// curl writes one all the same. The chunks are put together, where curl has not done so.
std::optional<std::string> http_body(std::string_view bytes, input& in) {
  namespace http = boost::beast::http;
  if (bytes.substr(0, 5) != "HTTP/") return std::nullopt;
  std::string body;
  while (bytes.substr(0, 5) == "HTTP/") {
    std::string_view status_line = take_line(bytes);
    take_word(status_line);
    const std::string status(take_word(status_line));
    http_head head;
    std::from_chars(status.data(), status.data() + status.size(), head.status);
    head.reason = trimmed(status_line);
    std::string lines = "HTTP/1.1 " + status + " \r\n";
    while (!bytes.empty()) {
      const std::string_view line = take_line(bytes);
      if (line.empty()) break;
      lines.append(line).append("\r\n");
    }
    lines += "\r\n";
    body.clear();
    http::response_parser<http::string_body> parser;
    boost::beast::error_code error;
    parser.header_limit(1 << 20);
    parser.body_limit(max_file_size);
    parser.put(boost::asio::buffer(lines), error);
    if (!error && parser.is_header_done()) {
      head.content_type = parser.get()[http::field::content_type];
      head.content_encoding = parser.get()[http::field::content_encoding];
      if (parser.chunked()) {
        parser.eager(true);
        parser.put(boost::asio::buffer(bytes), error);
        if (!error || error == http::error::need_more) body = std::move(parser.get().body());
      } else if (const auto length = parser.content_length(); length && *length > bytes.size()) {
        head.missing = static_cast<std::size_t>(*length) - bytes.size();
      }
    }
    in.http = std::move(head);
  }
  return body.empty() ? std::string(bytes) : body;
}

// PowerShell's `>` writes it; what is not ASCII is of no use to any form.
std::optional<std::string> from_utf16(std::string_view bytes, input& /*in*/) {
  if (bytes.size() < 4) return std::nullopt;
  const bool marked = bytes.substr(0, 2) == "\xFF\xFE" || bytes.substr(0, 2) == "\xFE\xFF";
  const bool little = marked ? bytes[0] == '\xFF' : bytes[1] == 0 && bytes[3] == 0;
  if (!marked && !little && !(bytes[0] == 0 && bytes[2] == 0)) return std::nullopt;
  std::string text;
  text.reserve(bytes.size() / 2);
  for (std::size_t i = marked ? 2 : 0; i + 1 < bytes.size(); i += 2) {
    const char low = bytes[little ? i : i + 1];
    const char high = bytes[little ? i + 1 : i];
    text += high == 0 && low > 0 ? low : '?';
  }
  if (!marked && text.find_first_not_of('?') == std::string::npos) return std::nullopt;  // zeros
  return text;
}

std::optional<std::string> without_mark(std::string_view bytes, input& /*in*/) {
  if (bytes.substr(0, 3) != "\xEF\xBB\xBF") return std::nullopt;
  return std::string(bytes.substr(3));
}

// A query of a URL (RFC 8894 4.1), as the access log of a server has it.
std::optional<std::string> from_percent(std::string_view bytes, input& /*in*/) {
  std::string text;
  text.reserve(bytes.size());
  bool any = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const bool escaped =
        bytes[i] == '%' && i + 2 < bytes.size() && hex_digit(bytes[i + 1]) >= 0 && hex_digit(bytes[i + 2]) >= 0;
    text += escaped ? static_cast<char>(hex_digit(bytes[i + 1]) * 16 + hex_digit(bytes[i + 2])) : bytes[i];
    if (escaped) i += 2;
    any = any || escaped;
  }
  if (!any) return std::nullopt;
  return text;
}

// A string of JSON or of a source file, in which a line end is a backslash and an n.
std::optional<std::string> from_escapes(std::string_view bytes, input& /*in*/) {
  constexpr std::string_view letters = "nrt/";
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::size_t letter =
        bytes[i] == '\\' && i + 1 < bytes.size() ? letters.find(bytes[i + 1]) : std::string_view::npos;
    text += letter == std::string_view::npos ? bytes[i] : "\n\r\t/"[letter];
    if (letter != std::string_view::npos) ++i;
  }
  if (text.size() == bytes.size()) return std::nullopt;
  return text;
}

struct wrapping {
  std::optional<std::string> (*take_off)(std::string_view, input&);
  bool around_text;  // which has no zero bytes
};
constexpr wrapping wrappings[] = {
    {http_body, false}, {from_utf16, false}, {without_mark, true}, {from_percent, true}, {from_escapes, true},
};

// --- In what the DER may be written. Each returns the messages that it finds.

// The base64 of a PEM block. In a log, other words stand before that of each line.
std::string base64_in(std::string_view block, bool& encrypted) {
  std::string base64;
  const bool one_line = trimmed(block).find_first_of("\r\n") == std::string_view::npos;
  if (!one_line) block = block.substr(0, block.find_last_of("\r\n"));  // behind it, what stands before -----END
  while (!block.empty()) {
    std::string_view line = trimmed(take_line(block), " \t\"',;");
    if (line.substr(0, 10) == "Proc-Type:" || line.substr(0, 9) == "DEK-Info:") {
      encrypted = true;
    } else if (one_line) {
      base64 += line;
    } else {
      base64 += line.substr(line.find_last_of(" \t") + 1);
    }
  }
  return base64;
}

std::vector<message> pem_blocks(std::string_view text) {
  constexpr std::string_view begin = "-----BEGIN ", dashes = "-----", end = "-----END ";
  std::vector<message> found;
  for (std::size_t at = text.find(begin); at != std::string_view::npos; at = text.find(begin, at)) {
    at += begin.size();
    const std::size_t label_end = std::min(text.find(dashes, at), text.size());
    message block{{}, std::string(text.substr(at, label_end - at)), {}};
    at = label_end;
    if (block.label.find_first_of("\r\n") != std::string::npos || block.label.size() > 64) continue;
    at = std::min(label_end + dashes.size(), text.size());
    const std::size_t next = std::min(text.find(dashes, at), text.size());
    const bool ended = text.substr(next, end.size()) == end;
    bool encrypted = block.label == "ENCRYPTED PRIVATE KEY";
    std::string base64 = base64_in(text.substr(at, next - at), encrypted);
    if (!ended) base64.resize(base64.size() / 4 * 4);  // as far as it goes
    auto der = from_base64(base64);
    if (encrypted) {
      block.flaw = "is encrypted";
    } else if (!ended) {
      block.flaw = "has no end";
    } else if (!der || der->empty()) {
      block.flaw = "is not base64";
    }
    if (der && !encrypted) block.der = *std::move(der);
    found.push_back(std::move(block));
    at = next;
  }
  return found;
}

// A dump with an address before each line and, perhaps, the characters behind it: xxd, hexdump -C, certutil -encodehex. The
// first address is 0, which no message begins with.
std::vector<message> hex_dump(std::string_view text) {
  struct dump_line {
    std::size_t address;
    std::string_view rest;
  };
  std::vector<dump_line> lines;
  while (!text.empty()) {
    std::string_view line = take_line(text);
    std::string_view word = take_word(line);
    word = word.substr(0, word.find(':'));
    std::size_t address = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), address, 16);
    const bool is_address = word.size() >= 4 && error == std::errc{} && end == word.data() + word.size();
    if (is_address && (lines.empty() ? address == 0 : address > lines.back().address)) lines.push_back({address, line});
  }
  const std::size_t width = lines.size() < 2 ? 16 : lines[1].address;
  std::string der;
  for (auto [address, line] : lines) {
    if (line.substr(0, 3) == " - ") line.remove_prefix(3);  // openssl's
    for (std::size_t count = 0; count < width; ++count) {
      const std::size_t gap = std::min(line.find_first_not_of(" \t-"), line.size());
      if (count > 0 && (gap > 2 || (gap == 2 && count != 8))) break;  // the characters
      line.remove_prefix(gap);
      if (line.size() < 2 || hex_digit(line[0]) < 0 || hex_digit(line[1]) < 0) break;
      der += static_cast<char>(hex_digit(line[0]) * 16 + hex_digit(line[1]));
      line.remove_prefix(2);
    }
  }
  if (!is_der(der)) return {};
  return {{std::move(der)}};
}

// Digits alone, or the members of an array in a source file, as xxd -i writes them.
std::vector<message> bare_hex(std::string_view text) {
  if (const std::size_t brace = text.find('{'); brace != std::string_view::npos)
    text = text.substr(brace, text.find('}', brace) - brace);
  auto der = from_hex(text);
  if (!der || !is_der(*der)) return {};
  return {{*std::move(der)}};
}

std::vector<message> base64(std::string_view text) {
  text = trimmed(text, " \t\r\n\"'`,;");
  auto der = from_base64(text);
  if (!der && text.find('=') == std::string_view::npos) der = from_base64(text.substr(0, text.size() - 1));  // cut short
  if (!der || !is_der(*der)) return {};
  return {{*std::move(der)}};
}

// Base64 somewhere in a text, in one line or several: behind `message=`, in quotes, in a log. DER in base64 begins with MI.
std::vector<message> base64_in_text(std::string_view text) {
  constexpr std::size_t shortest = 64;
  std::vector<message> found;
  std::size_t at = 0;
  const auto take_run = [&](std::string& run) {
    while (at < text.size() && is_base64(text[at])) run += text[at++];
    while (at < text.size() && text[at] == '=') run += text[at++];
  };
  while ((at = text.find("MI", at)) != std::string_view::npos) {
    if (at > 0 && is_base64(text[at - 1])) {
      while (at < text.size() && is_base64(text[at])) ++at;
      continue;
    }
    std::string run;
    take_run(run);
    while (run.size() >= shortest && run.back() != '=') {
      const std::size_t end_of_line = at;
      while (at < text.size() && is_blank(text[at])) ++at;
      const bool new_line = text.substr(end_of_line, at - end_of_line).find_first_of("\r\n") != std::string_view::npos;
      const std::size_t before = run.size();
      const std::size_t begin = at;
      if (new_line) take_run(run);
      if (at > begin && (at == text.size() || is_blank(text[at]) || "\"'&"sv.find(text[at]) != std::string_view::npos))
        continue;
      run.resize(before);  // the next line is another thing
      at = new_line ? begin : end_of_line;
      break;
    }
    if (run.size() < shortest) continue;
    const std::size_t next = text.find_first_not_of(" \t\r\n", at);
    if (next != std::string_view::npos && (text[next] == '=' || (run.back() == '=' && next == at && is_base64(text[at]))))
      continue;  // after padding
    auto der = from_base64(run);
    if (!der || !is_der(*der)) continue;
    if (const auto whole = der::first(*der)) der->resize(whole->whole.size());  // without a word from the next line
    found.push_back({*std::move(der)});
  }
  return found;
}

constexpr std::vector<message> (*writings[])(std::string_view) = {pem_blocks, hex_dump, bare_hex, base64, base64_in_text};

}  // namespace

std::optional<std::string> from_hex(std::string_view text) {
  std::string bytes;
  int high = -1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (high < 0 && (text.substr(i, 2) == "0x" || text.substr(i, 2) == "0X" || text.substr(i, 2) == "\\x")) {
      ++i;
    } else if (high < 0 && (is_blank(c) || ":-,;{}\"'"sv.find(c) != std::string_view::npos)) {
      continue;
    } else if (const int digit = hex_digit(c); digit < 0) {
      return std::nullopt;
    } else if (high < 0) {
      high = digit;
    } else {
      bytes += static_cast<char>(high << 4 | digit);
      high = -1;
    }
  }
  return high < 0 && !bytes.empty() ? std::optional(std::move(bytes)) : std::nullopt;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string digits;
  digits.reserve(text.size() + 3);
  std::size_t padding = 0;
  for (const char c : text) {
    if (is_blank(c)) continue;
    if (c == '=') {
      if (++padding > 2) return std::nullopt;
    } else if (padding > 0 || !is_base64(c)) {
      return std::nullopt;
    } else {
      digits += c == '-' ? '+' : c == '_' ? '/' : c;  // RFC 4648 5
    }
  }
  const std::size_t missing = (4 - digits.size() % 4) % 4;
  if (digits.empty() || missing == 3 || (padding > 0 && padding != missing)) return std::nullopt;
  digits.append(missing, '=');
  std::string bytes(digits.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(digits.data()), static_cast<int>(digits.size()));
  if (size < 0) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(size) - missing);
  return bytes;
}

input take_apart(std::string bytes) {
  input in;
  in.bytes = std::move(bytes);
  for (int depth = 0; depth < 8 && !is_der(in.bytes); ++depth) {  // a query in a log in an HTTP body is 3
    const bool is_text = in.bytes.find('\0') == std::string::npos;
    std::optional<std::string> inner;
    for (const wrapping& w : wrappings)
      if (!inner && (is_text || !w.around_text)) inner = w.take_off(in.bytes, in);
    if (!inner) break;
    in.bytes = *std::move(inner);
  }
  if (is_der(in.bytes)) {  // before all that is for text: the text in a reply may quote PEM
    std::string_view der = in.bytes;
    if (const auto whole = der::first(der)) {
      const std::string_view rest = der.substr(whole->whole.size());
      if (rest.find_first_not_of(" \t\r\n\0\x1A"sv) == std::string_view::npos) {
        der = whole->whole;
      } else {
        in.behind = rest.size();
      }
    }
    in.messages.push_back({std::string(der)});
    return in;
  }
  for (const auto& writing : writings) {
    in.messages = writing(in.bytes);
    if (!in.messages.empty()) break;
  }
  return in;
}

}  // namespace tool
