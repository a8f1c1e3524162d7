// BER read where it stands: for lists of which little is wanted, as decoding them would cost an allocation for every member.
#pragma once

#include <string_view>

namespace scep::detail {

// An element's first octet: class, form and number of its tag.
enum class tag : unsigned char {
  boolean = 0x01,
  integer = 0x02,
  octet_string = 0x04,
  oid = 0x06,
  sequence = 0x30,
  set = 0x31,
  context_0 = 0xA0,
  context_1 = 0xA1,
  implicit_1 = 0x81,
  implicit_2 = 0x82,
  context_3 = 0xA3,
};

// Both are empty where there is no element.
struct element {
  std::string_view whole;  // header and all
  std::string_view contents;
};

// Elements one after another. What is within them may be broken. A tag below 31 in the form of those above, which OpenSSL
// reads, is none here, so that the first octet tells all.
class elements {
 public:
  explicit elements(std::string_view bytes) noexcept : rest_(bytes) {}

  // Takes the next; an empty one at the end, and from where the bytes are none.
  element next();

  // Takes the next if it is one of these, else nothing.
  element next(tag wanted);

  // What is not taken yet.
  std::string_view left() const noexcept { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace scep::detail
