// The forms in which a reply lies around, and what is no reply.
#include <doctest/doctest.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "material.hpp"
#include "reply_builder.hpp"

using nlohmann::json;
using support::ca;
using namespace std::string_literals;

namespace {

const std::string& reply() {
  static const std::string der = test_file("refused.reply.der");
  return der;
}

// Whether the program reads the refusal out of it, verified.
void check_read(const std::string& form) {
  const std::string arguments =
      "--ca " + quoted(TEST_DATA "/ca.pem") + " --request " + quoted(TEST_DATA "/refused.request.der");
  const json r = read_json(form, arguments);
  CAPTURE(form.substr(0, 200));
  CHECK(r["verified"] == true);
  CHECK(r["error"]["name"] == "badRequest");
}

// Lines of a dump: an address, so many bytes, and the characters.
std::string dump(const std::string& bytes, const char* address, std::size_t group, const std::string& half,
                 bool characters) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 16) {
    char start[32];
    std::snprintf(start, sizeof start, address, static_cast<unsigned>(i));
    std::string line, shown;
    for (std::size_t k = 0; k < 16; ++k) {
      if (k == 8) line += half;
      line += i + k < bytes.size() ? hex_of(bytes.substr(i + k, 1)) : "  ";
      if (k % group == group - 1) line += ' ';
      if (i + k < bytes.size()) shown += bytes[i + k] >= 0x20 && bytes[i + k] < 0x7F ? bytes[i + k] : '.';
    }
    text += start + line + (characters ? " " + shown : "") + "\n";
  }
  return text;
}

const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: application/x-pki-message\r\n";

}  // namespace

TEST_CASE("a reply is read from DER with a line end behind it") {
  for (const char* end : {"\n", "\r\n", "\n\n", " ", "\x1A"}) check_read(reply() + end);
  check_read(reply() + '\0');
}

TEST_CASE("a reply is read from PEM, however its lines end and whatever stands around it") {
  for (const char* line_end : {"\n", "\r\n", "\r"}) check_read(pem_block("PKCS7", reply(), line_end));
  const std::string pem = pem_block("CMS", reply());
  check_read("\xEF\xBB\xBF" + pem);
  check_read(utf16_of(pem));
  check_read(utf16_of(replaced(pem, "\n", "\r\n")));
  check_read(utf16_of(pem).substr(2));
  check_read("    " + replaced(pem, "\n", "\n    "));
  check_read("12:01:07 answer:\n" + pem + "12:01:08 done\n");
  check_read(replaced("\n" + pem, "\n", "\nNov 22 12:01:07 host scep[12]: "));
  check_read("{\"reply\": \"" + replaced(pem, "\n", "\\n") + "\"}");
  check_read(replaced(pem, "\n", " "));
  check_read(replaced(replaced(pem, "\n", "\",\n\""), "-----BEGIN", "[\"-----BEGIN"));
  check_read(replaced(pem, "CMS-----\nM", "CMS-----M"));
  check_read(replaced(pem, "=", ""));
  check_read("-----BEGIN of the log\n" + pem);
  check_read("-----BEGIN " + std::string(65, 'x') + pem);
}

TEST_CASE("PEM in one line that is cut short is read as far as it goes") {
  const std::string line = replaced(pem_block("CMS", reply()), "\n", " ");
  const std::string start = "-----BEGIN CMS-----";
  for (std::size_t cut = 1000; cut < 1008; ++cut) {
    const std::size_t digits = replaced(line.substr(start.size(), cut), " ", "").size();
    check_instead(line.substr(0, start.size() + cut),
                  "cut short: " + std::to_string(digits / 4 * 3) + " of " + std::to_string(reply().size()) +
                      " bytes; the PEM block has no end",
                  "whole");
  }
}

TEST_CASE("every block of PEM is tried, and the first reply counts") {
  const std::string pem = pem_block("PKCS7", reply());
  check_read(test_file("ca.pem") + pem);
  check_read(pem_block("PKCS7", test_file("refused.request.der")) + pem);
  check_read(pem + pem_block("PKCS7", test_file("granted.reply.der")));
  check_read("-----BEGIN PKCS7-----\nbroken\n" + pem);
}

TEST_CASE("a reply is read from base64 of any kind") {
  const std::string one_line = base64_of(reply(), "");
  const std::string unpadded = one_line.substr(0, one_line.find('='));
  check_read("host xMIx: GET /scep?message=" + unpadded + " HTTP/1.1 200\n");  // an access log
  check_read("MINE\nanswer: " + unpadded + "\ndone, 12 s\n");
  check_read(unpadded + ": end of it");
  check_read("answer: " + unpadded);
  check_read("answer {" + unpadded + "}");
  check_read("answer [" + unpadded + "]");
  check_read("MI" + std::string(70, 'A') + "\n" + unpadded + ":x");
  const std::string lines = replaced(base64_of(reply(), "\n"), "=", "");
  check_read("answer:\n" + lines + "ok\n");
  check_read("answer:\n" + lines.substr(0, lines.size() - 1));
  for (const char* end : {"'", "\"", "&", "<", "]", ")", "}", ",", ";", "\\"})
    check_read("[" + lines.substr(0, lines.size() - 1) + end + " end");
  for (const char* word : {"1", "12", "123", "1234"}) {  // some of which would make whole bytes with the rest
    check_read("12:01 reply " + unpadded + ' ' + word + " end\n12:02 next\n");
    check_read("12:01 reply:\n" + lines + word + ":02 next\n");
  }
  const auto logged = [&](const std::string& before, const std::string& between) {
    return before + replaced(base64_of(reply(), "\n"), "\n", "\n" + between) + "end\n";
  };
  for (const std::string& before : {"2026-11-28 DEBUG scep "s, " | "s, std::string(254, '.') + ' '}) {
    check_read(logged(before, before));
    check_read("start\n" + logged(before, before));
  }
  check_read(logged("reply: ", ""));
  check_read("a | " + replaced(lines.substr(0, lines.size() - 1), "\n", "\na | "));
  check_read(logged("reply: ", "   "));
  check_read(logged("reply: ", "or so: "));
  check_read(std::string(600, '.') + '\n' + logged("reply: ", "reply: "));
  check_read(logged("a: ", std::string(10, ' ')));
  const std::string first = "reply: " + lines.substr(0, 65);
  for (const std::string& rest : {std::string("."), ".\n....:" + lines.substr(65, 65)})
    check_instead(first + rest, "cut short: 48 of 1480 bytes", "whole");
  check_instead(first + "=...:  ", "a text", "HTTP status");
  const std::string far = std::string(256, '.') + ' ' + lines.substr(0, lines.size() - 1);
  check_instead(replaced(far, "\n", "\n>"), "cut short: 48 of 1480 bytes", "whole");
  check_instead(logged("a: ", "b: c "), "cut short: 48 of 1480 bytes", "whole");
  check_instead(logged(std::string(256, '.') + ' ', std::string(256, '.') + ' '), "cut short: 48 of 1480 bytes", "whole");
  const std::string url_safe = replaced(replaced(unpadded, "+", "-"), "/", "_");
  const std::string percent = replaced(replaced(replaced(one_line, "+", "%2B"), "/", "%2f"), "=", "%3D");
  for (const std::string& form :
       {one_line, base64_of(reply(), "\n"), base64_of(reply(), "\r\n"), base64_of(reply(), "\r"), unpadded, url_safe,
        "\"" + one_line + "\"\n", "'" + one_line + "'", percent, "  " + base64_of(reply(), "\n  "),
        "GET /scep?operation=PKIOperation&message=" + percent + " HTTP/1.1", "message=" + one_line + "&x=1",
        "{\"message\":\"" + replaced(one_line, "/", "\\/") + "\"}", "12:01 reply " + one_line + " end\n12:02 next\n",
        "12:01 reply:\n" + base64_of(reply(), "\n") + "12:02 next\n", utf16_of(one_line)})
    check_read(form);
}

