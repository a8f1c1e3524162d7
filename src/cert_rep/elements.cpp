#include "elements.hpp"

#include <openssl/asn1.h>

namespace scep::detail {

namespace {

const unsigned char* begin_of(std::string_view bytes) noexcept {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// The sizes of a header and of what it announces; 0 and 0 where it is none, or announces more than there is.
struct header {
  std::size_t size;
  std::size_t announced;
  bool is_indefinite;  // then nothing is announced
};

header header_of(std::string_view bytes) {
  const unsigned char* next = begin_of(bytes);
  long length = 0;
  int number = 0;
  int tag_class = 0;
  constexpr int indefinite = 1;
  constexpr int error = 0x80;
  const int form = ASN1_get_object(&next, &length, &number, &tag_class, static_cast<long>(bytes.size()));
  constexpr int long_form = 0x1F;
  if ((form & error) != 0 || ((bytes.front() & long_form) == long_form && number < long_form)) return {};
  return {static_cast<std::size_t>(next - begin_of(bytes)), static_cast<std::size_t>(length), (form & indefinite) != 0};
}

constexpr std::string_view end_of_contents("\0\0", 2);

// Where the contents of indefinite length end: at the end-of-contents octets that belong to no element within; npos if there
// are none.
std::size_t size_of_indefinite(std::string_view bytes) {
  std::size_t at = 0;
  for (std::size_t depth = 1;;) {
    const std::string_view rest = bytes.substr(at);
    if (rest.substr(0, 2) == end_of_contents) {
      if (--depth == 0) return at;
      at += 2;
      continue;
    }
    const header h = header_of(rest);
    if (h.size == 0) return std::string_view::npos;
    at += h.size + h.announced;
    depth += h.is_indefinite;
  }
}

}  // namespace

element elements::next() {
  const header h = rest_.empty() ? header() : header_of(rest_);
  std::size_t size = h.announced;
  std::size_t whole = h.size + size;
  if (h.is_indefinite) {
    size = size_of_indefinite(rest_.substr(h.size));
    whole = h.size + size + end_of_contents.size();
  }
  if (h.size == 0 || size == std::string_view::npos) {
    rest_ = {};
    return {};
  }
  const element taken{rest_.substr(0, whole), rest_.substr(h.size, size)};
  rest_.remove_prefix(whole);
  return taken;
}

element elements::next(tag wanted) {
  return !rest_.empty() && static_cast<unsigned char>(rest_.front()) == static_cast<unsigned char>(wanted) ? next()
                                                                                                           : element();
}

}  // namespace scep::detail
