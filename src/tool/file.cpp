#include "file.hpp"

#include <scep/failure.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <system_error>

#ifdef _WIN32
#  include <fcntl.h>
#  include <io.h>
#endif

namespace tool {

file read_file(const std::string& name) {
#ifdef _WIN32
  if (name == "-") _setmode(_fileno(stdin), _O_BINARY);
#endif
  const auto close = [](std::FILE* f) { return f == stdin ? 0 : std::fclose(f); };
  const std::unique_ptr<std::FILE, decltype(close)> stream(name == "-" ? stdin : std::fopen(name.c_str(), "rb"), close);
  const auto fail = [&] {
    return std::runtime_error("cannot read " + scep::printable(name) + ": " + std::generic_category().message(errno));
  };
  if (!stream) throw fail();
  std::string bytes;
  char piece[1 << 16];
  while (const std::size_t size = std::fread(piece, 1, std::min(sizeof piece, max_file_size - bytes.size()), stream.get()))
    bytes.append(piece, size);
  const bool whole = bytes.size() < max_file_size || std::fgetc(stream.get()) == EOF;
  if (std::ferror(stream.get()) != 0) throw fail();
  return {std::move(bytes), whole};
}

std::string read_whole_file(const std::string& name) {
  file read = read_file(name);
  if (!read.whole)
    throw std::runtime_error(scep::printable(name) + " is longer than " + std::to_string(max_file_size >> 20) + " MiB");
  return std::move(read.bytes);
}

}  // namespace tool
