// The outlines of a DER or BER message, as bytes: what kind of thing it is, and where its parts lie. Nothing is decoded, so
// nothing in it can cost more than its length.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace tool::der {

struct element {
  unsigned char tag;          // the identifier octet; the first of them where there are several
  std::string_view whole;     // with tag, length and, of an indefinite length, the end-of-contents octets
  std::string_view contents;  // without them
};

// Whether the bytes may be a message: they begin with a SEQUENCE whose length takes one to four octets more, or is
// indefinite. No text begins so, and a shorter one is no message.
bool begins_message(std::string_view bytes);

// The first element of the bytes; none where they do not begin with a whole one.
std::optional<element> first(std::string_view bytes);

// Takes the first element off the bytes; none, and the bytes as they were, where there is none or it has another tag.
std::optional<element> take(std::string_view& bytes);
std::optional<element> take(std::string_view& bytes, unsigned char tag);

// How long the element is that the bytes begin with, and which may be cut short; none where the length is not stated.
std::optional<std::size_t> stated_size(std::string_view bytes);

constexpr unsigned char integer = 0x02, octet_string = 0x04, object = 0x06, sequence = 0x30, set = 0x31, context = 0xA0,
                        constructed = 0x20;

}  // namespace tool::der
