#include "codes.hpp"

#include <scep/advice.hpp>
#include <scep/fail_info.hpp>
#include <scep/hresult.hpp>
#include <scep/reply_errc.hpp>

#include <cstdint>
#include <iomanip>
#include <sstream>

#include "../error/fail_info_table.hpp"
#include "../error/hresult_table.hpp"

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

}  // namespace

std::string_view errc_of(const std::error_code& code) {
  for (const errc_name& e : errc_names)
    if (code.default_error_condition() == e.value) return e.name;
  return {};
}

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

}  // namespace tool