TEST_CASE("a reply is read from hex and from hex dumps") {
  for (const std::string& form :
       {hex_of(reply()), hex_of(reply(), " "), hex_of(reply(), ":"), "0x" + hex_of(reply()),
        hex_of(reply(), ", 0x").insert(0, "0x"),
        "unsigned char reply_der[] = {\n 0x" + hex_of(reply(), ", 0x") + "\n};\nunsigned int reply_der_len = 1480;\n",
        replaced(hex_of(reply(), "\n"), "\n", "\r\n"), dump(reply(), "%08x: ", 2, "", true),
        dump(reply(), "%08x  ", 1, " ", true), dump(reply(), "%04x  ", 1, " ", true), dump(reply(), "%04x\t", 1, " ", true),
        dump(reply(), "%4u: ", 1, "", true), dump(reply(), "    %04x  ", 1, "", false), dump(reply(), "%07o ", 1, "", false),
        "$ xxd reply\n" + dump(reply(), "%08x: ", 2, "", true), utf16_of(dump(reply(), "%08X  ", 1, " ", true))})
    check_read(form);
  std::string capitals = hex_of(reply());
  for (char& c : capitals) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const std::string& form : {capitals, "0X" + capitals, "\\x" + hex_of(reply(), "\\x")}) check_read(form);
  BIO* const bio = BIO_new(BIO_s_mem());
  BIO_dump(bio, reply().data(), static_cast<int>(reply().size()));
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  check_read(std::string(data, static_cast<std::size_t>(size)));
  BIO_free(bio);
  for (std::size_t cut = 1; cut <= 16; ++cut) {  // the last line of a dump has as many bytes as there are left
    const std::string id(cut, '7');
    const std::string der = build(support::pending(ca()).set(support::transaction_id, id));
    CHECK(read_json(dump(der, "%08x: ", 2, "", true))["transaction_id"] == id);
    CHECK(read_json(dump(der, "%08x  ", 1, " ", true))["transaction_id"] == id);
  }
}

TEST_CASE("of a dump's line the characters are left alone, even where they look like digits") {
  std::string der = "-";
  for (std::size_t size = 40; der.size() % 16 != 0; ++size)  // so that the last line is as full as the others
    der = build(support::pending(ca()).set(support::transaction_id, std::string(size, 'a')));
  const std::string one_blank = replaced(dump(der, "%04x ", 1, "", true), "  ", " ");
  CHECK(one_blank.find(" aa") != std::string::npos);
  CHECK(read_json(one_blank)["transaction_id"].get<std::string>().find("aaaa") == 0);
  const std::pair<std::string, std::size_t> lines[] = {
      {"0000 30 82 05 c4 06   aa", 5},
      {"0000 30 82 05 c4 06  aa", 5},
      {"0000 30 82 05 c4 06 09 2a 86  48", 9},
      {"0000 30 82 05 c4 06 09 2a 86   aa", 8},
      {"0000 30 82 05 c4 06", 5},
      {"0000 30 82 05 c4 06 zf", 5},
      {"0000 30 82 05 c4 06 fz", 5},
      {"0000: 30 82 05 c4 06\n0000: 41", 5},
      {"0000 30 82 05 c4 06 09 2a 86 48 86 f7 0d 01 07 02 a0 aa", 16},
      {"0000 30 82 05 c4 06 09 2a 86 aa\n0008 48 86 f7 0d 01 07 02 a0", 16},
  };
  for (const auto& [text, size] : lines)
    check_instead(text, "cut short: " + std::to_string(size) + " of 1480 bytes", "whole");
  for (const char* text : {"0000 30  82 05 c4", "0000z 30 82 05 c4 06", "0 30 82 05 c4"})
    check_instead(text, "a text: \""s + text + '"', "HTTP status");
  check_instead("30 81 84 04 81 81\n00 30 82 05 c4" + replaced(hex_of(std::string(124, 'x')), "78", " 78"),
                "ASN.1, but no message of SCEP", "curl --output");
}

TEST_CASE("what is almost hex or base64 is a text") {
  for (const char* text : {"308205c4zz", "308205C4ZZ", "3080z", "308205c400x1", "308205c40 1", "MII=FxAYJKgh",
                           "MIIFxAYJKg=", "MIIFxAYJKg===", "see MIIFxAYJKg== in the log", "see xMIIx"})
    check_instead(text, "a text: \""s + text + '"', "HTTP status");
  check_instead(hex_of(reply()) + 'x', "a text: \"3082", "HTTP status");
  check_instead("x" + replaced(base64_of(reply(), ""), "=", ""), "a text: \"xMII", "HTTP status");
  check_instead("'MIIFxAYJKg=='", "cut short: 7 of 1480 bytes", "whole");
  check_instead("see: " + base64_of(reply().substr(0, 48), "") + " there", "cut short: 48 of 1480 bytes", "whole");
  check_instead("-----BEGIN CMS-----\nMIIFx\n-----END CMS-----\n", "a PEM block CMS that is not base64",
                "as it was written");
}

