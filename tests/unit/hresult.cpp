#include <scep/hresult.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <system_error>

using scep::hresult;

static_assert(std::is_error_code_enum<hresult>::value);

TEST_CASE("a failure is a true code with its own value") {
  const std::error_code code = scep::make_hresult(0x80094811);
  CHECK(code);
  CHECK(code.value() == -2146875375);
  CHECK(std::string_view(code.category().name()) == "hresult");
}

TEST_CASE("a success is a false code") {
  for (const hresult h : {scep::make_hresult(0), hresult(1), scep::make_hresult(0x7FFFFFFF)}) {
    const std::error_code code = h;
    CHECK_FALSE(code);
    CHECK(code.value() == 0);
    CHECK(code.category() == scep::hresult_category());
  }
}

TEST_CASE("names are Windows', and a value without one has none") {
  CHECK(name(scep::make_hresult(0x80070057)) == "E_INVALIDARG");
  CHECK(name(scep::make_hresult(0x80094811)) == "CERTSRV_E_KEY_LENGTH");
  CHECK(name(scep::make_hresult(0x80070005)) == "E_ACCESSDENIED");
  CHECK(name(scep::make_hresult(0x800706BA)) == "RPC_S_SERVER_UNAVAILABLE");
  CHECK(name(scep::make_hresult(0x8007000D)) == "ERROR_INVALID_DATA");
  CHECK(name(scep::make_hresult(0x801901F4)) == "HTTP_E_STATUS_SERVER_ERROR");
  CHECK(name(scep::make_hresult(0x80090330)) == "SEC_E_DECRYPT_FAILURE");
  CHECK(name(scep::make_hresult(0x80094817)) == "CERTSRV_E_INVALID_EK");
  CHECK(name(scep::make_hresult(0x8009400F)) == "CERTSRV_E_NO_DB_SESSIONS");
  CHECK(name(scep::make_hresult(0x8009480A)) == "CERTSRV_E_SIGNATURE_COUNT");
  CHECK(name(scep::make_hresult(0x8009481E)) == "CERTSRV_E_INVALID_REQUESTID");
  CHECK(name(scep::make_hresult(0)) == "S_OK");
  CHECK(name(scep::make_hresult(0x8FFFFFFF)).empty());
  CHECK(name(scep::make_hresult(0xFFFFFFFF)).empty());
}

TEST_CASE("a message is name, hex and a sentence") {
  const std::string message = make_error_code(scep::make_hresult(0x80094811)).message();
  CHECK(message.find("CERTSRV_E_KEY_LENGTH (0x80094811): ") == 0);
  CHECK(message.back() == '.');
  CHECK(message == scep::message(scep::make_hresult(0x80094811)));
  CHECK(scep::message(scep::make_hresult(0)) == "S_OK (0x00000000): The operation succeeded.");
}

TEST_CASE("a value without a name still says what it is") {
  CHECK(scep::message(scep::make_hresult(0x80071234)) == "0x80071234: Windows error 4660.");
  CHECK(scep::message(scep::make_hresult(0x80071235)) == "0x80071235: Windows error 4661.");
  CHECK(scep::message(scep::make_hresult(0x8FFF00AB)) == "0x8FFF00AB: A Windows error without a name here.");
  CHECK(scep::message(scep::make_hresult(0x0000002A)) == "0x0000002A: A success without a name here.");
}

TEST_CASE("the NDES attribute's text is a decimal HRESULT, and nothing else is") {
  CHECK(scep::parse_hresult("-2147024809") == scep::make_hresult(0x80070057));
  CHECK(scep::parse_hresult("-2147483648") == scep::make_hresult(0x80000000));
  CHECK(scep::parse_hresult("2147483647") == scep::make_hresult(0x7FFFFFFF));
  CHECK(scep::parse_hresult("0") == scep::make_hresult(0));
  using namespace std::string_view_literals;
  for (const std::string_view text : {""sv, "-"sv, "--1"sv, "+1"sv, " 1"sv, "1 "sv, "1\0"sv, "0x80070057"sv, "-2147483649"sv,
                                      "2147483648"sv, "2147942487"sv, "E_INVALIDARG"sv, "1.5"sv, "-2147024809\n"sv}) {
    CAPTURE(text);
    CHECK_FALSE(scep::parse_hresult(text).has_value());
  }
}

TEST_CASE("these HRESULTs mean a portable condition, and no others do; 324 failures have a name") {
  const std::map<std::errc, std::set<std::uint32_t>> expected = {
      {std::errc::function_not_supported, {0x80004001}},
      {std::errc::no_such_file_or_directory, {0x80070002, 0x80070003}},
      {std::errc::permission_denied, {0x80070005, 0x80072098}},
      {std::errc::not_enough_memory, {0x80070008, 0x8007000E, 0x80090300}},
      {std::errc::not_supported, {0x80070032}},
      {std::errc::file_exists, {0x80070050, 0x800700B7}},
      {std::errc::invalid_argument, {0x80070057}},
      {std::errc::no_space_on_device, {0x80070070}},
      {std::errc::timed_out, {0x80070079, 0x80070102, 0x8007041D, 0x800705B4, 0x8007274C, 0x80072EE2}},
      {std::errc::operation_canceled, {0x800703E3, 0x800704C7, 0x80072EF1, 0x80090036}},
      {std::errc::connection_refused, {0x800704C9, 0x8007274D}},
      {std::errc::network_unreachable, {0x800704CF, 0x80072743}},
      {std::errc::host_unreachable, {0x800704D0, 0x80072751}},
      {std::errc::connection_aborted, {0x800704D4, 0x80072745, 0x80072EFE}},
      {std::errc::address_in_use, {0x80072740}},
      {std::errc::connection_reset, {0x80072746, 0x80072EFF}},
  };
  std::map<std::errc, std::set<std::uint32_t>> found;
  int wrong = 0;
  int named = 0;
  for (const std::uint32_t facility :
       {0x80000000, 0x80010000, 0x80040000, 0x80070000, 0x80080000, 0x80090000, 0x800B0000, 0x80190000, 0x8FFF0000})
    for (std::uint32_t low = 0; low <= 0xFFFF; ++low) {
      const std::error_code code = scep::make_hresult(facility | low);
      named += !name(scep::make_hresult(facility | low)).empty();
      const std::error_condition condition = code.default_error_condition();
      if (condition.category() == std::generic_category()) {
        found[static_cast<std::errc>(condition.value())].insert(facility | low);
      } else {
        wrong += condition != std::error_condition(code.value(), scep::hresult_category());
      }
    }
  CHECK(wrong == 0);
  CHECK(named == 324);
  CHECK((found == expected));
}
