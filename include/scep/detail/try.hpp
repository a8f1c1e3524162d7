// BOOST_OUTCOME_TRY without a warning. It calls the way without an error [[likely]], of which clang warns before C++20. Only
// where nobody included Boost's header before. Private machinery.
#pragma once

#if defined(__clang__) && __cplusplus < 202002L && !defined(BOOST_OUTCOME_TRY_LIKELY_IF)
#  define BOOST_OUTCOME_TRY_LIKELY_IF(...) if (__builtin_expect(!!(__VA_ARGS__), 1))
#endif

#include <boost/outcome/try.hpp>
