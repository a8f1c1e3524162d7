// Writes a folder of seeds for each target. usage: make_corpus FOLDER
#include <openssl/evp.h>

#include <scep/cert_rep.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "attacks.hpp"
#include "data.hpp"
#include "forms.hpp"
#include "fuzz.hpp"

using support::test_file;
using namespace std::string_literals;

namespace {

std::filesystem::path folder;
int seeds = 0;

void seed(const std::string& target, const std::string& content) {
  std::filesystem::create_directories(folder / target);
  std::ofstream(folder / target / std::to_string(++seeds), std::ios::binary) << content;
}

std::string base64(const std::string& bytes) {
  std::string text(bytes.size() / 3 * 4 + 5, '\0');
  text.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                                       reinterpret_cast<const unsigned char*>(bytes.data()),
                                                       static_cast<int>(bytes.size()))));
  return text;
}

}  // namespace

int main(int, char** argv) {
  folder = argv[1];
  const support::identity rsa = support::make_identity("CA");
  const support::identity ec = support::make_identity("EC CA", 1, support::key_type::ec);
  for (const support::form& form : support::all_forms(rsa, ec)) {
    seed("inspect_cert_rep", form.der);
    seed("input", form.der);
    seed("input", base64(form.der));
    seed("input", "-----BEGIN CMS-----\n" + base64(form.der) + "\n-----END CMS-----\n");
  }
  for (const char* name : {"granted.reply.der", "refused.reply.der"}) {
    seed("read_cert_rep", test_file(name));
    seed("read_cert_rep", support::to_ber(test_file(name)));
    seed("inspect_cert_rep", test_file(name));
  }
  seed("input", test_file("ca.pem"));
  seed("input", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n0\x82\r\n0\r\n\r\n");
  seed("input", "00000000: 3082 05c4 0609 2a86 4886 f70d 0107 02a0  0.....*.H.......\n");
  seed("input", "GET /scep?operation=PKIOperation&message=" + base64(test_file("granted.request.der")) + " HTTP/1.1");
  seed("input", "\xFF\xFEM\0I\0I\0"s);
  for (const char* type : {"17", "19", "20"})
    for (const support::identity* client : {&rsa, &ec}) seed("read_request", build(support::request(*client, type)));
  seed("read_request", test_file("granted.request.der"));
  for (std::string support::message_parts::*const place :
       {&support::message_parts::certificates, &support::message_parts::crls, &support::message_parts::digest_algorithms,
        &support::message_parts::signer_id, &support::message_parts::digest_algorithm,
        &support::message_parts::signed_attributes, &support::message_parts::signature_algorithm,
        &support::message_parts::signature, &support::message_parts::unsigned_attributes,
        &support::message_parts::further_signers})
    for (const std::string& hostile : {"\x30\x80\x30\x80\x30\x80"s, "\x30\x80\0\0"s, support::tlv('\x31', "\5\0\5\0"s)}) {
      support::message_parts parts(build(support::request(ec)));
      (parts.*place) += hostile;
      for (const char* target : {"read_cert_rep", "inspect_cert_rep", "read_request"}) seed(target, parts.der());
    }
  constexpr std::size_t small = 4000;  // enough for a list, and quick to mutate
  for (const support::attack& a : support::attacks())
    for (const char* target : {"read_cert_rep", "inspect_cert_rep", "read_request", "input"}) seed(target, a.message(small));
  for (const char* text : {"0", "2", "4", "5", "23", "-1", "4294967196", "2147483547", "abc", ""})
    seed("parse_fail_info", text);
  for (const char* text : {"-2147024809", "0", "2147483647", "-2147483648", "0x80070057"}) seed("parse_hresult", text);
  for (const std::string& text : {"plain"s, "\x1B[2J\n"s, "\u202E\u200B\uFEFF"s, "\xFF\xC3\xED\xA0\x80"s, "\\x1B\""s})
    seed("to_string", text);
  for (const std::string& attributes :
       {"\0\0\1"s + "2", "\0\0\1"s + "7" + "\1\1\5hello", "\3\0\x0B-2146875375"s, "\2\3\2\xFC\xE4"s})
    seed("read_signed", attributes);
  std::cout << seeds << " seeds\n";
}
