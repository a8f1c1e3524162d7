#include "recognise_text.hpp"

#include <scep/fail_info.hpp>
#include <scep/failure.hpp>

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "codes.hpp"
#include "find_codes.hpp"
#include "text.hpp"
#include "writings.hpp"

namespace tool {

namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

// What a browser shows of a page: its title and the words of its body, or one of them.
std::string words_of(std::string_view page) {
  page = page.substr(0, 1 << 16);
  const std::string small = lower(page);
  std::size_t at = 0;
  const auto pass = [&](std::string_view end) {  // goes behind the next of these, and returns what was passed
    const std::size_t begin = at;
    const std::size_t found = std::min(small.find(end, at), page.size());
    at = std::min(found + end.size(), page.size());
    return page.substr(begin, found - begin);
  };
  std::string_view title;
  std::string body;
  const auto add = [&body](std::string_view text) {
    for (const char c : text)
      if (!is_blank(c)) {
        body += c;
      } else if (!body.empty() && body.back() != ' ') {
        body += ' ';
      }
  };
  while (at < page.size()) {
    add(pass("<"));
    add(" ");
    const std::string_view tag = std::string_view(small).substr(at);
    if (starts_with(tag, "!--")) {
      pass("-->");
      continue;
    }
    pass(">");
    if (starts_with(tag, "title")) {
      title = trimmed(pass("</"));
    } else if (starts_with(tag, "style")) {
      pass("</style");
    } else if (starts_with(tag, "script")) {
      pass("</script");
    } else {
      continue;
    }
    pass(">");
  }
  const std::string_view words = trimmed(body);
  if (words.empty()) return quote(title.empty() ? page : title);
  return (title.empty() || starts_with(words, title) ? "" : quote(title) + ": ") + quote(words, of_a_page);
}

// What to do about the codes in the text, before other advice; empty where there are none.
std::string about_codes(std::string_view text) {
  constexpr std::size_t enough = 3;
  const auto codes = find_codes(text.substr(0, 1 << 16));
  if (codes.empty()) return {};
  std::string command = "scep-error explain";
  for (std::size_t i = 0; i < std::min(enough, codes.size()); ++i) {
    const code_info info = describe(codes[i]);
    // explain takes "failInfo 102" for badRequest's value: a failInfo without a name that it knows is given by its code.
    const bool has_word = codes[i].category() != scep::fail_info_category() || (info.wire && !info.enumerator.empty());
    command += ' ' + (has_word ? title(info) : label(codes[i]));
  }
  return "It names codes; have them explained (" + command + "). ";
}

bool is_html(std::string_view bytes) {
  const std::string begin = lower(bytes.substr(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()), 512));
  return starts_with(begin, "<!doctype html") || begin.find("<html") != std::string::npos ||
         begin.find("<head") != std::string::npos || begin.find("<body") != std::string::npos;
}

// --- What it may be. Each returns nothing where it is something else.

std::optional<finding> empty(const input& in) {
  if (in.bytes.find_first_not_of(" \t\r\n") != std::string::npos) return std::nullopt;
  if (!in.is_whole)
    return finding{"blank as far as it was read", "Give that part of the file alone in which the reply stands."};
  return finding{in.http ? "an HTTP response without a body" : "empty",
                 missing_by_http(in).empty()
                     ? "Save the answer again. If the server sends nothing, look into its log: some CAs refuse this way."
                     : "Save the whole of it."};
}

std::optional<finding> gzip(const input& in) {
  if (!starts_with(in.bytes, "\x1F\x8B")) return std::nullopt;
  return finding{"compressed with gzip", in.http ? "Save it again, and let curl unpack it: curl --compressed."
                                                 : "Unpack it (gunzip), or let curl do so: curl --compressed."};
}

std::optional<finding> capture(const input& in) {
  for (const std::string_view magic :
       {"\xA1\xB2\xC3\xD4"sv, "\xD4\xC3\xB2\xA1"sv, "\xA1\xB2\x3C\x4D"sv, "\x4D\x3C\xB2\xA1"sv, "\x0A\x0D\x0D\x0A"sv})
    if (starts_with(in.bytes, magic))
      return finding{"a packet capture",
                     "Export the replies from it: tshark -r FILE --export-objects http,FOLDER. Then read those."};
  return std::nullopt;
}

