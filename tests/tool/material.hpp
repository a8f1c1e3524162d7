// What the tests give the program: replies, certificates, and the forms in which they lie around.
#pragma once

#include <openssl/x509.h>

#include <nlohmann/json.hpp>

#include <string>

#include "data.hpp"
#include "process.hpp"

using support::test_file;

std::string pem_of(X509* certificate);
std::string der_of(X509* certificate);
std::string pkcs7_of(X509* certificate);  // what GetCACert returns for a chain

std::string base64_of(const std::string& bytes, const std::string& line_end = "\n");
std::string hex_of(const std::string& bytes, const std::string& between = "");
std::string pem_block(const std::string& label, const std::string& der, const std::string& line_end = "\n");
std::string utf16_of(const std::string& ascii);                                  // little endian, with the byte order mark
std::string chunk(const std::string& bytes, const std::string& extension = "");  // of an HTTP body
std::string replaced(std::string text, const std::string& from, const std::string& to);

// `read` of a file with these bytes.
run_result read_reply(const std::string& bytes, const std::string& arguments = "");
nlohmann::json read_json(const std::string& bytes, const std::string& arguments = "");

// That `read` says of these bytes, which are no reply, what they are and what helps, both of which have these words.
void check_instead(const std::string& bytes, const std::string& what, const std::string& advice);
