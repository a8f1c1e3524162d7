// What the platform needs: which symbols a library exports. Private machinery.
#pragma once

#if defined(_WIN32)
#  define SCEP_DETAIL_EXPORT __declspec(dllexport)
#  define SCEP_DETAIL_IMPORT __declspec(dllimport)
#else
#  define SCEP_DETAIL_EXPORT __attribute__((visibility("default")))
#  define SCEP_DETAIL_IMPORT __attribute__((visibility("default")))
#endif

// On ELF a static library's symbols stay visible too, so that modules agree on one category, unless -Bsymbolic parts them.
#if defined(_WIN32) && defined(SCEP_ERROR_STATIC)
#  define SCEP_ERROR_API
#elif defined(SCEP_ERROR_BUILDING)
#  define SCEP_ERROR_API SCEP_DETAIL_EXPORT
#else
#  define SCEP_ERROR_API SCEP_DETAIL_IMPORT
#endif

#if defined(_WIN32) && defined(SCEP_ERROR_STATIC)
#  define SCEP_CERT_REP_API
#elif defined(SCEP_CERT_REP_BUILDING)
#  define SCEP_CERT_REP_API SCEP_DETAIL_EXPORT
#else
#  define SCEP_CERT_REP_API SCEP_DETAIL_IMPORT
#endif
