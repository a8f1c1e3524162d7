// Files and standard input, as bytes.
#pragma once

#include <cstddef>
#include <string>

namespace tool {

// More is read of no file: four times the largest message, which is what UTF-16, hex and its like make of it.
inline constexpr std::size_t max_file_size = std::size_t{16} << 20;

struct file {
  std::string bytes;  // at most max_file_size of them
  bool whole;         // whether that is all
};

// The file's bytes, of standard input for "-". Throws std::runtime_error where it cannot be read.
file read_file(const std::string& name);

// The same, for a file that is of no use in part: a longer one throws std::runtime_error, too.
std::string read_whole_file(const std::string& name);

}  // namespace tool
