#include <scep/advice.hpp>
#include <scep/cert_rep.hpp>
#include <scep/condition.hpp>
#include <scep/fail_info.hpp>
#include <scep/hresult.hpp>

#include <openssl/crypto.h>

#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>

#include "../cert_rep/openssl.hpp"
#include "codes.hpp"
#include "commands.hpp"
#include "input.hpp"
#include "print.hpp"

namespace tool {

namespace {

// What is known of a reply: what it says, or why it says nothing.
struct reading {
  bool verified = false;
  std::optional<scep::unverified_cert_rep> says;  // none where the reply cannot be used
  std::error_code unusable;
};

reading read_unverified(const std::string& der) {
  reading r;
  auto inspected = scep::inspect_cert_rep(der);
  if (inspected) {
    r.says = std::move(inspected).assume_value();
  } else {
    r.unusable = inspected.assume_error();
  }
  return r;
}

reading read_verified(const std::string& der, const scep::reply_context& context) {
  const auto verified = scep::read_cert_rep(der, context);
  if (!verified && verified.assume_error() != scep::condition::rejected) return {false, {}, verified.assume_error()};
  reading r = read_unverified(der);  // the same bytes once more, for the nonces of a refusal
  r.verified = true;
  return r;
}

std::string from_hex(const std::string& hex) {
  long size = 0;
  const std::unique_ptr<unsigned char, scep::detail::openssl_free> bytes(OPENSSL_hexstr2buf(hex.c_str(), &size));
  if (!bytes) throw std::runtime_error("--nonce is not hex: " + scep::printable(hex));
  return {reinterpret_cast<char*>(bytes.get()), static_cast<std::size_t>(size)};
}

std::string to_hex(std::string_view bytes) {
  std::string hex;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    (hex += "0123456789abcdef"[byte >> 4]) += "0123456789abcdef"[byte & 0xF];
  }
  return hex;
}

std::string_view status_name(scep::pki_status status) {
  switch (status) {
    case scep::pki_status::success: return "success";
    case scep::pki_status::pending: return "pending";
    case scep::pki_status::failure: break;
  }
  return "failure";
}

int exit_of(const reading& r) {
  if (!r.says) return exit_unusable;
  switch (r.says->reply.status) {
    case scep::pki_status::success: return exit_success;
    case scep::pki_status::pending: return exit_pending;
    case scep::pki_status::failure: break;
  }
  return exit_refused;
}

json_object error_as_json(const std::error_code& error) {
  if (!error) return nullptr;
  const code_info info = describe(error);
  json_object object;
  object["category"] = error.category().name();
  object["value"] = error.value();
  object["name"] = text_or_null(info.name);
  object["message"] = error.message();
  object["wire"] = number_or_null(info.wire);
  return object;
}

json_object hresult_as_json(const std::error_code& detail) {
  if (!detail) return nullptr;
  json_object object;
  object["value"] = detail.value();
  object["hex"] = hex(detail.value());
  object["name"] = text_or_null(describe(detail).name);
  object["message"] = detail.message();
  return object;
}

void print_as_json(const reading& r) {
  const scep::unverified_cert_rep says = r.says.value_or(scep::unverified_cert_rep());
  json_object object;
  object["verified"] = r.verified;
  object["pki_status"] = text_or_null(r.says ? status_name(says.reply.status) : "");
  object["error"] = error_as_json(r.says ? says.refusal.code() : r.unusable);
  object["text"] = text_or_null(says.refusal.details().text);
  object["hresult"] = hresult_as_json(says.refusal.details().hresult);
  object["transaction_id"] = text_or_null(says.reply.transaction_id);
  object["sender_nonce"] = text_or_null(to_hex(says.reply.sender_nonce));
  object["recipient_nonce"] = text_or_null(to_hex(says.reply.recipient_nonce));
  print_json(object);
}

void print_for_people(const reading& r, const read_options& options) {
  const auto quoted = [](std::string_view text) { return text.empty() ? "" : '"' + scep::printable(text) + '"'; };
  if (options.ca_files.empty())
    print_heading("NOT VERIFIED: anybody may have written this. Verify it with --ca.", colour::yellow);
  if (!r.says) {
    const code_info info = describe(r.unusable);
    print_heading("UNUSABLE: " + title(info), colour::red);
    print_field("reason", r.unusable.message());
    print_field("what helps", scep::advice(r.unusable));
    print_field("code", label(r.unusable));
    return;
  }
  const scep::cert_rep& reply = r.says->reply;
  const scep::failure& refusal = r.says->refusal;
  switch (reply.status) {
    case scep::pki_status::success:
      print_heading("GRANTED: the reply holds a certificate", colour::green);
      print_field("envelope", std::to_string(reply.envelope.size()) + " bytes, encrypted");
      break;
    case scep::pki_status::pending:
      print_heading("PENDING: the CA has not decided yet", colour::yellow);
      print_field("what helps", "Ask again later (CertPoll), with the same transaction id.");
      break;
    case scep::pki_status::failure: {
      const code_info info = describe(refusal.code());
      print_heading("REFUSED: " + title(info), colour::red);
      print_field("reason", refusal.code().message());
      print_field("the CA says", quoted(refusal.details().text));
      if (refusal.details().hresult) print_field("Windows says", refusal.details().hresult.message());
      print_field("what helps", scep::advice(refusal));
      print_field("code", label(refusal.code()));
      break;
    }
  }
  print_field("transaction", quoted(reply.transaction_id));
  if (r.verified) {
    std::string checked = "signature";
    std::string open;
    (options.transaction_id ? checked : open) += ", transaction id";
    (options.nonce ? checked : open) += ", nonce";
    if (!open.empty()) open = "; not checked: " + open.substr(2);
    print_field("verified", checked + open);
  }
}

}  // namespace

int read(const read_options& options, bool json) {
  std::vector<x509_ptr> certificates;
  for (const std::string& name : options.ca_files) {
    std::vector<x509_ptr> found = certificates_in(read_file(name));
    if (found.empty()) throw std::runtime_error("no certificate in " + scep::printable(name));
    std::move(found.begin(), found.end(), std::back_inserter(certificates));
  }
  std::vector<X509*> borrowed;
  borrowed.reserve(certificates.size());
  for (const x509_ptr& certificate : certificates) borrowed.push_back(certificate.get());
  const auto expected = [](const std::optional<std::string>& bytes) {
    return bytes ? scep::expected_bytes(*bytes) : scep::expected_bytes(scep::unchecked);
  };
  std::optional<std::string> nonce;
  if (options.nonce) nonce = from_hex(*options.nonce);

  const std::string der = to_der(read_file(options.file));
  const reading r = certificates.empty()
                        ? read_unverified(der)
                        : read_verified(der, {std::move(borrowed), expected(options.transaction_id), expected(nonce)});
  if (json) {
    print_as_json(r);
  } else {
    print_for_people(r, options);
  }
  return exit_of(r);
}

}  // namespace tool
