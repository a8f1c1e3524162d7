#include <scep/fail_info.hpp>
#include <scep/reply_errc.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "codes.hpp"
#include "commands.hpp"
#include "print.hpp"

namespace tool {

int list(bool json) {
  if (json) {
    json_object codes = json_object::array();
    for (const code_info& info : all_codes()) codes.push_back(to_json(info));
    print_json(codes);
    return exit_success;
  }
  const auto or_dash = [](std::string_view text) { return std::string(text.empty() ? "-" : text); };
  std::vector<std::vector<std::string>> refusals = {
      {"VALUE", "WIRE", "RFC 8894", "ENUMERATOR", "WINDOWS", "STD::ERRC", "MESSAGE"}};
  std::vector<std::vector<std::string>> replies = {{"VALUE", "ENUMERATOR", "STD::ERRC", "MESSAGE"}};
  std::vector<std::vector<std::string>> hresults = {{"VALUE", "NAME", "STD::ERRC", "MESSAGE"}};
  for (const code_info& info : all_codes()) {
    const std::string value = std::to_string(info.code.value());
    const std::string errc = or_dash(errc_of(info.code));
    if (info.code.category() == scep::fail_info_category()) {
      refusals.push_back({value, info.wire ? std::to_string(*info.wire) : "-", info.wire ? std::string(info.name) : "-",
                          std::string(info.enumerator), std::string(info.windows_name), errc, sentence(info.code)});
    } else if (info.code.category() == scep::reply_category()) {
      replies.push_back({value, std::string(info.enumerator), errc, sentence(info.code)});
    } else {
      hresults.push_back({hex(info.code.value()), std::string(info.name), errc, sentence(info.code)});
    }
  }
  print_heading("scep.fail_info: why the CA refused");
  print_table(refusals);
  print_heading("\nscep.reply: why a reply cannot be used");
  print_table(replies);
  print_heading("\nhresult: what a Microsoft server says beside the failInfo");
  print_table(hresults);
  return exit_success;
}

}  // namespace tool
