// The column "advice" of each table of codes, for advice.cpp; each is defined beside its table.
#pragma once

#include <scep/fail_info.hpp>
#include <scep/hresult.hpp>
#include <scep/reply_errc.hpp>

#include <string_view>

namespace scep::detail {

std::string_view advice_of(fail_info f) noexcept;
std::string_view advice_of(reply_errc e) noexcept;
std::string_view advice_of(hresult h) noexcept;

}  // namespace scep::detail
