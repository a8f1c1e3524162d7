#include "codes.hpp"

#include <scep/advice.hpp>
#include <scep/fail_info.hpp>
#include <scep/failure.hpp>
#include <scep/hresult.hpp>
#include <scep/reply_errc.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iomanip>
#include <iostream>
#include <sstream>

#include "../error/fail_info_table.hpp"
#include "../error/hresult_table.hpp"
#include "commands.hpp"

namespace tool {

namespace {

using scep::fail_info;
using scep::reply_errc;

struct errc_name {
  std::errc value;
  std::string_view name;
};
constexpr errc_name errc_names[] = {
    {std::errc::address_in_use, "address_in_use"},
    {std::errc::bad_message, "bad_message"},
    {std::errc::connection_aborted, "connection_aborted"},
    {std::errc::connection_refused, "connection_refused"},
    {std::errc::connection_reset, "connection_reset"},
    {std::errc::file_exists, "file_exists"},
    {std::errc::function_not_supported, "function_not_supported"},
    {std::errc::host_unreachable, "host_unreachable"},
    {std::errc::invalid_argument, "invalid_argument"},
    {std::errc::message_size, "message_size"},
    {std::errc::network_unreachable, "network_unreachable"},
    {std::errc::no_space_on_device, "no_space_on_device"},
    {std::errc::no_such_file_or_directory, "no_such_file_or_directory"},
    {std::errc::not_enough_memory, "not_enough_memory"},
    {std::errc::not_supported, "not_supported"},
    {std::errc::operation_canceled, "operation_canceled"},
    {std::errc::operation_not_permitted, "operation_not_permitted"},
    {std::errc::permission_denied, "permission_denied"},
    {std::errc::timed_out, "timed_out"},
};

// The std::errc that the code is equivalent to; empty where there is none.
std::string_view errc_of(const std::error_code& code) {
  for (const errc_name& e : errc_names)
    if (code.default_error_condition() == e.value) return e.name;
  return {};
}

// The message of a code without what stands beside it already.
std::string sentence(const std::error_code& code) {
  std::string text = code.message();
  if (code.category() == scep::hresult_category()) text.erase(0, text.find(": ") + 2);
  return text;
}

json_object to_json(const code_info& info) {
  json_object row;
  row["category"] = info.code.category().name();
  row["enumerator"] = text_or_null(info.enumerator);
  row["value"] = info.code.value();
  row["name"] = text_or_null(info.name);
  row["wire"] = number_or_null(info.wire);
  row["windows_name"] = text_or_null(info.windows_name);
  row["message"] = info.code.message();
  row["errc"] = text_or_null(errc_of(info.code));
  return row;
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

// "scep.fail_info:102" and its like.
std::optional<std::error_code> find_labelled(std::string_view what) {
  const std::size_t colon = what.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view category = what.substr(0, colon);
  const auto value = parse<int>(what.substr(colon + 1));
  if (!value) return std::nullopt;
  if (category == scep::fail_info_category().name() && *value >= static_cast<int>(fail_info::unknown))
    return fail_info{*value};
  if (category == scep::reply_category().name() && !name(reply_errc{*value}).empty()) return reply_errc{*value};
  if (category == scep::hresult_category().name()) return std::error_code(*value, scep::hresult_category());
  return std::nullopt;
}

bool equal_but_for_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

// A number alone: hex is an HRESULT (eight digits from 8 on even without 0x, as some logs have it), -1 Windows' Unknown,
// other negative ones are HRESULTs, and so are those too large for the wire; the rest are failInfo.
std::optional<std::error_code> find_number(std::string_view what) {
  const bool prefixed = what.substr(0, 2) == "0x" || what.substr(0, 2) == "0X";
  if (prefixed || (what.size() == 8 && std::string_view("8Cc").find(what[0]) != std::string_view::npos)) {
    const auto bits = parse<std::uint32_t>(prefixed ? what.substr(2) : what, 16);
    return bits ? std::optional(hresult_code(*bits)) : std::nullopt;
  }
  const auto n = parse<std::int64_t>(what);
  if (!n || *n < INT32_MIN || *n > UINT32_MAX) return std::nullopt;
  if (*n == -1) return fail_info::unknown;
  if (*n < 0 || *n > INT32_MAX) return hresult_code(static_cast<std::uint32_t>(*n));
  return scep::from_wire(static_cast<int>(*n));
}

void print_columns(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i)
      std::cout << "  " << std::left << std::setw(static_cast<int>(widths[i])) << row[i];
    std::cout << "  " << row.back() << '\n';
  }
}

}  // namespace

std::string hex(int hresult) {
  std::ostringstream text;
  text << "0x" << std::hex << std::uppercase << std::setw(8) << std::setfill('0') << static_cast<std::uint32_t>(hresult);
  return text.str();
}

