#include <scep/advice.hpp>
#include <scep/fail_info.hpp>
#include <scep/hresult.hpp>
#include <scep/reply_errc.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <set>
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

TEST_CASE("list is three tables for people") {
  const std::string out = run("list").out;
  const auto holds = [&](const std::string& lines) { return out.find(lines) != std::string::npos; };
  CHECK(out.find(
            R"(scep.fail_info: why the CA refused
  VALUE  ENUMERATOR         WIRE  RFC 8894         WINDOWS                  STD::ERRC                MESSAGE
  99     unknown            -     -                SCEPFailUnknown          -                        The CA refused the request and gave no reason that SCEP defines.
  100    bad_algorithm      0     badAlg           SCEPFailBadAlgorithm     not_supported            Failure due to an unrecognized or unsupported algorithm.
)") == 0);
  CHECK(holds(R"(

scep.reply: why a reply cannot be used
  VALUE  ENUMERATOR             STD::ERRC     MESSAGE
  1      not_signed_data        -             The bytes are not a CMS SignedData message.
  2      no_signer              -             The message is not signed.
)"));
  CHECK(holds(R"(

hresult: what a Microsoft server says beside the failInfo
  VALUE       NAME                                       STD::ERRC                  MESSAGE
  0x00000000  S_OK                                       -                          The operation succeeded.
  0x80004001  E_NOTIMPL                                  function_not_supported     The server does not implement the function that was called.
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
  CHECK(explained("2147483648")["value"] == -2147483648);
  CHECK(explained("-2147483648")["value"] == -2147483648);
  CHECK(explained("4294967295")["value"] == -1);
  CHECK(explained("4294967295")["category"] == "hresult");
  CHECK(explained("2147483647")["category"] == "scep.fail_info");
  CHECK(explained("0x8FFF0000")["name"].is_null());
  CHECK(explained("0x1")["value"] == 1);
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
  CHECK(run("explain badTime").out ==
        R"(badTime
  means        The signing time attribute from the PKCS7 authenticated attributes was not sufficiently close to the system time.
  helps        Set the clock of the client, then that of the CA. If both are right, enroll anew: the request may be too old, or lack a signing time.
  wire         3
  C++          scep::fail_info::bad_time
  Windows      SCEPFailBadTime
  code         scep.fail_info:103
)");
  CHECK(run("explain 7").out ==
        R"(failInfo 7
  means        The CA refused the request with failInfo 7, which SCEP does not define.
  helps        Look the number up in the CA's documentation, or read the CA's log. Dogtag sends CMC's: 7 says that the client did not prove who it is (the challenge password), 11 that the CA broke down, 12 to try again later.
  wire         7
  Windows      SCEPFailUnknown
  code         scep.fail_info:107
)");
  CHECK(run("explain bad_signature").out ==
        R"(bad_signature
  means        The signature of the message does not verify.
  helps        Do not use it: it was damaged or changed on its way, or signed with another key. If it comes again, fetch the CA's certificates anew (GetCACert) and compare the fingerprints.
  C++          scep::reply_errc::bad_signature
  code         scep.reply:5
  std::errc    bad_message
)");
  CHECK(run("explain 0x80070005").out ==
        R"(E_ACCESSDENIED
  means        The account does not have permission for this operation.
  helps        At NDES, let its service account enroll for the template, request certificates on the CA and read the RA's private keys: one of these is often missing.
  hex          0x80070005
  code         hresult:-2147024891
  std::errc    permission_denied
)");
  CHECK(run("explain 0x8FFF0000").out ==
        R"(0x8FFF0000
  means        A Windows error without a name here.
  hex          0x8FFF0000
  code         hresult:-1879113728
)");
}

TEST_CASE("explain tells what helps, as the library knows it") {
  const auto helps = [](const std::string& what) {
    const std::string out = run("explain " + what).out;
    const std::size_t start = out.find("\n  helps        ");
    return start == std::string::npos ? std::string() : out.substr(start + 16, out.find('\n', start + 1) - start - 16);
  };
  for (const scep::fail_info f : {scep::fail_info::bad_request, scep::from_wire(7)})
    CHECK(helps(std::to_string(to_wire(f))) == scep::advice(f));
  CHECK(helps("untrusted_signer") == scep::advice(scep::reply_errc::untrusted_signer));
  CHECK(helps("CERTSRV_E_KEY_LENGTH") == scep::advice(scep::make_hresult(0x80094811)));
  CHECK(helps("E_FAIL").empty());
}

TEST_CASE("explain has no answer for what is no code") {
  for (const char* what :
       {"zork", "\"\"", "0x", "0x123456789", "4294967296", "-2147483649", "scep.fail_info:5", "scep.fail_info:98",
        "scep.reply:99", "scep.fail_info:x", "other:1", "2x", "8zzzzzzz", "scep::", "\" 2\""}) {
    const run_result r = run(std::string("explain ") + what);
    CAPTURE(what);
    CHECK(r.status == 2);
    CHECK(r.out.empty());
    CHECK(r.err.find("no such code") != std::string::npos);
  }
  CHECK(run("explain zork").err == "scep-error: no such code: zork; `scep-error list` shows all\n");
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
  helps("", "Explain a code");
  helps("list", "Print a JSON array");
  helps("explain", "scep-error explain [OPTIONS] WHAT");
  helps("explain",
        "A failInfo (2, badRequest, bad_request, SCEPFailBadRequest), a code from a log "
        "(scep.fail_info:102, scep.reply:5, hresult:-2147024809), a reply error (bad_signature) "
        "or an HRESULT (0x80094811, -2146875375, CERTSRV_E_KEY_LENGTH)");
  helps("explain", "Print a JSON object");
  CHECK(run("--version").out.find("scep-error " SCEP_ERROR_VERSION "\n") == 0);
  CHECK(run("--version").status == 0);
  for (const char* arguments : {"", "zork", "list extra", "explain", "explain 1 2", "list --zork"}) {
    CHECK(run(arguments).status == 2);
    CHECK(run(arguments).out.empty());
    CHECK_FALSE(run(arguments).err.empty());
  }
}
