#include "der.hpp"

#include <openssl/asn1.h>

#include "../cert_rep/elements.hpp"

namespace tool::der {

bool begins_message(std::string_view bytes) {
  return bytes.size() >= 2 && bytes[0] == '\x30' && static_cast<unsigned char>(bytes[1]) - 0x80U <= 4;
}

std::optional<element> first(std::string_view bytes) {
  const scep::detail::element found = scep::detail::elements(bytes).next();
  if (found.whole.empty()) return std::nullopt;
  return element{static_cast<unsigned char>(found.whole.front()), found.whole, found.contents};
}

std::optional<element> take(std::string_view& bytes) {
  const auto taken = first(bytes);
  if (taken) bytes.remove_prefix(taken->whole.size());
  return taken;
}

std::optional<element> take(std::string_view& bytes, unsigned char tag) {
  if (bytes.empty() || static_cast<unsigned char>(bytes.front()) != tag) return std::nullopt;
  return take(bytes);
}

std::optional<std::size_t> stated_size(std::string_view bytes) {
  const auto* const begin = reinterpret_cast<const unsigned char*>(bytes.data());
  const unsigned char* next = begin;
  long length = 0;
  int number = 0;
  int tag_class = 0;
  ASN1_get_object(&next, &length, &number, &tag_class, static_cast<long>(bytes.size()));
  if (length <= 0) return std::nullopt;  // as it is where the length is indefinite
  return static_cast<std::size_t>(next - begin) + static_cast<std::size_t>(length);
}

}  // namespace tool::der
