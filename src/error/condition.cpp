#include <scep/condition.hpp>

#include <scep/fail_info.hpp>
#include <scep/reply_errc.hpp>

namespace scep {

const detail::immortal<detail::condition_category_type> detail::condition_category_object;

const char* detail::condition_category_type::name() const noexcept { return "scep.condition"; }

std::string detail::condition_category_type::message(int value) const {
  switch (condition{value}) {
    case condition::rejected: return "The CA refused the request.";
    case condition::unrecognized: return "The CA refused the request for a reason that SCEP does not define.";
    case condition::unusable_reply: return "The reply cannot be used.";
  }
  return "No SCEP condition has this value.";
}

bool detail::condition_category_type::equivalent(const std::error_code& code, int value) const noexcept {
  const bool refusal = code && code.category() == fail_info_category();
  switch (condition{value}) {
    case condition::rejected: return refusal;
    case condition::unrecognized: return refusal && row_of(fail_info{code.value()}).value == fail_info::unknown;
    case condition::unusable_reply: return code && code.category() == reply_category();
  }
  return false;
}

}  // namespace scep
