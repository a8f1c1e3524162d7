#include <scep/fail_info.hpp>
#include <scep/hresult.hpp>
#include <scep/reply_errc.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <set>
#include <string>

#include "process.hpp"

using nlohmann::json;

namespace {

json explained(const std::string& what) {
  const run_result r = run("explain --json " + what);
  CAPTURE(what);
  CAPTURE(r.err);
  REQUIRE(r.status == 0);
  return json::parse(r.out);
}

}  // namespace

TEST_CASE("list --json has every code once, as the library has it") {
  const run_result r = run("list --json");
  CHECK(r.status == 0);
  CHECK(r.err.empty());
  const json codes = json::parse(r.out);
  std::set<std::pair<std::string, int>> seen;
  for (const json& row : codes) {
    const std::string category = row["category"];
    const std::error_code code(row["value"], category == "scep.fail_info" ? scep::fail_info_category()
                                             : category == "scep.reply"   ? scep::reply_category()
                                                                          : scep::hresult_category());
    CHECK(seen.emplace(category, code.value()).second);
    CHECK(code.category().name() == category);
    CHECK(row["message"] == code.message());
    const bool portable = code.default_error_condition().category() == std::generic_category();
    CHECK(row["errc"].is_null() != portable);
  }
  for (int wire = -1; wire <= 4; ++wire) CHECK(seen.count({"scep.fail_info", wire + 100}) == 1);
  for (int value = 1; !name(scep::reply_errc{value}).empty(); ++value) CHECK(seen.count({"scep.reply", value}) == 1);
  CHECK(seen.count({"hresult", -2146875375}) == 1);
  CHECK(seen.size() > 200);
}

TEST_CASE("list shows a line for each code, the same as --json") {
  const run_result r = run("list");
  CHECK(r.status == 0);
  for (const json& row : json::parse(run("list --json").out)) {
    const std::string message = row["message"];
    const std::size_t colon = row["category"] == "hresult" ? message.find(": ") + 2 : 0;
    CHECK(r.out.find(message.substr(colon) + "\n") != std::string::npos);
  }
  CHECK(r.out.find('\x1B') == std::string::npos);
}

TEST_CASE("explain knows a failInfo in every form") {
  for (const char* what : {"2", "02", "badRequest", "bad_request", "SCEPFailBadRequest", "scep.fail_info:102", "BADREQUEST",
                           "scep::fail_info::bad_request"}) {
    const json info = explained(what);
    CHECK(info["category"] == "scep.fail_info");
    CHECK(info["value"] == 102);
    CHECK(info["wire"] == 2);
    CHECK(info["name"] == "badRequest");
    CHECK(info["enumerator"] == "bad_request");
    CHECK(info["windows_name"] == "SCEPFailBadRequest");
    CHECK(info["errc"] == "operation_not_permitted");
  }
  CHECK(explained("0")["name"] == "badAlg");
  for (const char* what : {"unknown", "SCEPFailUnknown", "-1", "scep.fail_info:99"}) {
    CHECK(explained(what)["value"] == 99);
    CHECK(explained(what)["wire"].is_null());
  }
  CHECK(explained("7")["value"] == 107);
  CHECK(explained("7")["wire"] == 7);
  CHECK(explained("7")["enumerator"].is_null());
}

TEST_CASE("explain knows a reply error and an HRESULT in every form") {
  for (const char* what : {"bad_signature", "scep.reply:5"}) CHECK(explained(what)["name"] == "bad_signature");
  for (const char* what : {"0x80094811", "0X80094811", "-2146875375", "2148091921", "CERTSRV_E_KEY_LENGTH",
                           "hresult:-2146875375", "80094811", "certsrv_e_key_length"}) {
    const json info = explained(what);
    CHECK(info["category"] == "hresult");
    CHECK(info["value"] == -2146875375);
    CHECK(info["name"] == "CERTSRV_E_KEY_LENGTH");
  }
  CHECK(explained("0x8FFF0000")["name"].is_null());
  CHECK(explained("0x1")["value"] == 1);
  CHECK(explained("S_OK")["value"] == 0);
}

TEST_CASE("explain tells a person what it means and what helps") {
  const std::string out = run("explain badTime").out;
  CHECK(out.find("badTime\n") == 0);
  CHECK(out.find("sufficiently close to the system time.\n") != std::string::npos);
  CHECK(out.find("clock") != std::string::npos);
  CHECK(out.find("scep::fail_info::bad_time\n") != std::string::npos);
  CHECK(run("explain 7").out.find("failInfo 7\n") == 0);
  CHECK(run("explain 0x80070005").out.find("E_ACCESSDENIED\n") == 0);
  CHECK(run("explain 0x8FFF0000").out.find("0x8FFF0000\n") == 0);
  CHECK(run("explain bad_signature").out.find("scep::reply_errc::bad_signature\n") != std::string::npos);
}

TEST_CASE("explain has no answer for what is no code") {
  for (const char* what : {"zork", "\"\"", "0x", "0x123456789", "4294967296", "-2147483649", "scep.fail_info:5",
                           "scep.reply:99", "scep.fail_info:x", "other:1", "2x", "8zzzzzzz", "scep::", "\" 2\""}) {
    const run_result r = run(std::string("explain ") + what);
    CAPTURE(what);
    CHECK(r.status == 2);
    CHECK(r.out.empty());
    CHECK(r.err.find("no such code") != std::string::npos);
  }
}

TEST_CASE("help and version are asked for, and anything else is a usage error") {
  CHECK(run("--help").status == 0);
  CHECK(run("--help").out.find("explain") != std::string::npos);
  CHECK(run("--version").out.find("scep-error 0.1.0") == 0);
  CHECK(run("--version").status == 0);
  for (const char* arguments : {"", "zork", "list extra", "explain", "explain 1 2", "list --zork"}) {
    CHECK(run(arguments).status == 2);
    CHECK(run(arguments).out.empty());
    CHECK_FALSE(run(arguments).err.empty());
  }
}
