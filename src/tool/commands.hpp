// The program's commands. Each prints to standard output and returns the exit status.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tool {

enum exit_status : int {
  exit_success = 0,
  exit_refused = 1,
  exit_none_found = 1,  // of explain
  exit_usage = 2,
  exit_pending = 3,
  exit_unusable = 4
};

int list(bool json);

// words: a text, cut at its blanks or not; or "-", for standard input.
int explain(const std::vector<std::string>& words, bool json);

struct read_options {
  std::string file;
  std::vector<std::string> ca_files;
  std::optional<std::string> request_file;
  std::optional<std::string> transaction_id;
  std::optional<std::string> nonce;
};
int read(const read_options& options, bool json);

}  // namespace tool