struct status_advice {
  int from, to;
  std::string_view advice;
};
constexpr status_advice status_table[] = {
    {300, 399,
     "Give the client the address to which the server sends it. With curl: --location, and for a POST "
     "--post301 --post302 --post303, too."},
    {401, 401, "The server wants a logon first, or refuses the challenge password this way (EJBCA): look into its log."},
    {403, 403, "Read the text. The server forbids this, or the CA refuses this way: look into its log."},
    {404, 404,
     "Check the URL: the path, and operation=PKIOperation. Some CAs also answer so where what is asked for is disabled or "
     "unknown: read the text."},
    {405, 405, "Send the request by POST, or by GET where the CA's GetCACaps does not list POSTPKIOperation."},
    {407, 407, "A proxy stands in between and wants a logon: go around it."},
    {413, 414, "Send the request by POST: it is too long for this way."},
    {502, 504, "The server behind the one that answered is down, or busy: try again, then look into its log."},
    {400, 499, "Read the text, then the CA's log: some CAs refuse by an HTTP status."},
    {500, 599,
     "Look into the CA's log. Some answer so to a request that they cannot read or decrypt: fetch the CA's certificate "
     "anew."},
};

std::optional<finding> http_error(const input& in) {
  if (!in.http) return std::nullopt;
  for (const status_advice& row : status_table)
    if (row.from <= in.http->status && in.http->status <= row.to) {
      std::string what = status_text(*in.http);
      for (const auto& [name, value] : in.http->fields) what += ", " + name + ": " + quote(value);
      if (in.bytes.find_first_not_of(" \t\r\n") != std::string::npos && in.bytes.find('\0') == std::string::npos)
        what +=
            is_html(in.bytes) ? " with a web page: " + words_of(in.bytes) : " with a text: " + quote(in.bytes, of_a_page);
      return finding{std::move(what), about_codes(in.bytes).append(row.advice)};
    }
  return std::nullopt;
}

std::optional<finding> html(const input& in) {
  if (!is_html(in.bytes)) return std::nullopt;
  return finding{"a web page: " + words_of(in.bytes),
                 about_codes(in.bytes) +
                     "Read it: a CA, a proxy or a logon page may have answered. Check the CA's URL and the HTTP status."};
}

// RFC 8894 3.5.2
std::optional<finding> capabilities(const input& in) {
  constexpr std::string_view known[] = {"aes",          "des3",  "getnextcacert", "postpkioperation", "renewal",
                                        "scepstandard", "sha-1", "sha-256",       "sha-512",          "update"};
  const std::string text = lower(in.bytes);
  for (std::size_t at = 0; (at = text.find_first_not_of(" \t\r\n", at)) != std::string::npos;) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n", at), text.size());
    if (std::find(std::begin(known), std::end(known), text.substr(at, end - at)) == std::end(known)) return std::nullopt;
    at = end;
  }
  return finding{"a GetCACaps answer: what the CA can do", "Give the answer to PKIOperation."};
}

// The OID of a SignedData is left where a program took the bytes for text.
std::optional<finding> spoilt(const input& in) {
  const std::string_view begin = std::string_view(in.bytes).substr(0, 40);
  if (!starts_with(begin, "0") || begin.find("\x06\x09*") == std::string_view::npos) return std::nullopt;
  return finding{"a message that a program has spoilt by taking it for text, as PowerShell's > does",
                 std::string(save_again)};
}

std::optional<finding> printed(const input& in) {
  if (!is_printed(in.bytes)) return std::nullopt;
  return finding{"what openssl prints of a message, not the message", "Give the message itself, as openssl read it."};
}

std::optional<finding> text(const input& in) {
  const std::string_view begin = std::string_view(in.bytes).substr(0, 4096);
  if (begin.empty() || std::any_of(begin.begin(), begin.end(), [](unsigned char c) { return c < 0x20 && !std::isspace(c); }))
    return std::nullopt;
  return finding{
      "a text: " + quote(begin),
      about_codes(in.bytes) +
          "Read it, and the HTTP status: some CAs refuse this way. A reply is binary, or its PEM, base64 or hex."};
}

constexpr std::optional<finding> (*without_message[])(const input&) = {
    gzip, capture, http_error, empty, html, capabilities, spoilt, printed, text,
};

}  // namespace

finding recognise_text(const input& in) {
  finding found{"neither a text nor a message", std::string(save_again)};
  for (const auto& known : without_message)
    if (auto one = known(in)) {
      found = *std::move(one);
      break;
    }
  if (const std::string missing = missing_by_http(in); !missing.empty()) found.what += "; " + missing;
  return found;
}

std::string missing_by_http(const input& in) {
  if (!in.http || in.http->missing == 0 || !in.is_whole) return {};
  return "bytes missing by HTTP's Content-Length: " + std::to_string(in.http->missing);
}

std::string status_text(const http_head& head) {
  return "HTTP status " + std::to_string(head.status) + (head.reason.empty() ? "" : " (" + beginning(head.reason) + ')');
}

std::string beginning(std::string_view text, std::size_t enough) {
  text = trimmed(text, " \t\r\n");
  return scep::printable(text.substr(0, enough)) + (text.size() > enough ? "..." : "");
}

std::string quote(std::string_view text, std::size_t enough) { return '"' + beginning(text, enough) + '"'; }

}  // namespace tool
