#include "codes.hpp"

#include <scep/advice.hpp>
#include <scep/fail_info.hpp>
#include <scep/failure.hpp>
#include <scep/hresult.hpp>
#include <scep/reply_errc.hpp>

#include <cstdint>
#include <iomanip>
#include <iostream>
#include <sstream>

#include "../error/fail_info_table.hpp"
#include "../error/hresult_table.hpp"
#include "commands.hpp"
#include "file.hpp"
#include "find_codes.hpp"

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
  row["advice"] = text_or_null(scep::advice(info.code));
  return row;
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

int list(bool json) {
  if (json) {
    json_object codes = json_object::array();
    for (const code_info& info : all_codes()) codes.push_back(to_json(info));
    print_json(codes);
    return exit_success;
  }
  const auto or_dash = [](std::string_view text) { return std::string(text.empty() ? "-" : text); };
  std::vector<std::vector<std::string>> refusals = {
      {"VALUE", "WIRE", "RFC 8894", "ENUMERATOR", "WINDOWS", "STD::ERRC", "MESSAGE"}};
  std::vector<std::vector<std::string>> replies = {{"VALUE", "ENUMERATOR", "STD::ERRC", "MESSAGE"}};
  std::vector<std::vector<std::string>> hresults = {{"VALUE", "NAME", "STD::ERRC", "MESSAGE"}};
  for (const code_info& info : all_codes()) {
    const std::string value = std::to_string(info.code.value());
    const std::string errc = or_dash(errc_of(info.code));
    if (info.code.category() == scep::fail_info_category()) {
      refusals.push_back({value, info.wire ? std::to_string(*info.wire) : "-", info.wire ? std::string(info.name) : "-",
                          std::string(info.enumerator), std::string(info.windows_name), errc, sentence(info.code)});
    } else if (info.code.category() == scep::reply_category()) {
      replies.push_back({value, std::string(info.enumerator), errc, sentence(info.code)});
    } else {
      hresults.push_back({hex(info.code.value()), std::string(info.name), errc, sentence(info.code)});
    }
  }
  print_heading("scep.fail_info: why the CA refused");
  print_table(refusals);
  print_heading("\nscep.reply: why a reply cannot be used");
  print_table(replies);
  print_heading("\nhresult: what a Microsoft server says beside the failInfo");
  print_table(hresults);
  return exit_success;
}

namespace {

void print_code(const code_info& info) {
  const std::error_code& code = info.code;
  print_heading(title(info));
  print_field("means", sentence(code));
  print_field("helps", scep::advice(code));
  print_field("wire", info.wire ? std::to_string(*info.wire) : "");
  if (code.category() == scep::fail_info_category()) {
    print_field("C++", info.enumerator.empty() ? "" : "scep::fail_info::" + std::string(info.enumerator));
    print_field("Windows", info.windows_name);
  } else if (code.category() == scep::reply_category()) {
    print_field("C++", "scep::reply_errc::" + std::string(info.enumerator));
  } else {
    print_field("hex", hex(code.value()));
  }
  print_field("code", std::string(code.category().name()) + ":" + std::to_string(code.value()));
  print_field("std::errc", errc_of(code));
}

}  // namespace

int explain(const std::vector<std::string>& words, bool json) {
  std::string text;
  if (words.size() == 1 && words.front() == "-") {
    text = read_whole_file("-");
  } else {
    for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
  }
  const std::vector<std::error_code> codes = find_codes(text);
  if (codes.empty()) {
    std::cerr << "scep-error: " << why_no_code(text) << '\n';
    return exit_none_found;
  }
  if (json) {
    json_object first = to_json(describe(codes.front()));
    json_object all = json_object::array();
    for (const std::error_code& code : codes) all.push_back(to_json(describe(code)));
    first["codes"] = std::move(all);
    print_json(first);
    return exit_success;
  }
  for (const std::error_code& code : codes) {
    if (code != codes.front()) std::cout << '\n';
    print_code(describe(code));
  }
  return exit_success;
}

}  // namespace tool
