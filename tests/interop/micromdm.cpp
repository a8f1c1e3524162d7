// A client of micromdm's server: sends a request and reads the reply to it.
// usage: micromdm PORT CA.pem CHALLENGE        prints "granted", or the failure in one line
#include <scep/cert_rep.hpp>

#include <httplib.h>
#include <openssl/pem.h>

#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>

#include "reply_builder.hpp"

namespace {

support::x509_ptr certificate_in(const std::string& file) {
  BIO* const bio = BIO_new_file(file.c_str(), "r");
  support::x509_ptr certificate(PEM_read_bio_X509(bio, nullptr, nullptr, nullptr));
  BIO_free(bio);
  if (!certificate) throw std::runtime_error("no certificate in " + file);
  return certificate;
}

}  // namespace

int main(int, char** argv) try {
  const support::x509_ptr ca = certificate_in(argv[2]);
  const support::identity client = support::make_identity("interop client");
  support::message request = support::request(client);
  request.content = support::enveloped_csr(client, ca.get(), argv[3]);

  httplib::Client http("127.0.0.1", std::atoi(argv[1]));
  http.set_read_timeout(600);
  const auto response = http.Post("/scep?operation=PKIOperation", build(request), "application/x-pki-message");
  if (!response || response->status != 200) throw std::runtime_error("no answer from the server");

  const auto reply = scep::read_cert_rep(response->body, {{ca.get()}, support::id, support::nonce});
  std::cout << (reply ? "granted" : to_string(reply.error())) << '\n';
} catch (const std::exception& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
