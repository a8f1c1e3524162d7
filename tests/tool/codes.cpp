#include <scep/advice.hpp>
#include <scep/fail_info.hpp>
#include <scep/failure.hpp>
#include <scep/hresult.hpp>
#include <scep/reply_errc.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "process.hpp"

using nlohmann::json;
using namespace std::string_literals;

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

TEST_CASE("list shows each code, the same as --json, within 100 columns") {
  const run_result r = run("list");
  CHECK(r.status == 0);
  CHECK(r.out.find('\x1B') == std::string::npos);
  std::istringstream lines(r.out);
  std::string words;
  for (std::string line; std::getline(lines, line);) {
    CHECK(line.size() <= 100);
    const std::size_t begin = line.find_first_not_of(' ');
    if (begin != std::string::npos) words += line.substr(begin) + ' ';
  }
  for (const json& row : json::parse(run("list --json").out)) {
    const std::string message = row["message"];
    const std::size_t colon = row["category"] == "hresult" ? message.find(": ") + 2 : 0;
    CHECK(words.find(' ' + message.substr(colon) + ' ') != std::string::npos);
  }
}

TEST_CASE("list is three tables for people") {
  const std::string out = run("list").out;
  const auto holds = [&](const std::string& lines) { return out.find(lines) != std::string::npos; };
  CHECK(out.find(
            R"(scep.fail_info: why the CA refused
  VALUE  WIRE  RFC 8894         ENUMERATOR         WINDOWS                  STD::ERRC
      MESSAGE
  99     -     -                unknown            SCEPFailUnknown          -
      The CA refused the request and gave no reason that SCEP defines.
  100    0     badAlg           bad_algorithm      SCEPFailBadAlgorithm     not_supported
      Failure due to an unrecognized or unsupported algorithm.
)") == 0);
  CHECK(holds(R"(
      The signing time attribute from the PKCS7 authenticated attributes was not sufficiently close
      to the system time.
)"));
  CHECK(holds(R"(

scep.reply: why a reply cannot be used
  VALUE  ENUMERATOR             STD::ERRC
      MESSAGE
  1      not_signed_data        -
      The bytes are not a CMS SignedData message.
)"));
  CHECK(holds(R"(

hresult: what a Microsoft server says beside the failInfo
  VALUE       NAME                                       STD::ERRC
      MESSAGE
  0x00000000  S_OK                                       -
      The operation succeeded.
)"));
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
  for (int value = 99; value <= 104; ++value) CHECK(explained(std::to_string(value))["value"] == value);
  const json seven = explained("failInfo=7");
  CHECK(seven["value"] == 107);
  CHECK(seven["wire"] == 7);
  CHECK(seven["enumerator"].is_null());
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
  CHECK(explained("2147483648")["value"] == -2147483648);
  CHECK(explained("-2147483648")["value"] == -2147483648);
  CHECK(explained("4294967295")["value"] == -1);
  CHECK(explained("4294967295")["category"] == "hresult");
  CHECK(run("explain 2147483647").status == 1);
  CHECK(explained("0x8FFF0000")["name"].is_null());
  CHECK(explained("0x1")["value"] == 1);
  CHECK(explained("c0000005")["value"] == -1073741819);
  CHECK(explained("-2")["value"] == -2);
  CHECK(explained("4")["name"] == "badCertId");
  CHECK(run("explain 65541").status == 1);
  CHECK(explained("S_OK")["value"] == 0);
}

TEST_CASE("explain names the std::errc of a code") {
  for (const auto& [code, errc] : {
           std::pair("badRequest", "operation_not_permitted"),
           {"badAlg", "not_supported"},
           {"badMessageCheck", "bad_message"},
           {"too_large", "message_size"},
           {"E_NOTIMPL", "function_not_supported"},
           {"E_ACCESSDENIED", "permission_denied"},
           {"E_INVALIDARG", "invalid_argument"},
           {"E_OUTOFMEMORY", "not_enough_memory"},
           {"ERROR_FILE_NOT_FOUND", "no_such_file_or_directory"},
           {"ERROR_FILE_EXISTS", "file_exists"},
           {"ERROR_DISK_FULL", "no_space_on_device"},
           {"ERROR_TIMEOUT", "timed_out"},
           {"ERROR_CANCELLED", "operation_canceled"},
           {"WSAEADDRINUSE", "address_in_use"},
           {"WSAECONNABORTED", "connection_aborted"},
           {"WSAECONNREFUSED", "connection_refused"},
           {"WSAECONNRESET", "connection_reset"},
           {"WSAEHOSTUNREACH", "host_unreachable"},
           {"WSAENETUNREACH", "network_unreachable"},
       }) {
    CHECK(explained(code)["errc"] == errc);
    CHECK(run("explain "s + code).out.find("\n  std::errc    "s + errc + "\n") != std::string::npos);
  }
}

TEST_CASE("explain tells a person all it knows, in one column") {
  // The line of a field that is not empty.
  const auto helps = [](const std::error_code& code) {
    const std::string text(scep::advice(code));
    return text.empty() ? "" : "  helps        " + text + "\n";
  };
  CHECK(run("explain badTime").out == R"(badTime
  means        The signing time attribute from the PKCS7 authenticated attributes was not sufficiently close to the system time.
)" + helps(scep::fail_info::bad_time) +
                                          R"(  wire         3
  C++          scep::fail_info::bad_time
  Windows      SCEPFailBadTime
  code         scep.fail_info:103
)");
  CHECK(run("explain \"failInfo 7\"").out == R"(failInfo 7
  means        The CA refused the request with failInfo 7, which SCEP does not define; Dogtag means badIdentity.
)" + helps(scep::from_wire(7)) + R"(  wire         7
  Windows      SCEPFailUnknown
  code         scep.fail_info:107
)");
  CHECK(run("explain bad_signature").out == R"(bad_signature
  means        The signature of the message does not verify.
)" + helps(scep::reply_errc::bad_signature) +
                                                R"(  C++          scep::reply_errc::bad_signature
  code         scep.reply:5
  std::errc    bad_message
)");
  CHECK(run("explain 0x80070005").out == R"(E_ACCESSDENIED
  means        The account does not have permission for this operation.
)" + helps(scep::make_hresult(0x80070005)) +
                                             R"(  hex          0x80070005
  code         hresult:-2147024891
  std::errc    permission_denied
)");
  CHECK(run("explain 0x8FFF0000").out == R"(0x8FFF0000
  means        A Windows error without a name here.
)" + helps(scep::make_hresult(0x8FFF0000)) +
                                             R"(  hex          0x8FFF0000
  code         hresult:-1879113728
)");
}

