#include <scep/hresult.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "advice_of.hpp"
#include "hresult_table.hpp"
#include "joined.hpp"

namespace scep {

namespace {

const detail::hresult_row* find(hresult h) noexcept {
  const auto value = static_cast<std::uint32_t>(h);
  const auto* const row = std::lower_bound(std::begin(detail::hresult_table), std::end(detail::hresult_table), value,
                                           [](const detail::hresult_row& r, std::uint32_t v) { return r.value < v; });
  return row != std::end(detail::hresult_table) && row->value == value ? row : nullptr;
}

constexpr bool sorted() {
  for (std::size_t i = 1; i < std::size(detail::hresult_table); ++i)
    if (detail::hresult_table[i - 1].value >= detail::hresult_table[i].value) return false;
  return true;
}
static_assert(sorted(), "find needs the table sorted, each value once");

std::string hex(std::uint32_t value) {
  std::string text = "0x00000000";
  for (std::size_t i = text.size(); value != 0; value >>= 4) text[--i] = "0123456789ABCDEF"[value & 0xF];
  return text;
}

}  // namespace

const detail::immortal<detail::hresult_category_type> detail::hresult_category_object;

const char* detail::hresult_category_type::name() const noexcept { return "hresult"; }

std::string detail::hresult_category_type::message(int value) const { return scep::message(hresult{value}); }

std::error_condition detail::hresult_category_type::default_error_condition(int value) const noexcept {
  const detail::hresult_row* const row = find(hresult{value});
  if (row == nullptr || row->condition == std::errc{}) return {value, *this};
  return std::make_error_condition(row->condition);
}

std::optional<hresult> parse_hresult(std::string_view text) noexcept {
  const char* const end = text.data() + text.size();
  std::int32_t value = 0;
  const auto [parsed, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || parsed != end) return std::nullopt;
  return hresult{value};
}

std::string_view name(hresult h) noexcept {
  const detail::hresult_row* const row = find(h);
  return row != nullptr ? row->name : std::string_view();
}

std::string_view detail::advice_of(hresult h) noexcept {
  const hresult_row* const row = find(h);
  return row != nullptr ? row->advice : std::string_view();
}

std::string message(hresult h) {
  const auto value = static_cast<std::uint32_t>(h);
  if (const detail::hresult_row* const row = find(h); row != nullptr)
    return detail::joined({row->name, " (", hex(value), "): ", row->sentence});
  if (static_cast<std::int32_t>(h) >= 0) return detail::joined({hex(value), ": A success without a name here."});
  constexpr std::uint32_t win32 = 0x80070000;  // FACILITY_WIN32: the low half is what `net helpmsg` explains
  if ((value & 0xFFFF0000) == win32)
    return detail::joined({hex(value), ": Windows error ", std::to_string(value & 0xFFFF), "."});
  return detail::joined({hex(value), ": A Windows error without a name here."});
}

}  // namespace scep
