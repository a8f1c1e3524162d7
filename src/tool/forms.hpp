// The forms in which a message lies around: what a person has in a file, and the DER that it stands for.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tool {

// The head of the HTTP response that stood before the bytes.
struct http_head {
  int status = 0;
  std::string reason;
  std::vector<std::pair<std::string, std::string>> fields = {};  // those that say what to do: Location, for one
  std::size_t missing = 0;                                       // so many bytes of the body, by its Content-Length
};

// A message as DER, whole or not, or with more behind it.
struct message {
  std::string der;
  std::string label = {};      // of its PEM block: "CERTIFICATE"; else empty
  std::string_view flaw = {};  // why the PEM block cannot be taken as it stands; else empty
};

// What is in a file.
struct input {
  std::string bytes;  // what is left when HTTP, UTF-16, percent signs and their like are taken off
  std::optional<http_head> http;
  std::vector<message> messages;  // in the order in which they stand; none where the bytes hold none in any form
  bool is_whole = true;           // else the file went on
  bool is_wrapped = false;        // something was taken off
};

// Takes time and memory in proportion to the bytes, whatever they are.
input take_apart(std::string bytes);

}  // namespace tool
