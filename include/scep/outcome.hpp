// Boost.Outcome's result<T> and outcome<T> with a scep::failure inside, and all that a function that returns one needs.
#pragma once

#include <boost/outcome/std_outcome.hpp>
#include <boost/outcome/std_result.hpp>

#include <scep/advice.hpp>
#include <scep/condition.hpp>
#include <scep/detail/try.hpp>
#include <scep/fail_info.hpp>
#include <scep/failure.hpp>
#include <scep/hresult.hpp>
#include <scep/reply_errc.hpp>

namespace scep {

/// A T or a failure. Takes a fail_info, any other error-code enum, a std::error_code, a boost::system::error_code or a
/// failure where it takes a T, unless that converts to a T as well, as all does to a std::any, or T is an error itself: name
/// what is meant, `scep::failure(e)`. A false code makes a failed result, too. BOOST_OUTCOME_TRY hands its failure on to
/// std_result, std_outcome and boost_result (as the bare code) and takes that of std_result and boost_result; not that of an
/// outcome, which may hold an exception. value() of a failed one throws failure_error.
template <class T>
using result = BOOST_OUTCOME_V2_NAMESPACE::std_result<T, failure>;

/// The same, or an exception.
template <class T>
using outcome = BOOST_OUTCOME_V2_NAMESPACE::std_outcome<T, failure>;

}  // namespace scep
