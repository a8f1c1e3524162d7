// std::format("{}", failure): this library with the formatting of C++20.
#pragma once

#include <version>

#if !defined(__cpp_lib_format) && !defined(_LIBCPP_VERSION)  // libc++ 17 and 18 have it without saying so
#  error "scep/format.hpp needs std::format: C++20 and a library such as g++ 13's. scep/fmt.hpp needs only {fmt}."
#endif

#include <format>
#include <string_view>

#include <scep/detail/text_formatter.hpp>
#include <scep/fail_info.hpp>
#include <scep/failure.hpp>
#include <scep/hresult.hpp>
#include <scep/reply_errc.hpp>

/// Writes to_string(f), one printable line, with the format specification of a string: "{}", "{:>120}", "{:.80}".
template <>
struct std::formatter<scep::failure> : scep::detail::text_formatter<scep::failure, std::formatter<std::string_view>> {};

/// Writes the failure that it makes, as do all enumerations below.
template <>
struct std::formatter<scep::fail_info> : scep::detail::text_formatter<scep::fail_info, std::formatter<std::string_view>> {};

template <>
struct std::formatter<scep::reply_errc> : scep::detail::text_formatter<scep::reply_errc, std::formatter<std::string_view>> {
};

template <>
struct std::formatter<scep::hresult> : scep::detail::text_formatter<scep::hresult, std::formatter<std::string_view>> {};
