#include <scep/hresult.hpp>

#include <doctest/doctest.h>

#include <string>

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
  CHECK(name(scep::make_hresult(0)) == "S_OK");
  CHECK(name(scep::make_hresult(0x8FFFFFFF)).empty());
  CHECK(name(scep::make_hresult(0xFFFFFFFF)).empty());
}

TEST_CASE("a message is name, hex and a sentence") {
  const std::string message = make_error_code(scep::make_hresult(0x80094811)).message();
  CHECK(message.find("CERTSRV_E_KEY_LENGTH (0x80094811): ") == 0);
  CHECK(message.back() == '.');
  CHECK(message == scep::message(scep::make_hresult(0x80094811)));
}

TEST_CASE("a value without a name still says what it is") {
  CHECK(scep::message(scep::make_hresult(0x80071234)) == "0x80071234: Windows error 4660.");
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

TEST_CASE("the basics and Win32 errors mean a portable condition") {
  CHECK(make_error_code(scep::make_hresult(0x80070005)) == std::errc::permission_denied);
  CHECK(make_error_code(scep::make_hresult(0x80070057)) == std::errc::invalid_argument);
  CHECK(make_error_code(scep::make_hresult(0x8007000E)) == std::errc::not_enough_memory);
  CHECK(make_error_code(scep::make_hresult(0x80004001)) == std::errc::function_not_supported);
  CHECK(make_error_code(scep::make_hresult(0x80070002)) == std::errc::no_such_file_or_directory);
  CHECK(make_error_code(scep::make_hresult(0x80070032)) == std::errc::not_supported);
  const std::error_code other = scep::make_hresult(0x80094811);
  CHECK(other.default_error_condition() == std::error_condition(other.value(), scep::hresult_category()));
}
