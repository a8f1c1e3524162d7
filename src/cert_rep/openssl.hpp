// OpenSSL's objects as owners, its errors as ours.
#pragma once

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include <cstddef>
#include <memory>
#include <new>
#include <string_view>

namespace scep::detail {

template <auto free>
struct deleter {
  template <class T>
  void operator()(T* object) const noexcept {
    free(object);
  }
};

using cms_ptr = std::unique_ptr<CMS_ContentInfo, deleter<CMS_ContentInfo_free>>;
using x509_ptr = std::unique_ptr<X509, deleter<X509_free>>;
using object_ptr = std::unique_ptr<ASN1_OBJECT, deleter<ASN1_OBJECT_free>>;
using bio_ptr = std::unique_ptr<BIO, deleter<BIO_free_all>>;

struct openssl_free {
  void operator()(void* memory) const noexcept { OPENSSL_free(memory); }
};

// Takes back, at the end of a scope, the errors that OpenSSL queued within it.
class error_scope {
 public:
  error_scope() noexcept { ERR_set_mark(); }
  ~error_scope() { ERR_pop_to_mark(); }
  error_scope(const error_scope&) = delete;
  error_scope& operator=(const error_scope&) = delete;
};

// The object that a call made, which fails for want of memory only.
template <class T>
T* allocated(T* object) {
  if (object == nullptr) throw std::bad_alloc();
  return object;
}

inline std::string_view bytes_of(const ASN1_STRING& string) noexcept {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(&string)),
          static_cast<std::size_t>(ASN1_STRING_length(&string))};
}

}  // namespace scep::detail