TEST_CASE("explain finds every code in a text, each once, and tells what helps") {
  const auto found = [](const std::string& text, const char* how = "words") {
    const std::string arguments = how == "words"s ? quoted(text) : "- <" + quoted(temporary_file("log", text));
    const run_result r = run("explain --json " + arguments);
    std::vector<std::string> names;
    CAPTURE(r.err);
    if (r.status == 1 && r.err.find("scep-error: no code ") == 0) return names;
    REQUIRE(r.status == 0);
    const json codes = json::parse(r.out)["codes"];
    for (const json& code : codes)
      names.push_back(!code["enumerator"].is_null() ? code["enumerator"].get<std::string>()
                      : !code["wire"].is_null()     ? "failInfo " + code["wire"].dump()
                                                    : code["name"].get<std::string>());
    return names;
  };
  using list = std::vector<std::string>;
  const std::pair<std::string, list> lines[] = {
      {"FailInfo(2): SCEPFailBadRequest: The public key does not meet the minimum size required by the specified "
       "certificate "
       "template. 0x80094811 (-2146875375 CERTSRV_E_KEY_LENGTH)",
       {"bad_request", "CERTSRV_E_KEY_LENGTH"}},
      {"pkiStatus = 2, failInfo = 0", {"bad_algorithm"}},
      {"level=info failInfo=4 pkiStatus=2", {"bad_cert_id"}},
      {"failInfo: badTime (3)", {"bad_time"}},
      {"failInfo: badMessageCheck - integrity check failed", {"bad_message_check"}},
      {"{'failInfo': '1'}", {"bad_message_check"}},
      {"X509SCEPFailInfo(3)", {"bad_time"}},
      {"failInfo 5", {"failInfo 5"}},
      {"PKI_FAILINFO 4", {"bad_cert_id"}},
      {"sscep: reason: Transaction not permitted or supported", {"bad_request"}},
      {"sscep: reason: Unrecognized or unsupported algorithm ident", {"bad_algorithm"}},
      {"Message time field was not sufficiently close to the system time", {"bad_time"}},
      {"No certificate could be identified matching the provided criteria", {"bad_cert_id"}},
      {"Integrity check of client request failed at server.", {"bad_message_check"}},
      {"Transaction either is not permitted or is not supported by server.", {"bad_request"}},
      {"Clock skew too great.", {"bad_time"}},
      {"Server returned failure code '4'.", {"bad_cert_id"}},
      {"bad request", {"bad_request"}},
      {"the CA said Bad Time today", {"bad_time"}},
      {"BADREQUEST", {"bad_request"}},
      {"BadSignature, badsigner", {"bad_signature"}},
      {"eaccessdenied", {}},
      {"Bad-Message-Check", {"bad_message_check"}},
      {"scep::fail_info::bad_time", {"bad_time"}},
      {"[scep.fail_info:104]", {"bad_cert_id"}},
      {"[scep.fail_info:2147483647] scep.fail_info:2147483648 scep.fail_info:98", {"failInfo 2147483547"}},
      {"scep.reply:1 scep.reply:0 scep.reply:4294967301 scep.reply:-4294967291 reply: 5", {"not_signed_data"}},
      {"scep.reply:5, then scep.reply:11", {"bad_signature", "transaction_mismatch"}},
      {"The signature of the message does not verify. [scep.reply:5]", {"bad_signature"}},
      {"it says: the message\tis  not\r\nsigned", {"no_signer"}},
      {"the message is not signe", {}},
      {"Clock skew too great. failInfo=2, badTime", {"bad_time", "bad_request"}},
      {"sscep: reason: Integrity check failed", {"bad_message_check"}},
      {"failInfo = -1", {"unknown"}},
      {"failInfo-1, failInfo = -2", {}},
      {"failInfo 1000, failInfo 1001", {"failInfo 1000"}},
      {"failInfo =:([[[#2 and failInfo =:([[[[#3", {"bad_request"}},
      {"fail_info 3", {"bad_time"}},
      {"the fail info: 3, info 2, code 2", {"bad_time"}},
      {"error (0x80094811).", {"CERTSRV_E_KEY_LENGTH"}},
      {"error -2146875375.", {"CERTSRV_E_KEY_LENGTH"}},
      {"error 2148091921, again", {"CERTSRV_E_KEY_LENGTH"}},
      {"HRESULT=0x80070005 or e_accessdenied", {"E_ACCESSDENIED"}},
      {"HRESULT: 80070057", {"E_INVALIDARG"}},
      {"Denied by Policy Module 80094800", {"CERTSRV_E_UNSUPPORTED_CERT_TYPE"}},
      {"WinHttp error 12002", {"ERROR_INTERNET_TIMEOUT"}},
      {"WinINet: 12002", {"ERROR_INTERNET_TIMEOUT"}},
      {"Win32 error=5", {"E_ACCESSDENIED"}},
      {"win32 error 65541", {}},
      {"|0x80094811|", {"CERTSRV_E_KEY_LENGTH"}},
      {"z0x80094811, 0x80094811Z, Z0x80094811, error 6443059217, 0x7FFFFFFF", {}},
      {"error -268435455, error -2147483649", {}},
      {"12002", {"ERROR_INTERNET_TIMEOUT"}},
      {"(5)", {"E_ACCESSDENIED"}},
      {"0x5", {"E_ACCESSDENIED"}},
      {to_string(scep::failure(scep::fail_info::bad_algorithm)), {"bad_algorithm"}},
      {"HTTP/1.1 400 Bad Request", {}},
      {"Bad Request (400)", {}},
      {"StatusCode: 400, ReasonPhrase: 'Bad Request'", {}},
      {"400: Bad Request", {}},
      {"GET /scep HTTP/1.1 400 226 '-' Bad Request", {}},
      {"Submit(Request): Bad Request", {}},
      {"Bad Request 4001, x400 Bad Request", {"bad_request"}},
      {"400 and, much later and of something else: Bad Request", {"bad_request"}},
      {"Bad Request (Invalid URL)", {}},
      {"<h2>Bad Request - Invalid Hostname</h2>", {}},
      {"Bad Request - Invalid Verb; Bad Request (Invalid Header Name)", {}},
      {"bad request (invalid CSR signature), bad time - invalid url", {"bad_request", "bad_time"}},
      {"bad request - invalid challenge password", {"bad_request"}},
      {"bad request url", {"bad_request"}},
      {"bad request - key too short", {"bad_request"}},
      {"serial 2148091999, port 2, unknown host, 2026-11-22 12:00:01,102", {}},
      {"abc0x80094811def, 0x80094811800948118009", {}},
      {"nothing", {}},
      {"", {}},
  };
  for (const auto& expected : lines) {
    const std::string& line = expected.first;
    CAPTURE(line);
    CHECK(found(line) == expected.second);
    CHECK(found(line + "\r\n", "standard input") == expected.second);
  }
  const auto with_status = [&](std::size_t before, std::size_t behind) {  // so many characters between 400 and the words
    const std::string far(100, '.');
    return found(far + "400" + std::string(before, '.') + "bad request" + std::string(behind, '.') + "400" + far +
                 "badTime");
  };
  CHECK(with_status(21, 15) == list{"bad_time"});
  CHECK(with_status(22, 14) == list{"bad_time"});
  CHECK(with_status(22, 15) == list{"bad_request", "bad_time"});
  CHECK(found("400 bad request, badTime") == list{"bad_time"});
  CHECK(found("4001 400 bad request, badTime") == list{"bad_time"});
  CHECK(run("explain bad request").out == run("explain badRequest").out);
  CHECK(run("explain 2 4").status == 1);
  for (const char* text : {"error 0x8FFF0000 again", "error -1879113728 again", "hresult:-1879113728", "hresult:2415853568"})
    CHECK(explained(quoted(text))["value"] == -1879113728);
  CHECK(explained("\"error -268435456 again\"")["value"] == -268435456);
  CHECK(explained("\"error -2147483648 again\"")["value"] == -2147483648);
  CHECK(explained("hresult:5")["value"] == 5);
  CHECK(explained("\"the HRESULT: 80070056\"")["value"] == 80070056);
  CHECK(explained("\"HRESULT: 5 80070057\"")["codes"].size() == 2);
  CHECK(run("explain hresult:4294967296 hresult:-2147483649").status == 1);
  CHECK(explained("- <" + quoted(temporary_file(
                              "log", std::string(100'000, 'x') +
                                         [] {
                                           std::string often;
                                           for (int i = 0; i < 2000; ++i) often += " badTime";
                                           return often;
                                         }() +
                                         " badRequest")))["codes"]
            .size() == 2);
  const std::string both = run("explain badTime scep.reply:5").out;
  CHECK(both == run("explain badTime").out + "\n" + run("explain bad_signature").out);
}

TEST_CASE("explain names the advice of each code as the library has it") {
  for (const json& row : json::parse(run("list --json").out)) {
    const std::string category = row["category"];
    const std::error_code code(row["value"], category == "scep.fail_info" ? scep::fail_info_category()
                                             : category == "scep.reply"   ? scep::reply_category()
                                                                          : scep::hresult_category());
    CHECK(row["advice"] == (scep::advice(code).empty() ? json() : json(std::string(scep::advice(code)))));
  }
}

TEST_CASE("explain of a huge text ends: it takes no more time than the text is long" * doctest::test_suite("hostile")) {
  const std::pair<std::string, int> texts[] = {
      {"bad ", 1}, {"0x80094811 ", 0}, {"badTime ", 0}, {"failInfo=", 1}, {"-", 1}, {"1", 1}, {"error ", 1}, {"\xFF", 1},
  };
  for (const auto& expected : texts) {
    std::string all;
    while (all.size() < 4'000'000) all += expected.first;
    CAPTURE(expected.first);
    CHECK(run("explain - <" + quoted(temporary_file("log", all))).status == expected.second);
  }
}

TEST_CASE("explain takes a thousand codes, and says how many there are of more") {
  std::string text;
  for (int i = 1; i <= 1000; ++i) text += "hresult:" + std::to_string(i) + ' ';
  const std::string thousand = "- <" + quoted(temporary_file("thousand", text));
  CHECK(explained(thousand)["codes"].size() == 1000);
  CHECK(run("explain " + thousand).err.empty());
  const std::string more = "- <" + quoted(temporary_file("more", text + "hresult:2000 hresult:3000"));
  const run_result r = run("explain --json " + more);
  CHECK(r.status == 0);
  CHECK(r.err == "scep-error: only 1000 of 1002 codes are explained\n");
  CHECK(json::parse(r.out)["codes"] == explained(thousand)["codes"]);
}

TEST_CASE("explain says what can be given where there is no code") {
  for (const char* what :
       {"zork", "\"\"", "0x", "0x123456789", "4294967296", "-2147483649", "scep.fail_info:5", "scep.fail_info:98",
        "scep.reply:99", "scep.fail_info:x", "other:1", "2x", "8zzzzzzz", "scep::"}) {
    const run_result r = run(std::string("explain ") + what);
    CAPTURE(what);
    CHECK(r.status == 1);
    CHECK(r.out.empty());
    CHECK_FALSE(r.err.empty());
  }
  CHECK(
      run("explain zork").err ==
      "scep-error: no code of SCEP in it; give a failInfo (2, badRequest), an HRESULT (0x80094811, CERTSRV_E_KEY_LENGTH), a "
      "code from a log (scep.fail_info:102), or the log's whole line\n");
  for (const char* number : {"7", "98", "105", "1000000"})
    CHECK(run("explain "s + number).err ==
          "scep-error: "s + number + " is no failInfo of RFC 8894 (0 to 4), and no Windows error that is known here\n");
}

TEST_CASE("help and version are asked for, and anything else is a usage error") {
  CHECK(run("--help").status == 0);
  const auto helps = [](const std::string& command, const std::string& text) {
    CAPTURE(text);
    CHECK(help(command).find(text) != std::string::npos);
  };
  helps("", "Explains the error codes of SCEP (RFC 8894) and the replies of SCEP servers.");
  helps("", "scep-error [OPTIONS] SUBCOMMAND");
  helps("", "List every code");
  helps("", "Explain every code that stands in a text");
  helps("list", "Print a JSON array");
  helps("list", "--color WHEN");
  helps("explain", "scep-error explain [OPTIONS] TEXT");
  helps("explain",
        "A line of a log, or a code alone: a failInfo (2, badRequest, bad_request, SCEPFailBadRequest), a code with its "
        "category (scep.fail_info:102, scep.reply:5, hresult:-2147024809), a reply error (bad_signature), an HRESULT "
        "(0x80094811, -2146875375, CERTSRV_E_KEY_LENGTH); - for standard input");
  helps("explain", "Print a JSON object: the first code, and all of them as \"codes\"");
  helps("explain", "Exit status: 0 a code was found, 1 none was, 2 usage.");
  CHECK(run("--version").out.find("scep-error " SCEP_ERROR_VERSION "\n") == 0);
  CHECK(run("--version").status == 0);
  for (const char* arguments : {"", "zork", "list extra", "explain", "list --zork", "list --color=blue"}) {
    CHECK(run(arguments).status == 2);
    CHECK(run(arguments).out.empty());
    CHECK_FALSE(run(arguments).err.empty());
  }
}
