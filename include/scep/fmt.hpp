// fmt::print("{}\n", failure): this library with {fmt}.
#pragma once

#include <fmt/format.h>

#include <scep/detail/text_formatter.hpp>
#include <scep/fail_info.hpp>
#include <scep/failure.hpp>
#include <scep/hresult.hpp>
#include <scep/reply_errc.hpp>

/// Writes to_string(f), one printable line, with the format specification of a string: "{}", "{:>120}", "{:.80}".
template <>
struct fmt::formatter<scep::failure> : scep::detail::text_formatter<scep::failure, fmt::formatter<fmt::string_view>> {};

/// Writes the failure that it makes, as do all enumerations below.
template <>
struct fmt::formatter<scep::fail_info> : scep::detail::text_formatter<scep::fail_info, fmt::formatter<fmt::string_view>> {};

template <>
struct fmt::formatter<scep::reply_errc> : scep::detail::text_formatter<scep::reply_errc, fmt::formatter<fmt::string_view>> {
};

template <>
struct fmt::formatter<scep::hresult> : scep::detail::text_formatter<scep::hresult, fmt::formatter<fmt::string_view>> {};