TEST_CASE("one wrapping is taken off after another, up to eight") {
  check_read(utf16_of("{\"reply\": \"" + replaced(pem_block("CMS", reply()), "\n", "\\n") + "\"}"));
  const std::string rest = base64_of(reply(), "").substr(1);
  check_read("%252525252525254D" + rest);
  CHECK(read_reply("%25252525252525254D" + rest).status == 4);
}

TEST_CASE("a reply is read from what curl -i saves") {
  const std::string chunked = chunk(reply().substr(0, 2)) + chunk(reply().substr(2), ";a=b") + chunk("");
  for (const std::string& form :
       {head + "Content-Length: " + std::to_string(reply().size()) + "\r\n\r\n" + reply(), head + "\r\n" + reply(),
        replaced(head, "\r\n", "\n") + "\n" + reply(), head + "Transfer-Encoding: chunked\r\n\r\n" + chunked,
        head + "Transfer-Encoding: chunked\r\n\r\n" + reply(),  // curl has put the chunks together
        "HTTP/1.1 100 Continue\r\n\r\n" + head + "\r\n" + reply(),
        "HTTP/1.1 100 Continue\r\nTransfer-Encoding: chunked\r\n\r\n" + head + "\r\n" + reply(),  // where no body can be
        "HTTP/1.0 200 Connection established\r\n\r\n" + head + "\r\n" + reply(),
        "HTTP/2 200 \r\ncontent-type: application/x-pki-message\r\n\r\n" + reply(), head + "\r\n" + base64_of(reply()),
        head + "\r\n" + pem_block("PKCS7", reply()), "HTTP/1.1 500 Error\r\n\r\n" + reply(),
        head + "X: " + std::string(9000, 'x') + "\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked})
    check_read(form);
  const std::string long_field = "X: " + std::string(70'000, 'x') + "\r\n";  // more than Beast takes
  check_read(head + long_field + "\r\n" + reply());
  check_read(head + "Transfer-Encoding: chunked\r\n\r\n" + replaced(chunked, "\r\n0\r\n", "\r\n0\r\n" + long_field));
  const std::string late = std::string(9 << 20, ' ') + base64_of(reply(), "");
  check_read(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk(late.substr(0, late.size() - 500)) +
             chunk(late.substr(late.size() - 500)) + chunk(""));
  check_instead(head + "Transfer-Encoding: chunked\r\n\r\n" + chunked.substr(0, 1000),
                "cut short: 986 of " + std::to_string(reply().size()) + " bytes", "whole");
  check_instead(head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "an HTTP response without a body", "log");
  check_instead(head + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\nzork\r\n", "a text: \"2\\r\\nab\\r\\nzork\"",
                "HTTP status");
  check_instead(head + "Transfer-Encoding: chunked\r\n\r\n3E8\r\n" + reply().substr(0, 1000) + "\r\n1F",
                "cut short: 1000 of " + std::to_string(reply().size()) + " bytes", "whole");
}

TEST_CASE("what is no message is named, and what to do") {
  check_instead("", "empty", "log");
  check_instead(" \r\n", "empty", "log");
  check_instead("<!DOCTYPE html><html><head><title>404 - File or directory</title>",
                "a web page: \"404 - File or directory\"", "URL");
  check_instead("POSTPKIOperation\nSHA-256\nAES\n", "GetCACaps", "PKIOperation");
  for (const char* word : {"AES", "DES3", "GetNextCACert", "POSTPKIOperation", "Renewal", "SCEPStandard", "SHA-1", "SHA-256",
                           "SHA-512", "Update"})
    check_instead("\t"s + word + " aes\r\n", "GetCACaps", "PKIOperation");
  check_instead("AES zork", "a text: \"AES zork\"", "HTTP status");
  const std::pair<const char*, const char*> pages[] = {
      {"<HEAD>a", "\"a\""},
      {"<body>", "\"<body>\""},
      {"x<html>", "\"x\""},
      {"<!DOCTYPE HTML a", "\"<!DOCTYPE HTML a\""},
      {"<html><Title lang='en'> Error\r\n</TITLE><body>Wrong\n <b>password</b></body>", "\"Error\": \"Wrong password\""},
      {"<html><title></title><body>Wrong password", "\"Wrong password\""},
      {"<html><title>Error 7</title><body>Error  7: no", "\"Error 7: no\""},
      {"<html><title>Error</title><body> </body>", "\"Error\""},
      {"<html><title>Error", "\"Error\""},
      {"<html><style>b { }</style><script>if (1 < 2) a('>');</script >Wrong<!-- > <b> -->password", "\"Wrong password\""},
      {"<html><style>b { }</styl>Wrong", "\"<html><style>b { }</styl>Wrong\""},
      {"<html><!-- Wrong", "\"<html><!-- Wrong\""},
      {"<html><b", "\"<html><b\""},
      {"<html>a<", "\"a\""},
  };
  for (const auto& [page, words] : pages) check_instead("\r\n"s + page, "a web page: "s + words, "URL");
  const std::string long_text(400, 'a');
  check_instead("<html>" + long_text, "a web page: \"" + long_text + '"', "URL");
  check_instead("<html>" + long_text + 'b', "a web page: \"" + long_text + "...\"", "URL");
  check_instead("HTTP/1.1 403 No\r\n\r\n" + long_text, "with a text: \"" + long_text + '"', "log");
  check_instead("HTTP/1.1 403 No\r\n\r\n" + long_text + 'b', "with a text: \"" + long_text + "...\"", "log");
  check_instead("\n\n" + std::string(120, 'a') + "\n", "a text: \"" + std::string(120, 'a') + '"', "HTTP status");
  check_instead(std::string(121, 'a'), "a text: \"" + std::string(120, 'a') + "...\"", "HTTP status");
  check_instead("\x1F\x8B\x08\0\0\0\0\0\0\3"s, "gzip", "gunzip");
  check_instead(head + "Content-Encoding: gzip\r\n\r\n\x1F\x8B\x08\0\0\0\0\0\0\3"s, "gzip", "Save it again");
  for (const std::string& magic : {"\xD4\xC3\xB2\xA1\2\0\4\0"s, "\xA1\xB2\xC3\xD4\0\2\0\4"s, "\x0A\x0D\x0D\x0A\x1C\0\0\0"s,
                                   "\xA1\xB2\x3C\x4D\0\2"s, "\x4D\x3C\xB2\xA1\2\0"s})
    check_instead(magic, "packet capture", "tshark -r FILE --export-objects http,");
  check_instead("<html>" + std::string(70'000, ' ') + "<title>x</title>", "a web page: \"<html>", "URL");
  check_instead(std::string(507, 'x') + "<html>", "a web page", "URL");
  check_instead(std::string(508, 'x') + "<html>", "a text", "HTTP status");
  check_instead("0 and more", "a text: \"0 and more\"", "HTTP status");
  check_instead(std::string(4096, 'a') + '\1', "a text", "HTTP status");
  check_instead(std::string(4095, 'a') + '\1', "neither a text nor a message", "curl --output");
  check_instead("0" + std::string(36, '?') + "\x06\x09*", "PowerShell", "curl --output");
  check_instead("0" + std::string(37, '?') + "\x06\x09*", "neither a text nor a message", "curl --output");
  check_instead("1?\x06\x09*", "neither a text nor a message", "curl --output");
  check_instead(std::string(8, '\0'), "neither a text nor a message", "curl --output");
  check_instead("\xFF\xFE"s + "a\0"s, "a text: \"a\"", "HTTP status");
  check_instead("\xFF\xFE"s + "a\0\x05\x26\0\0b\0"s, "a text: \"a?\?b\"", "HTTP status");
  check_instead("\xFF\xFE"s + "a\0\1\0"s, "neither a text nor a message", "curl --output");
  check_instead("\xEF\xBB\xBFhi", "a text: \"hi\"", "HTTP status");
  check_instead("a%40%09b", "a text: \"a@\\tb\"", "HTTP status");
  const std::string codes =
      "It names codes; have them explained (scep-error explain badRequest CERTSRV_E_KEY_LENGTH). Read ";
  check_instead("FailInfo(2): 0x80094811", "a text: \"FailInfo(2): 0x80094811\"", codes);
  check_instead(utf16_of("FailInfo(2): 0x80094811"), "a text: \"FailInfo(2): 0x80094811\"", codes);
  check_instead("<html>FailInfo(2): 0x80094811", "a web page: \"FailInfo(2): 0x80094811\"", codes);
  check_instead("HTTP/1.1 403 No\r\n\r\nFailInfo(2): 0x80094811", "HTTP status 403 (No) with a text", codes);
  check_instead("failInfo 7, unknown", "a text", "(scep-error explain scep.fail_info:107)");
  check_instead("scep.fail_info:99 badAlg", "a text", "(scep-error explain scep.fail_info:99 badAlg). ");
  check_instead("badAlg, badTime, badCertId, badRequest", "a text", "(scep-error explain badAlg badTime badCertId). ");
  const auto far = [](std::size_t before) { return "<html>" + std::string(before - 6, ' ') + "badAlg"; };
  check_instead(far((1 << 16) - 6), "a web page: \"badAlg\"", "It names codes");
  CHECK(read_json(far((1 << 16) - 5))["advice"].get<std::string>().find("Read it") == 0);
  check_instead("the CA is closed", "a text: \"the CA is closed\"", "HTTP status");
  check_instead("\0abc"s, "neither a text nor a message", "curl --output");
  check_instead("\x01\x02\x03\0\xFF"s, "neither a text nor a message", "curl --output");
  check_instead(utf16_of("0?\x05?\x06\x09*?H"), "PowerShell", "curl --output");
  check_instead(pem_block("RSA PRIVATE KEY", "x"), "a private key", "nobody");
  check_instead("-----BEGIN CMS-----\n!!!!\n-----END CMS-----\n", "a PEM block CMS that is not base64", "as it was written");
}

TEST_CASE("what openssl prints of a message is not taken for it, nor are the dumps in it") {
  const std::string printed =
      "CMS_ContentInfo: \n  d.signedData: \n    d.data:\n" + dump(reply(), "      %04x - ", 1, "", true);
  check_instead(printed, "what openssl prints", "itself");
  check_instead("\nPKCS7: \n  type: pkcs7-signedData\n", "what openssl prints", "itself");
  check_instead("    0:d=0  hl=4 l=1476 cons: SEQUENCE\n", "what openssl prints", "itself");
  check_read(printed + pem_block("CMS", reply()));
}

TEST_CASE("a message with as many bytes behind it as it has LFs is not called spoilt") {
  const std::string der = build(support::refusal(ca()));
  const auto feeds = static_cast<std::size_t>(std::count(der.begin(), der.end(), '\n'));
  REQUIRE(feeds > 0);
  check_instead(der + std::string(feeds, 'b'), std::to_string(feeds) + " more behind it", "head -c ");
}

TEST_CASE("a message in which a program has made CRLF of each LF is named as such") {
  check_instead(replaced(reply(), "\n", "\r\n"), "of each byte 0A it has made 0D 0A", "curl --output");
  const std::string der = build(support::refusal(ca()).set(support::fail_info_text, "\n\r\na", V_ASN1_UTF8STRING));
  check_instead(replaced(der, "\n", "\r\n"), "of each byte 0A it has made 0D 0A", "curl --output");
  const std::string text(0xA80 - der.size(), 'x');
  const std::string longer = build(support::refusal(ca()).set(support::fail_info_text, text, V_ASN1_UTF8STRING));
  REQUIRE(longer.substr(0, 3) == "\x30\x82\x0A");  // so that the length is spoilt, too
  check_instead(replaced(longer, "\n", "\r\n"), "of each byte 0A it has made 0D 0A", "curl --output");
  std::string left = der;  // as unix2dos does it: the CRLF is left
  for (std::size_t at = 0; (at = left.find('\n', at)) != std::string::npos; at += 2)
    if (left[at - 1] != '\r') left.insert(at, 1, '\r');
  check_instead(left, "of each byte 0A it has made 0D 0A", "curl --output");
  check_instead(left + "b\n", "more behind it", "head -c " + std::to_string(der.size()));
  for (const char* more : {"b", "bc", "\r\nb"})  // its own CRLF, and what chance makes, are not of the program
    check_instead(der + more, std::to_string(std::string(more).size()) + " more behind it",
                  "head -c " + std::to_string(der.size()));
  check_instead(replaced(der, "\n", "\r\n") + "b", "more behind it", "head -c " + std::to_string(der.size()));
}

TEST_CASE("of several replies in one file the one to the request is read, or the last that fits; the others are told of") {
  const auto named = [](const std::string& id) {
    return pem_block("CMS", build(support::pending(ca()).set(support::transaction_id, id)));
  };
  const std::string file = named("first") + pem_block("CMS", test_file("refused.request.der")) + named("second") +
                           named("third") + named("second") + pem_block("PKCS7", pkcs7_of(ca().certificate.get()));
  const std::string certificate = "--ca " + quoted(temporary_file("ca", pem_of(ca().certificate.get())));
  const auto read = [&](const std::string& id) {
    const json r = read_json(file, id.empty() ? certificate : certificate + " --transaction-id " + id);
    return std::pair(r["verified"] == true ? r["transaction_id"].get<std::string>() : r["error"]["name"].get<std::string>(),
                     r["warnings"] == json::array({"The file holds 4 replies. This is number "s +
                                                   (id == "first"   ? '1'
                                                    : id == "third" ? '3'
                                                                    : '4') +
                                                   '.'}));
  };
  CHECK(read("") == std::pair("second"s, true));
  CHECK(read("first") == std::pair("first"s, true));
  CHECK(read("second") == std::pair("second"s, true));
  CHECK(read("third") == std::pair("third"s, true));
  CHECK(read("fourth") == std::pair("transaction_mismatch"s, true));
  CHECK(read_json(named("first"))["warnings"] == json::array());
  const std::string request = pem_block("CMS", test_file("refused.request.der"));
  CHECK(read_json(request + named("first"))["transaction_id"] == "first");
  CHECK(read_json(named("first") + named("second"))["warnings"].size() == 1);
  const std::string broken = pem_block("CMS", build(support::pending(ca()).remove(support::message_type)));
  const std::string polled =
      pem_block("CMS", build(support::refusal(ca()).set(support::recipient_nonce, "of the poll", V_ASN1_OCTET_STRING)));
  const std::string waits = pem_block("CMS", build(support::pending(ca())));
  for (const std::string& both : {waits + polled, polled + waits, named("other") + polled + waits}) {
    const std::string asked = certificate + " --transaction-id " + support::id + " --nonce ";
    CHECK(read_json(both, asked + hex_of("of the poll"))["pki_status"] == "failure");
    CHECK(read_json(both, asked + hex_of(support::nonce))["pki_status"] == "pending");
  }
  const std::string other_id = pem_block("CMS", build(support::pending(ca()).set(support::transaction_id, "other")));
  CHECK(read_json(other_id + polled, certificate + " --transaction-id " + support::id + " --nonce " +
                                         hex_of(support::nonce))["unproven"]["transaction_id"] == support::id);
  CHECK(read_json(named("second") + broken)["error"]["name"] == "missing_attribute");
  std::string der = build(support::pending(ca()));
  der.back() = static_cast<char>(der.back() ^ 1);
  const std::string forged = pem_block("CMS", der);
  const std::string asked = certificate + " --transaction-id " + support::id;
  const auto number = [&](const std::string& replies) {
    const std::string warning = read_json(replies, asked)["warnings"][0];
    return warning.substr(warning.find("This is number "));
  };
  CHECK(number(waits + forged) == "This is number 1.");
  CHECK(number(polled + forged) == "This is number 1.");
  CHECK(number(forged + waits + named("other") + forged) == "This is number 2.");
  CHECK(number(forged + forged) == "This is number 2.");
  CHECK(number(named("other") + forged) == "This is number 2.");
  support::message empty = support::success(ca());
  empty.content.reset();
  for (const support::message& fault : {support::pending(ca()).set(support::pki_status, "9"), empty}) {
    const json r = read_json(named("other") + pem_block("CMS", build(fault)), certificate);
    CHECK(r["warnings"][0].get<std::string>().find("number 2") != std::string::npos);
    CHECK(number(pem_block("CMS", build(fault)) + named("other")) == "This is number 1.");
    const json asked_now =
        read_json(polled + pem_block("CMS", build(fault)) + polled, asked + " --nonce " + hex_of(support::nonce));
    CHECK(asked_now["warnings"][0].get<std::string>().find("number 2") != std::string::npos);
  }
  for (support::message typed : {support::pending(ca()), support::pending(ca()).set(support::pki_status, "9")}) {
    // They count all the same: else another is blamed.
    typed.set(support::transaction_id, support::id, V_ASN1_OCTET_STRING);
    CHECK(number(pem_block("CMS", build(typed)) + named("other")) == "This is number 1.");
    typed.set(support::recipient_nonce, support::nonce, V_ASN1_PRINTABLESTRING);
    const json r = read_json(pem_block("CMS", build(typed)) + polled, certificate + " --nonce " + hex_of(support::nonce));
    CHECK(r["warnings"] == json::array({"The file holds 2 replies. This is number 1."}));
  }
  std::string behind = waits;
  for (int i = 0; i < 7; ++i) behind += forged + named("other");
  CHECK(number(behind) == "This is number 1.");
  CHECK(number(behind + forged) == "This is number 16.");  // so many are tried
  CHECK(read_json(broken + named("second"), certificate + " --transaction-id second")["verified"] == true);
}

TEST_CASE("an HTTP error is named with its status and its text") {
  check_instead("HTTP/1.1 403 Forbidden\r\n\r\nWrong secret", "HTTP status 403 (Forbidden) with a text: \"Wrong secret\"",
                "log");
  check_instead("HTTP/2 404 \r\n\r\n<html><title>Oh</title>", "HTTP status 404 with a web page: \"Oh\"", "URL");
  check_instead("HTTP/1.1 503 Busy\r\n\r\n", "HTTP status 503 (Busy)", "busy");
  check_instead("HTTP/1.1 302 Found\r\nLocation: /\xC2\x9B\r\n\r\n", "HTTP status 302 (Found), Location: \"/\\u{009B}\"",
                "--post302");
  check_instead("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nRetry-After: 5\r\n\r\nno",
                "HTTP status 401 (No), Retry-After: \"5\", WWW-Authenticate: \"Basic\" with a text: \"no\"", "logon");
  check_instead("HTTP/1.1 302 Found\r\nLocation: /new\r\nContent-Length: 99999999\r\n\r\n", "Location: \"/new\"",
                "--post302");
  check_instead("HTTP/1.1 302 Found\r\nLocation: /old\r\n\r\nHTTP/1.1 404 No\r\n\r\n", "HTTP status 404 (No)", "URL");
  check_instead("HTTP/1.1 200 OK\r\n\r\n", "an HTTP response without a body", "log");
  check_instead("HTTP/1.1 299 OK\r\n\r\n", "an HTTP response without a body", "log");
  check_instead("HTTP/1.1 600 Odd\r\n\r\nodd", "a text: \"odd\"", "HTTP status");
  check_instead("HTTP/1.1 600 Odd\r\n\r\n \n", "an HTTP response without a body", "log");
  const std::pair<int, const char*> advice[] = {{300, "--location"},
                                                {399, "--location"},
                                                {400, "the CA's log: some"},
                                                {401, "a logon first"},
                                                {402, "the CA's log: some"},
                                                {403, "forbids this"},
                                                {404, "Check the URL"},
                                                {405, "Send the request by POST, or"},
                                                {406, "the CA's log: some"},
                                                {407, "proxy"},
                                                {408, "the CA's log: some"},
                                                {412, "the CA's log: some"},
                                                {413, "too long"},
                                                {414, "too long"},
                                                {415, "the CA's log: some"},
                                                {499, "the CA's log: some"},
                                                {500, "certificate anew."},
                                                {501, "fetch the CA's certificate"},
                                                {502, "is down"},
                                                {503, "is down"},
                                                {504, "is down"},
                                                {505, "fetch the CA's certificate"},
                                                {599, "fetch the CA's certificate"}};
  for (const auto& [status, words] : advice)
    check_instead("HTTP/1.1 " + std::to_string(status) + " No\r\n\r\n", "HTTP status " + std::to_string(status) + " (No)",
                  words);
  for (const std::string& body : {" \r\n"s, "a\0b"s}) {
    const json r = read_json("HTTP/1.1 500 No\r\n\r\n" + body);
    CHECK(r["instead"] == "HTTP status 500 (No)");
  }
  check_instead("HTTP/1.1 500 " + std::string(121, 'a') + "\r\n\r\n", "HTTP status 500 (" + std::string(120, 'a') + "...)",
                "log");
}

TEST_CASE("a reply with an HTTP status of failure is read, and the status is told") {
  const auto warnings = [](const std::string& status_line) {
    return read_json("HTTP/1.1 " + status_line + "\r\n\r\n" + reply())["warnings"];
  };
  CHECK(warnings("404 Not Found") ==
        json::array({"It came with HTTP status 404 (Not Found): a client may not read it at all."}));
  CHECK(warnings("300 ").size() == 1);
  CHECK(warnings("299 ").empty());
  CHECK(warnings("200 OK").empty());
  CHECK(warnings("199 ").size() == 1);
  CHECK(read_json("HTTP/1.1 500 Oh\r\n\r\nno")["warnings"].empty());
  CHECK(read_json("HTTP/1.1 500 Oh\r\n\r\n" + test_file("ca.pem"))["warnings"].size() == 1);
}

TEST_CASE("a reply is read from UTF-16 in either byte order, and from queries and strings that end anywhere") {
  const std::string base64 = base64_of(reply(), "\r\n");
  std::string big, little;
  for (const char c : base64) {
    big += {'\0', c};
    little += {c, '\0'};
  }
  for (const std::string& form :
       {"\xFE\xFF" + big, "\xFF\xFE" + little, big, little, "\xFE\xFF" + big + '\0', "\xEF\xBB\xBF" + base64})
    check_read(form);
  const std::string one_line = base64_of(reply(), "");
  for (const std::string& form :
       {replaced(one_line, "=", "%3D"), replaced(one_line, "+", "%2b"), replaced(one_line, "/", "\\/") + "\\n",
        replaced(base64, "\r\n", "\\r\\n"), replaced(base64, "\r\n", "\\t")})
    check_read(form);
  for (const char* end :
       {"\\r\\n", "#015#012", "#012", "&#13;&#10;", "&#xD;&#xA;", "&#xd;&#xa;", "\\u000d\\u000a", "\\u000D\\u000A"})
    check_read(replaced(pem_block("PKCS7", reply()), "\n", end));
  CHECK(one_line.find_first_of("+/=") != std::string::npos);
  for (const char* padding : {"\\u003d", "\\u003D"})
    check_read(replaced(replaced(pem_block("PKCS7", reply()), "\n", "\\n"), "=", padding));
  for (const char* digit : {"+ \\u002b", "+ \\u002B", "/ \\u002f", "/ \\u002F", "= \\u003d", "= \\u003D"})
    check_read("\"" + replaced(one_line, std::string(digit, 1), digit + 2) + "\"");
  for (const char* text : {"a%4", "a%", "a%zz", "a%4z", "a%z4"})
    check_instead(text, "a text: \""s + text + '"', "HTTP status");
  check_instead("a\\", "a text: \"a\\\\\"", "HTTP status");
}

TEST_CASE("another message is named, and what to do with it") {
  const std::string certificate = der_of(ca().certificate.get());
  for (const std::string& form : {certificate, pem_of(ca().certificate.get()), base64_of(certificate)})
    check_instead(form, "a certificate: \"CN=CA\"", "--ca");
  check_instead(pkcs7_of(ca().certificate.get()), "a GetCACert answer, or certificates alone: \"CN=CA\"", "--ca");
  check_instead(test_file("granted.request.der"),
                "a request, PKCSReq, transaction \"" + test_file("granted.transaction-id") + "\", nonce " +
                    test_file("granted.nonce").substr(0, 32),
                "--request");
  check_instead(support::enveloped_csr(support::client(), ca().certificate.get(), "secret"),
                "encrypted with AES-128-CBC to the certificate 01 of \"CN=CA\"", "CertRep");
}

TEST_CASE("a certification request, a CRL and a PKCS #12 file are named") {
  const auto written = [](BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    std::string bytes(data, static_cast<std::size_t>(size));
    BIO_free(bio);
    return bytes;
  };
  EVP_PKEY* const key = ca().key.get();
  BIO* bio = BIO_new(BIO_s_mem());
  X509_REQ* const request = X509_REQ_new();
  X509_REQ_set_pubkey(request, key);
  X509_REQ_sign(request, key, EVP_sha256());
  i2d_X509_REQ_bio(bio, request);
  X509_REQ_free(request);
  check_instead(written(bio), "PKCS #10", "answer");

  bio = BIO_new(BIO_s_mem());
  X509_CRL* const crl = X509_CRL_new();
  ASN1_TIME* const time = X509_gmtime_adj(nullptr, 0);
  X509_CRL_set_version(crl, 1);
  X509_CRL_set_issuer_name(crl, X509_get_subject_name(ca().certificate.get()));
  X509_CRL_set1_lastUpdate(crl, time);
  ASN1_TIME_free(time);
  X509_CRL_sign(crl, key, EVP_sha256());
  i2d_X509_CRL_bio(bio, crl);
  X509_CRL_free(crl);
  check_instead(written(bio), "CRL", "PKIOperation");

  bio = BIO_new(BIO_s_mem());
  PKCS12* const p12 = PKCS12_create("secret", "name", key, ca().certificate.get(), nullptr, 0, 0, 1, 1, 0);
  i2d_PKCS12_bio(bio, p12);
  PKCS12_free(p12);
  const std::string pkcs12 = written(bio);
  check_instead(pkcs12, "PKCS #12", "openssl pkcs12");
  const run_result given = read_reply(reply(), "--ca " + quoted(temporary_file("p12", pkcs12)));
  CHECK(given.status == 2);
  CHECK(given.err.find("PKCS #12") != std::string::npos);
}

TEST_CASE("a message that is cut short says so, with the bytes there are and should be") {
  const std::string n_of_m = "1000 of " + std::to_string(reply().size()) + " bytes";
  check_instead(reply().substr(0, 1000), n_of_m, "whole");
  check_instead(hex_of(reply().substr(0, 1000)), n_of_m, "whole");
  for (const char half : {'0', 'f'})
    check_instead(" " + hex_of(reply().substr(0, 500)) + half + "\n", "cut short: 500 of ", "whole");
  const std::string but_one = hex_of(reply()).substr(0, 2 * reply().size() - 1);
  check_instead(but_one, "cut short: " + std::to_string(reply().size() - 1) + " of ", "whole");
  check_instead("308", "a text: \"308\"", "HTTP status");
  check_instead(base64_of(reply()).substr(0, 1000), "cut short: ", "whole");
  check_instead(base64_of(reply(), "").substr(0, 1001), "cut short: 750 of ", "whole");
  check_instead(head + "Content-Length: " + std::to_string(reply().size()) + "\r\n\r\n" + reply().substr(0, 1000), n_of_m,
                "whole");
  const auto told = [](const std::string& bytes) { return read_json(bytes)["instead"].get<std::string>(); };
  const auto with_length = [](std::size_t length) {
    return head + "Content-Length: " + std::to_string(length) + "\r\n\r\n" + reply().substr(0, 1000);
  };
  CHECK(told(with_length(1000)) == "cut short: " + n_of_m);
  CHECK(told(with_length(1001)) == "cut short: " + n_of_m + "; bytes missing by HTTP's Content-Length: 1");
  for (const char* beginning : {"\x30\x80", "\x30\x84", "\x30\x82\x05"}) CHECK(told(beginning) == "cut short");
  CHECK(told("\x30\x81\x02\x05") == "cut short: 4 of 5 bytes");
  check_instead("\x30\x85", "a text: ", "HTTP status");
  check_instead("0", "a text: ", "explain");
  const std::string pem = pem_block("CMS", reply());
  check_instead(pem.substr(0, 1000), "the PEM block has no end", "whole");
  std::string log = pem.substr(0, 1000) + "\n";
  for (int i = 0; i < 500; ++i) log += "12:00 poll number " + std::to_string(i) + "\n";
  check_instead(log, "a PEM block CMS that has no end", "as it was written");
}

TEST_CASE("the last line of a PEM block without END is read, whether or not a line end follows") {
  for (const char* padding : {"a", "ab", "abc"}) {
    support::message m = support::pending(ca());
    const std::string der = build(m.set(support::fail_info_text, padding, V_ASN1_UTF8STRING));
    const std::string open = pem_block("CMS", der).substr(0, pem_block("CMS", der).find("\n-----END"));
    for (const char* end : {"", "\n", "\r\n", "\n---", "\nscepd -----BEGIN CMS-----"})
      CHECK(read_json(open + end)["pki_status"] == "pending");
    const std::string size = std::to_string(der.size());
    CHECK(read_json(open.substr(0, open.find_last_of('\n') + 5))["instead"] ==
          "cut short: " + std::to_string(48 * ((der.size() - 1) / 48) + 3) + " of " + size +
              " bytes; the PEM block has no end");
    for (std::size_t digits = 101; digits < 121; ++digits)  // a rule behind adds no bytes
      CHECK(read_json("-----BEGIN CMS-----\n" + base64_of(der, "").substr(0, digits) + "\n====\nrefused.\n")["instead"] ==
            "cut short: " + std::to_string(digits * 3 / 4) + " of " + size + " bytes; the PEM block has no end");
  }
}

TEST_CASE("bytes behind a message are named in whatever form it is") {
  const std::string size = std::to_string(reply().size());
  const std::string what = "a message of " + size + " bytes with 4 more behind it", more = reply() + "more";
  check_instead(more, what, "Cut it off there (head -c " + size + "), ");
  for (const char half : {'0', '3'})
    check_instead(hex_of(reply()) + half, "a message of " + size + " bytes with 1 more behind it", "Cut it off there, ");
  for (const std::string& form :
       {"\xEF\xBB\xBF" + more, pem_block("CMS", more), base64_of(more), hex_of(more), dump(more, "%08x  ", 1, " ", true),
        head + "\r\n" + more, head + "Transfer-Encoding: chunked\r\n\r\n" + chunk(more) + chunk("")})
    check_instead(form, what, "Cut it off there, ");
}

TEST_CASE("a signed message that is whole and cannot be decoded is named as such") {
  std::string der = reply();
  const std::size_t type = der.find("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01");
  REQUIRE(type != std::string::npos);
  der[type + 1] = '\x08';
  check_instead(der, "a signed message (CMS SignedData) that is damaged, or of a kind that is not read", "curl --output");
}

TEST_CASE("of an HTTP response that is no reply it is told how much of it is missing") {
  const std::string missing = "; bytes missing by HTTP's Content-Length: ";
  check_instead(head + "Content-Length: 1337\r\n\r\n", "an HTTP response without a body" + missing + "1337",
                "Save the whole of it.");
  CHECK(read_json(head + "Content-Encoding: gzip\r\nContent-Length: 22\r\n\r\nno")["instead"] == "a text: \"no\"");
  check_instead(head + "Content-Length: 4\r\n\r\nno", "a text: \"no\"" + missing + '2', "HTTP status");
  check_instead("HTTP/1.1 500 No\r\nContent-Length: 9\r\n\r\nno", "with a text: \"no\"" + missing + '7', "log");
}

TEST_CASE("--ca takes every certificate of the file, or none") {
  const std::string good = pem_of(ca().certificate.get());
  const std::string other = pem_of(support::stranger().certificate.get());
  const auto error = [&](const std::string& file) {
    const run_result r = read_reply(reply(), "--ca " + quoted(temporary_file("certificates", file)) + " </dev/null");
    CHECK(r.status == 2);
    CHECK(r.out.empty());
    return r.err.substr(r.err.rfind(": ") + 2);
  };
  CHECK(error(good + "-----BEGIN CERTIFICATE-----\nMII!\n-----END CERTIFICATE-----\n" + other) ==
        "the block CERTIFICATE is not base64\n");
  CHECK(error(good + other.substr(0, 300)) == "the block CERTIFICATE has no end\n");
  CHECK(error(good + pem_block("CERTIFICATE", "0000")) == "the block CERTIFICATE holds no certificate\n");
  const std::string encrypted = replaced(pem_block("RSA PRIVATE KEY", reply()), "KEY-----\nM",
                                         "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-CBC,00\n\nM");
  CHECK(error(good + encrypted) == "the block RSA PRIVATE KEY is encrypted\n");
  check_instead(replaced(encrypted, "RSA PRIVATE KEY", "CMS"), "a PEM block CMS that is encrypted",
                "its PEM is not encrypted");
  CHECK(error(pem_block("ENCRYPTED PRIVATE KEY", reply())) == "the block ENCRYPTED PRIVATE KEY is encrypted\n");
  for (const char* line : {"Proc-Type: 4,ENCRYPTED", "DEK-Info: DES-CBC,00"})
    CHECK(error(good + replaced(pem_block("RSA PRIVATE KEY", reply()), "KEY-----\nM", "KEY-----\n"s + line + "\n\nM")) ==
          "the block RSA PRIVATE KEY is encrypted\n");
  const std::string label = "CERTIFICATE" + std::string(53, 'x');
  CHECK(error(pem_block(label, "0000")) == "the block " + label + " holds no certificate\n");
  CHECK(error(pem_block(label + 'x', "0000")).find("the block") == std::string::npos);
  CHECK(error("") == "it is empty\n");
  CHECK(error("junk") == "\"junk\"\n");
  CHECK(error(pem_block("PRIVATE KEY", reply())) == "it is a private key\n");
  CHECK(error(std::string((16 << 20) + 1, '\n')).find("longer than 16 MiB") != std::string::npos);
}

TEST_CASE("--ca leaves a certificate out whose key may be costly, and says so; where none is left that is an error") {
  using support::contents;
  using support::elements;
  using support::tlv;
  const std::string good = der_of(ca().certificate.get());
  const auto with_key = [&](const std::string& algorithm) {
    const std::vector<std::string> parts = elements(contents(good));
    std::string tbs;
    for (const std::string& member : elements(contents(parts[0])))
      tbs += member == elements(contents(parts[0]))[6] ? tlv('\x30', tlv('\x30', algorithm) + "\x03\x01\0"s) : member;
    return tlv('\x30', tlv('\x30', tbs) + parts[1] + parts[2]);
  };
  const std::string ec = "\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01";
  const std::string der = build(support::pending(ca()));
  const std::string why = "neither RSA nor EC of a named curve";
  for (const std::string& algorithm : {ec + tlv('\x30', ""), ec, "\x06\x03\x2B\x65\x70"s, ""s}) {
    const std::string costly = with_key(algorithm);
    const std::string given =
        "--ca " + quoted(temporary_file("ca", pem_block("CERTIFICATE", costly) + pem_block("CERTIFICATE", good)));
    const json r = read_json(der, given);
    CHECK(r["verified"] == true);
    CHECK(r["given"].size() == 1);
    CHECK(r["warnings"] == json::array({"The certificate \"CN=CA\" is left out: its key is " + why + "."}));
    const run_result none = read_reply(der, given + " --ca " + quoted(temporary_file("costly", costly)));
    CHECK(none.status == 2);
    CHECK(none.err.find("costly holds no certificate that can be used. The certificate \"CN=CA\" is left out: its key is " +
                        why + ".\n") != std::string::npos);
  }
  const run_result broken = read_reply(der, "--ca " + quoted(temporary_file("ca", replaced(good,
                                                                                           "\x0C\x02"
                                                                                           "CA",
                                                                                           "\x0C\x02\xC3\x28"))));
  CHECK(broken.err.find(" holds no certificate that can be decoded\n") != std::string::npos);
}

TEST_CASE("--ca takes a thousand certificates") {
  std::string file;
  for (int i = 0; i < 1000; ++i) file += pem_of(ca().certificate.get());
  const std::string der = build(support::pending(ca()));
  CHECK(read_json(der, "--ca " + quoted(temporary_file("ca", file)))["given"].size() == 1000);
  support::message_parts many(der);
  const std::string one = many.certificates;
  for (int i = 1; i < 1000; ++i) many.certificates += one;
  CHECK(read_json(der, "--ca " + quoted(temporary_file("ca", many.der())))["given"].size() == 1000);
  many.certificates += one;
  for (const std::string& more : {file + pem_of(ca().certificate.get()), many.der()}) {
    const run_result r = read_reply(der, "--ca " + quoted(temporary_file("ca", more)));
    CHECK(r.status == 2);
    CHECK(r.err.find(" holds more than a thousand certificates\n") != std::string::npos);
  }
}

TEST_CASE("hostile files end in time: no form is searched for again and again" * doctest::test_suite("hostile")) {
  const auto repeated = [](const std::string& text) {
    std::string all;
    while (all.size() < 4'000'000) all += text;
    return all;
  };
  for (const std::string& text : {"-----BEGIN "s,
                                  "-----BEGIN A-----\n"s,
                                  "-----BEGIN A-----\n-----END A-----\n"s,
                                  "="s,
                                  "MI"s,
                                  "MI "s,
                                  "MII\n"s,
                                  "MI" + std::string(70, 'A') + "\n\n"s,
                                  "HTTP/1.1 100\n\n"s,
                                  "HTTP/1.1 200\nTransfer-Encoding: chunked\n\n"s,
                                  "%41"s,
                                  "\\n"s,
                                  "0000 "s,
                                  "0000 30\n"s,
                                  "\x30\x80"s,
                                  "\x30\x84"s,
                                  "<title"s,
                                  "0\n"s,
                                  "\xFF\xFE"s,
                                  std::string("\0", 1)}) {
    CAPTURE(text);
    const run_result r = read_reply(repeated(text));
    CHECK(r.status == 4);
  }
}