std::string title(const code_info& info) {
  if (info.wire && info.enumerator.empty()) return "failInfo " + std::to_string(*info.wire);
  return info.name.empty() ? label(info.code) : std::string(info.name);
}

std::string label(const std::error_code& code) {
  if (code.category() == scep::hresult_category()) return hex(code.value());
  return std::string(code.category().name()) + ":" + std::to_string(code.value());
}

code_info describe(const std::error_code& code) {
  code_info info{code, {}, {}, {}, {}};
  if (code.category() == scep::fail_info_category()) {
    const fail_info f{code.value()};
    const scep::detail::fail_info_note& note = scep::detail::note_of(f);
    info.name = name(f);
    info.windows_name = note.windows_name;
    if (note.value == f) info.enumerator = note.enumerator;
    if (to_wire(f) >= 0) info.wire = to_wire(f);
  } else if (code.category() == scep::reply_category()) {
    info.name = info.enumerator = name(reply_errc{code.value()});
  } else {
    info.name = info.windows_name = name(scep::hresult{code.value()});
  }
  return info;
}

std::vector<code_info> all_codes() {
  std::vector<code_info> codes;
  for (const auto& row : scep::detail::fail_info_table) codes.push_back(describe(row.value));
  for (int value = 1; !name(reply_errc{value}).empty(); ++value) codes.push_back(describe(reply_errc{value}));
  for (const auto& row : scep::detail::hresult_table) codes.push_back(describe(scep::make_hresult(row.value)));
  return codes;
}

std::optional<std::error_code> find_code(std::string_view what) {
  if (const auto code = find_labelled(what)) return code;
  if (const auto code = find_number(what)) return code;
  const std::size_t scope = what.rfind("::");  // scep::fail_info::bad_request
  if (scope != std::string_view::npos) what.remove_prefix(scope + 2);
  if (what.empty()) return std::nullopt;
  for (const code_info& info : all_codes())
    for (const std::string_view known : {info.enumerator, info.name, info.windows_name})
      if (equal_but_for_case(what, known)) return info.code;
  return std::nullopt;
}

int list(bool json) {
  if (json) {
    json_object codes = json_object::array();
    for (const code_info& info : all_codes()) codes.push_back(to_json(info));
    print_json(codes);
    return exit_success;
  }
  const auto or_dash = [](std::string_view text) { return std::string(text.empty() ? "-" : text); };
  std::vector<std::vector<std::string>> refusals = {
      {"VALUE", "ENUMERATOR", "WIRE", "RFC 8894", "WINDOWS", "STD::ERRC", "MESSAGE"}};
  std::vector<std::vector<std::string>> replies = {{"VALUE", "ENUMERATOR", "STD::ERRC", "MESSAGE"}};
  std::vector<std::vector<std::string>> hresults = {{"VALUE", "NAME", "STD::ERRC", "MESSAGE"}};
  for (const code_info& info : all_codes()) {
    const std::string value = std::to_string(info.code.value());
    const std::string errc = or_dash(errc_of(info.code));
    if (info.code.category() == scep::fail_info_category()) {
      refusals.push_back({value, std::string(info.enumerator), info.wire ? std::to_string(*info.wire) : "-",
                          info.wire ? std::string(info.name) : "-", std::string(info.windows_name), errc,
                          sentence(info.code)});
    } else if (info.code.category() == scep::reply_category()) {
      replies.push_back({value, std::string(info.enumerator), errc, sentence(info.code)});
    } else {
      hresults.push_back({hex(info.code.value()), std::string(info.name), errc, sentence(info.code)});
    }
  }
  print_heading("scep.fail_info: why the CA refused");
  print_columns(refusals);
  print_heading("\nscep.reply: why a reply cannot be used");
  print_columns(replies);
  print_heading("\nhresult: what a Microsoft server says beside the failInfo");
  print_columns(hresults);
  return exit_success;
}

int explain(const std::string& what, bool json) {
  const auto code = find_code(what);
  if (!code) {
    std::cerr << "scep-error: no such code: " << scep::printable(what) << "; `scep-error list` shows all\n";
    return exit_usage;
  }
  const code_info info = describe(*code);
  if (json) {
    print_json(to_json(info));
    return exit_success;
  }
  print_heading(title(info));
  print_field("means", sentence(*code));
  print_field("helps", scep::advice(info.code));
  print_field("wire", info.wire ? std::to_string(*info.wire) : "");
  if (info.code.category() == scep::fail_info_category()) {
    print_field("C++", info.enumerator.empty() ? "" : "scep::fail_info::" + std::string(info.enumerator));
    print_field("Windows", info.windows_name);
  } else if (info.code.category() == scep::reply_category()) {
    print_field("C++", "scep::reply_errc::" + std::string(info.enumerator));
  } else {
    print_field("hex", hex(code->value()));
  }
  print_field("code", std::string(code->category().name()) + ":" + std::to_string(code->value()));
  print_field("std::errc", errc_of(*code));
  return exit_success;
}

}  // namespace tool
