#include <scep/advice.hpp>

#include "advice_of.hpp"

namespace scep {

std::string_view advice(const std::error_code& code) noexcept {
  if (!code) return {};
  if (code.category() == fail_info_category()) return detail::advice_of(fail_info{code.value()});
  if (code.category() == reply_category()) return detail::advice_of(reply_errc{code.value()});
  if (code.category() == hresult_category()) return detail::advice_of(hresult{code.value()});
  return {};
}

}  // namespace scep
