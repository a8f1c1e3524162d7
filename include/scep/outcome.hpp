// Boost.Outcome's result<T> and outcome<T> with a scep::failure inside.
#pragma once

#include <boost/outcome/std_outcome.hpp>
#include <boost/outcome/std_result.hpp>
#include <boost/outcome/try.hpp>

#include <utility>

#include <scep/failure.hpp>

namespace scep {

/// @{ The hooks through which Outcome learns that a failure is an error code, and what value() throws.
// Before the aliases, whose policy depends on them.
inline std::error_code make_error_code(const failure& f) noexcept { return f.code; }
[[noreturn]] inline void outcome_throw_as_system_error_with_payload(failure f) { throw failure_error(std::move(f)); }
/// @}

/// A T or a failure. Takes a fail_info, any other error-code enum, a std::error_code or a failure where it takes a T;
/// BOOST_OUTCOME_TRY hands its failure on to std_result, std_outcome and boost_result (there as the bare code) and takes
/// theirs. value() of a failed one throws failure_error.
template <class T>
using result = BOOST_OUTCOME_V2_NAMESPACE::std_result<T, failure>;

/// The same, or an exception.
template <class T>
using outcome = BOOST_OUTCOME_V2_NAMESPACE::std_outcome<T, failure>;

}  // namespace scep
