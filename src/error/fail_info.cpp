#include <scep/fail_info.hpp>

#include <charconv>

#include "advice_of.hpp"
#include "fail_info_table.hpp"
#include "joined.hpp"

namespace scep {

const detail::immortal<detail::fail_info_category_type> detail::fail_info_category_object;

const char* detail::fail_info_category_type::name() const noexcept { return "scep.fail_info"; }

std::string detail::fail_info_category_type::message(int value) const {
  const fail_info f{value};
  const fail_info_row& row = row_of(f);
  if (row.value == f) return std::string(row.message);
  if (f < fail_info::unknown) return joined({"Value ", std::to_string(value), " is no failInfo: their codes start at 99."});
  const auto cmc = static_cast<std::size_t>(to_wire(f)) - 5;  // of unknown, far beyond the end
  const bool known = cmc < std::size(detail::cmc_names);
  return joined({"The CA refused the request with failInfo ", std::to_string(to_wire(f)), ", which SCEP does not define",
                 known ? "; Dogtag means " : "", known ? detail::cmc_names[cmc] : "", "."});
}

std::error_condition detail::fail_info_category_type::default_error_condition(int value) const noexcept {
  const std::errc condition = row_of(fail_info{value}).condition;
  return condition == std::errc{} ? std::error_condition(value, *this) : std::make_error_condition(condition);
}

std::string_view detail::advice_of(fail_info f) noexcept {
  return f > fail_info::bad_cert_id ? advice_of_unrecognized : note_of(f).advice;
}

fail_info parse_fail_info(std::string_view text) noexcept {
  const char* const end = text.data() + text.size();
  int n = 0;
  if (text.empty() || text.front() == '-') return fail_info::unknown;  // from_chars would take the sign
  const auto [parsed, error] = std::from_chars(text.data(), end, n);
  return error == std::errc{} && parsed == end ? from_wire(n) : fail_info::unknown;
}

std::optional<fail_info> as_fail_info(const std::error_code& code) noexcept {
  if (!code) return std::nullopt;
  if (code.category() == fail_info_category()) return fail_info{code.value()};
  for (const detail::fail_info_row& row : detail::fail_info_table)
    if (row.value != fail_info::unknown && code == make_error_condition(row.value)) return row.value;
  if (code == std::errc::bad_message) return fail_info::bad_message_check;
  return std::nullopt;
}

fail_info fail_info_for(const std::error_code& code) noexcept {
  const fail_info reason = as_fail_info(code).value_or(fail_info::unknown);
  const bool sendable = reason != fail_info::unknown && detail::row_of(reason).value == reason;
  return sendable ? reason : fail_info::bad_request;
}

}  // namespace scep
