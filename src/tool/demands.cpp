#include "demands.hpp"

#include <scep/cert_rep.hpp>
#include <scep/failure.hpp>

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "file.hpp"
#include "forms.hpp"
#include "recognise.hpp"
#include "signed_data.hpp"
#include "text.hpp"

namespace tool {

namespace {

std::string nonce_of(const std::string& text) {
  constexpr std::size_t shortest = 8;  // base64 of less may be a word
  if (auto bytes = from_hex(text)) return *std::move(bytes);
  if (auto bytes = from_base64(text); bytes && bytes->size() >= shortest) return *std::move(bytes);
  throw std::runtime_error("--nonce is neither hex nor base64: " + scep::printable(text));
}

bool is_request(const message& m) { return scep::inspect_request(m.der).has_value(); }

// What is in a file without certificates, as the end of a sentence.
std::string instead_of_certificates(const input& in) {
  const message* const first = in.messages.empty() ? nullptr : &in.messages.front();
  if (first != nullptr && describe_certificate(first->der)) return " that can be decoded";
  return ": it is " + recognise(in, first).what;
}

void take_request(const std::string& name, demands& wanted) {
  const input in = take_apart(read_whole_file(name));
  const message* last = nullptr;
  scep::request_context context;
  std::size_t count = 0;
  for (const message& m : in.messages)
    if (auto request = scep::inspect_request(m.der)) {
      last = &m;
      context = std::move(request).assume_value();
      ++count;
    }
  if (last == nullptr) {
    const message* const m = choose(in);
    const bool reply = m != nullptr && scep::inspect_cert_rep(m->der);
    throw std::runtime_error(scep::printable(name) + " holds no request: it is " +
                             (reply ? "a reply" : recognise(in, m).what));
  }
  if (count > 1)
    wanted.warnings.push_back(scep::printable(name) + " holds " + std::to_string(count) +
                              " requests. The reply is taken for the answer to the last.");
  wanted.transaction_id = context.transaction_id;
  wanted.nonce = context.sender_nonce;
  wanted.request = {describe_certificate(context.certificate), signing_time(last->der), digest(last->der), context.envelope};
}

}  // namespace

demands demands_of(const read_options& options) {
  demands wanted;
  for (const std::string& name : options.ca_files) {
    const input in = take_apart(read_whole_file(name));
    const std::size_t warnings = wanted.warnings.size();
    std::vector<x509_ptr> found = certificates_in(in, name, wanted.warnings);
    if (found.empty())
      throw std::runtime_error(scep::printable(name) + " holds no certificate" +
                               (wanted.warnings.size() > warnings ? " that can be used. " + wanted.warnings.back()
                                                                  : instead_of_certificates(in)));
    std::move(found.begin(), found.end(), std::back_inserter(wanted.certificates));
    const auto is_reply = [](const message& m) { return scep::inspect_cert_rep(m.der).has_value(); };
    if (std::any_of(in.messages.begin(), in.messages.end(), is_reply))
      wanted.warnings.push_back(
          scep::printable(name) +
          ", given as --ca, is a reply: whoever wrote it chose its certificates. Compare their fingerprints with the CA's.");
    if (std::any_of(in.messages.begin(), in.messages.end(), is_request))
      wanted.warnings.push_back(scep::printable(name) + ", given as --ca, is a request: its certificate is the client's.");
  }
  if (options.request_file) take_request(*options.request_file, wanted);
  if (options.transaction_id && options.transaction_id->empty()) throw std::runtime_error("--transaction-id is empty");
  if (options.transaction_id) wanted.transaction_id = options.transaction_id;
  if (options.nonce) wanted.nonce = nonce_of(*options.nonce);
  return wanted;
}

}  // namespace tool
