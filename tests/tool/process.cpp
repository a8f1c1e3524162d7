#include "process.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <sstream>
#include <stdexcept>

#ifndef _WIN32
#  include <sys/wait.h>
#endif

namespace {

class temporary_folder {
 public:
  temporary_folder() {
    std::random_device random;
    do {
      path_ = std::filesystem::temp_directory_path() / ("scep-error-" + std::to_string(random()));
    } while (!std::filesystem::create_directory(path_));
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

const temporary_folder& folder() {
  static const temporary_folder made;
  return made;
}

// As text: with Windows' line ends made one.
std::string content_of(const std::string& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

run_result run(const std::string& arguments) {
  const std::string out = folder() / "out";
  const std::string err = folder() / "err";
  const std::string command = quoted(TOOL) + " " + arguments + " >" + quoted(out) + " 2>" + quoted(err);
#ifdef _WIN32
  // Of some thousands of processes Wine fails to start one: there is no cmd (-1) or no program (9009), and nothing has run.
  int exited = -1;
  for (int tries = 0; tries < 5 && (exited == -1 || exited == 9009); ++tries) {
    if (tries > 0) std::cerr << "Not started, once more: " << command << '\n';
    exited = std::system(quoted(command).c_str());  // cmd takes off the outer quotation marks
  }
#else
  const int status = std::system(command.c_str());
  const int exited = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
#endif
  return {exited, content_of(out), content_of(err)};
}

std::string help(const std::string& command) {
  std::istringstream words(run(command + " --help").out);
  std::string line, word;
  while (words >> word) line += word + ' ';
  return line;
}

std::string quoted(const std::string& argument) { return '"' + argument + '"'; }

std::string temporary_file(const std::string& name, const std::string& content) {
  std::string path = folder() / name;
  if (!(std::ofstream(path, std::ios::binary) << content)) throw std::runtime_error("cannot write " + path);
  return path;
}
