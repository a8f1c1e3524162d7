#include <scep/advice.hpp>
#include <scep/fail_info.hpp>
#include <scep/reply_errc.hpp>

#include <cstddef>
#include <iostream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "codes.hpp"
#include "commands.hpp"
#include "file.hpp"
#include "find_codes.hpp"
#include "print.hpp"

namespace tool {

namespace {

void print_code(const code_info& info) {
  const std::error_code& code = info.code;
  print_heading(title(info));
  print_field("means", sentence(code));
  print_field("helps", scep::advice(code));
  print_field("wire", info.wire ? std::to_string(*info.wire) : "");
  if (code.category() == scep::fail_info_category()) {
    print_field("C++", info.enumerator.empty() ? "" : "scep::fail_info::" + std::string(info.enumerator));
    print_field("Windows", info.windows_name);
  } else if (code.category() == scep::reply_category()) {
    print_field("C++", "scep::reply_errc::" + std::string(info.enumerator));
  } else {
    print_field("hex", hex(code.value()));
  }
  print_field("code", std::string(code.category().name()) + ":" + std::to_string(code.value()));
  print_field("std::errc", errc_of(code));
}

}  // namespace

int explain(const std::vector<std::string>& words, bool json) {
  std::string text;
  if (words.size() == 1 && words.front() == "-") {
    text = read_whole_file("-");
  } else {
    for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
  }
  std::vector<std::error_code> codes = find_codes(text);
  if (codes.empty()) {
    std::cerr << "scep-error: " << why_no_code(text) << '\n';
    return exit_none_found;
  }
  constexpr std::size_t most = 1000;  // which no honest log has; as JSON each takes a hundred times its bytes
  if (codes.size() > most) {
    std::cerr << "scep-error: only " << most << " of " << codes.size() << " codes are explained\n";
    codes.resize(most);
  }
  if (json) {
    json_object first = to_json(describe(codes.front()));
    json_object all = json_object::array();
    for (const std::error_code& code : codes) all.push_back(to_json(describe(code)));
    first["codes"] = std::move(all);
    print_json(first);
    return exit_success;
  }
  for (const std::error_code& code : codes) {
    if (code != codes.front()) std::cout << '\n';
    print_code(describe(code));
  }
  return exit_success;
}

}  // namespace tool
