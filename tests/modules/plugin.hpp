// A second module: a library that makes codes and compares those of others.
#pragma once

#include <scep/fail_info.hpp>

#if !defined(_WIN32)
#  define PLUGIN_API __attribute__((visibility("default")))
#elif defined(PLUGIN_BUILDING)
#  define PLUGIN_API __declspec(dllexport)
#else
#  define PLUGIN_API __declspec(dllimport)
#endif

PLUGIN_API std::error_code plugin_refuse(scep::fail_info why);
PLUGIN_API bool plugin_knows(const std::error_code& code, scep::fail_info as);
PLUGIN_API bool plugin_takes_for_refusal(const std::error_code& code);
PLUGIN_API const std::error_category* plugin_category();
// For those who look it up by name.
extern "C" PLUGIN_API void plugin_refuse_wire(int wire, std::error_code* code);
#if defined(__cpp_exceptions)
PLUGIN_API void plugin_throw(scep::fail_info why);
#endif
