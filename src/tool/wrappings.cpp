#include "wrappings.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/none.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "file.hpp"
#include "text.hpp"

namespace tool {

namespace {

// Each wrapping is taken off by a function of its own, which returns nothing where it is not there.

// One or several heads, as `curl -i` saves them: 100 Continue, a proxy's, a redirection's. HTTP/2 has none in this form;
// curl writes one all the same. The chunks are put together, where curl has not done so.
std::optional<std::string> http_body(std::string_view bytes, input& in) {
  namespace http = boost::beast::http;
  if (bytes.substr(0, 5) != "HTTP/") return std::nullopt;
  std::string head;
  while (bytes.substr(0, 5) == "HTTP/") {
    std::string_view status_line = take_line(bytes);
    take_word(status_line);
    const std::string status(take_word(status_line));
    in.http.emplace();
    std::from_chars(status.data(), status.data() + status.size(), in.http->status);
    in.http->reason = trimmed(status_line);
    head = "HTTP/1.1 " + status + " \r\n";
    while (!bytes.empty()) {
      const std::string_view line = take_line(bytes);
      if (line.empty()) break;
      head.append(line).append("\r\n");
    }
    head += "\r\n";
  }
  http::response_parser<http::string_body> parser;  // of the last head: the others have no body
  boost::beast::error_code error;
  const auto put = [&](std::string_view some) {
    try {
      parser.put(boost::asio::buffer(some), error);
    } catch (const std::length_error&) {  // a field of over 64 kB: in the head all are lost; behind the chunks none is used
    }
  };
  parser.header_limit(max_file_size);
  parser.body_limit(boost::none);  // of no body is more kept than the file holds
  put(head);
  if (!error && parser.is_header_done()) {
    for (const http::field name : {http::field::location, http::field::retry_after, http::field::www_authenticate})
      if (const auto value = parser.get()[name]; !value.empty()) in.http->fields.emplace_back(to_string(name), value);
    if (parser.chunked() && !parser.is_done()) {  // 1xx, 204 and 304 have no body, whatever they say
      parser.eager(true);
      put(bytes);
      std::string& body = parser.get().body();
      if (!error || (error == http::error::need_more && !body.empty())) return std::move(body);
    } else if (parser.get()[http::field::content_encoding].empty()) {  // curl unpacks what has one
      if (const auto length = parser.content_length(); length && *length > bytes.size())
        in.http->missing = static_cast<std::size_t>(*length - bytes.size());
    }
  }
  return std::string(bytes);
}

// PowerShell's `>` writes it; what is not ASCII is of no use to any form.
std::optional<std::string> from_utf16(std::string_view bytes, input& /*in*/) {
  if (bytes.size() < 4) return std::nullopt;
  const bool marked = bytes.substr(0, 2) == "\xFF\xFE" || bytes.substr(0, 2) == "\xFE\xFF";
  const bool little = marked ? bytes[0] == '\xFF' : bytes[1] == 0 && bytes[3] == 0;
  if (!marked && !little && !(bytes[0] == 0 && bytes[2] == 0)) return std::nullopt;
  std::string text;
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

// As JSON and sources, XML, and rsyslog write what ends a line, and JSON some digits of base64.
std::optional<std::string> from_escapes(std::string_view bytes, input& /*in*/) {
  constexpr std::pair<std::string_view, char> escapes[] = {
      {"\\n", '\n'},     {"\\r", '\r'},     {"\\t", '\t'},     {"\\/", '/'},      {"\\u002b", '+'}, {"\\u002B", '+'},
      {"\\u000a", '\n'}, {"\\u000A", '\n'}, {"\\u000d", '\r'}, {"\\u000D", '\r'}, {"&#xa;", '\n'},  {"&#xd;", '\r'},
      {"\\u002f", '/'},  {"\\u002F", '/'},  {"\\u003d", '='},  {"\\u003D", '='},  {"&#10;", '\n'},  {"&#xA;", '\n'},
      {"&#13;", '\r'},   {"&#xD;", '\r'},   {"#012", '\n'},    {"#015", '\r'},
  };
  std::string text;
  for (std::size_t i = 0; i < bytes.size();) {
    if ("\\&#"sv.find(bytes[i]) == std::string_view::npos) {
      text += bytes[i++];
      continue;
    }
    const char second = i + 1 < bytes.size() ? bytes[i + 1] : '\0';
    const auto* const found = std::find_if(std::begin(escapes), std::end(escapes), [&](const auto& escape) {
      return escape.first[1] == second && bytes.substr(i, escape.first.size()) == escape.first;
    });
    text += found == std::end(escapes) ? bytes[i] : found->second;
    i += found == std::end(escapes) ? 1 : found->first.size();
  }
  if (text.size() == bytes.size()) return std::nullopt;
  return text;
}

constexpr std::optional<std::string> (*wrappings[])(std::string_view, input&) = {http_body, from_utf16, without_mark,
                                                                                 from_percent, from_escapes};

}  // namespace

bool take_off_wrapping(input& in) {
  for (const auto& take_off : wrappings)
    if (auto inner = take_off(in.bytes, in)) {
      in.bytes = *std::move(inner);
      return true;
    }
  return false;
}

}  // namespace tool
