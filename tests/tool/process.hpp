// Runs the program under test as a person does.
#pragma once

#include <string>

struct run_result {
  int status;       // -1 where it did not exit by itself
  std::string out;  // standard output
  std::string err;  // standard error
};

// arguments: as written to the shell.
run_result run(const std::string& arguments);

// What it says on one line, its words a blank apart: CLI11's versions wrap differently.
std::string help(const std::string& command);

// The argument in quotes that the shell leaves alone. It holds none itself.
std::string quoted(const std::string& argument);

// A file in a folder that is removed in the end.
std::string temporary_file(const std::string& name, const std::string& content);
