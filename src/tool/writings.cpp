#include "writings.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "der.hpp"
#include "text.hpp"

namespace tool {

namespace {

// Each way of writing has a function of its own, which returns the messages that it finds.

// The base64 of a PEM block. In a log, other words stand before that of each line, and before the dashes that follow.
std::string base64_in(std::string_view block, bool dashes_follow, bool& encrypted) {
  std::string base64;
  const bool one_line = trimmed(block).find_first_of("\r\n") == std::string_view::npos;
  if (!one_line && dashes_follow) block = block.substr(0, block.find_last_of("\r\n"));
  while (!block.empty()) {
    std::string_view line = trimmed(take_line(block), " \t\"',;");
    if (line.substr(0, 10) == "Proc-Type:" || line.substr(0, 9) == "DEK-Info:") {
      encrypted = true;
    } else if (one_line) {
      for (std::string_view word = take_word(line); !word.empty(); word = take_word(line)) base64 += word;
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
    if (block.label.find_first_of("\r\n") != std::string::npos || block.label.size() > 64) continue;
    at = std::min(label_end + dashes.size(), text.size());
    const std::size_t next = std::min(text.find(dashes, at), text.size());
    const bool ended = text.substr(next, end.size()) == end;
    bool encrypted = block.label == "ENCRYPTED PRIVATE KEY";
    std::string base64 = base64_in(text.substr(at, next - at), next < text.size(), encrypted);
    if (!ended) {  // as far as it goes
      auto stop = std::find_if_not(base64.begin(), base64.end(), is_base64);
      while (stop != base64.end() && *stop == '=' && (stop - base64.begin()) % 4 > 1) ++stop;
      base64.resize(static_cast<std::size_t>(stop - base64.begin()) / 4 * 4);
    }
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
  }
  return found;
}

// A dump with an address before each line and, perhaps, the characters behind it: xxd, hexdump -C, certutil -encodehex,
// strongSwan, whose addresses are decimal. The first address is 0, which no message begins with.
std::vector<message> hex_dump(std::string_view text) {
  if (is_printed(text)) return {};
  struct dump_line {
    std::size_t address;
    std::string_view rest;
  };
  std::vector<dump_line> lines;
  while (!text.empty()) {
    std::string_view line = take_line(text);
    std::string_view word = take_word(line);
    const bool has_colon = word.find(':') != std::string_view::npos;
    word = word.substr(0, word.find(':'));
    std::size_t address = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), address, 16);
    const bool is_address = (word.size() >= 4 || has_colon) && error == std::errc{} && end == word.data() + word.size();
    if (is_address && (lines.empty() ? address == 0 : address > lines.back().address)) lines.push_back({address, line});
  }
  const std::size_t width = lines.size() < 2 ? 16 : lines[1].address;
  std::string der;
  for (auto [address, line] : lines) {
    for (std::size_t count = 0; count < width; ++count) {
      const std::size_t gap = std::min(line.find_first_not_of(" \t-"), line.size());
      if (count > 0 && (gap > 2 || (gap == 2 && count != 8))) break;  // the characters
      line.remove_prefix(gap);
      if (line.size() < 2 || hex_digit(line[0]) < 0 || hex_digit(line[1]) < 0) break;
      der += static_cast<char>(hex_digit(line[0]) * 16 + hex_digit(line[1]));
      line.remove_prefix(2);
    }
  }
  if (!der::begins_message(der)) return {};
  return {{std::move(der)}};
}

// Digits alone, or the members of an array in a source file, as xxd -i writes them.
std::vector<message> bare_hex(std::string_view text) {
  if (const std::size_t brace = text.find('{'); brace != std::string_view::npos)
    text = text.substr(brace, text.find('}', brace) - brace);
  text = trimmed(text);
  auto der = from_hex(text);
  if (!der) {  // half a byte: one more behind a message, none of a message that is cut short
    der = from_hex(std::string(text) + '0');
    const auto whole = der ? der::first(*der) : std::nullopt;
    if (der && (!whole || whole->whole.size() == der->size())) der->pop_back();
  }
  if (!der || !der::begins_message(*der)) return {};
  return {{*std::move(der)}};
}

std::vector<message> base64(std::string_view text) {
  text = trimmed(text, " \t\r\n\"'`,;");
  auto der = from_base64(text);
  if (!der && text.find('=') == std::string_view::npos) der = from_base64(text.substr(0, text.size() - 1));  // cut short
  if (!der || !der::begins_message(*der)) return {};
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
  // How far from the beginning of its line; 0 for too far to be what a log puts before each line.
  const auto column_of = [&](std::size_t place) {
    constexpr std::size_t most = 256;
    const std::size_t from = place - std::min(place, most);
    const std::size_t line_end = text.substr(from, place - from).find_last_of("\r\n");
    return line_end != std::string_view::npos ? place - (from + line_end + 1) : from == 0 ? place : 0;
  };
  // The same number of characters before the next line, where that is no base64 to its end. The blanks before it are passed.
  const auto skip_prefix = [&](std::size_t column) {
    const std::size_t place = text.find_last_of("\r\n", at - 1) + 1 + column;
    if (place <= at || place >= text.size() || is_base64(text[place - 1]) ||
        text.substr(at, place - at).find_first_of("\r\n") != std::string_view::npos)
      return;
    std::size_t end = place;
    while (end < text.size() && is_base64(text[end])) ++end;
    if (end == text.size() || "\r\n="sv.find(text[end]) != std::string_view::npos) at = place;
  };
  while ((at = text.find("MI", at)) != std::string_view::npos) {
    if (at > 0 && is_base64(text[at - 1])) {
      while (at < text.size() && is_base64(text[at])) ++at;
      continue;
    }
    const std::size_t start = at;
    std::string run;
    take_run(run);
    const std::size_t column = run.size() < shortest ? 0 : column_of(start);
    while (run.size() >= shortest && run.back() != '=') {
      const std::size_t end_of_line = at;
      while (at < text.size() && is_blank(text[at])) ++at;
      const bool new_line = text.substr(end_of_line, at - end_of_line).find_first_of("\r\n") != std::string_view::npos;
      const std::size_t before = run.size();
      if (new_line) skip_prefix(column);
      const std::size_t begin = at;
      if (new_line) take_run(run);
      if (at > begin &&
          (at == text.size() || is_blank(text[at]) || "\"'&<])},;\\"sv.find(text[at]) != std::string_view::npos))
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
    if (!der || !der::begins_message(*der)) continue;
    if (const auto whole = der::first(*der)) der->resize(whole->whole.size());  // without a word from the next line
    found.push_back({*std::move(der)});
  }
  return found;
}

constexpr std::vector<message> (*writings[])(std::string_view) = {pem_blocks, hex_dump, bare_hex, base64, base64_in_text};

}  // namespace

bool is_printed(std::string_view text) {
  text = trimmed(text);
  return starts_with(text, "CMS_ContentInfo:") || starts_with(text, "PKCS7:") || starts_with(text, "0:d=0 ");
}

std::vector<message> written_in(std::string_view text) {
  for (const auto& writing : writings)
    if (auto found = writing(text); !found.empty()) return found;
  return {};
}

}  // namespace tool
