// strongSwan's client, pki --scep, asks a small server on loopback, which refuses with each of the five reasons: the client
// prints that reason.
#include <scep/cert_rep.hpp>
#include <scep/fail_info.hpp>

#include <httplib.h>
#include <openssl/pem.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>

#include "reply_builder.hpp"

namespace {

constexpr int skipped = 77;

// What a command prints, on either stream.
std::string output_of(const std::string& command) {
  std::string output;
  FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
  char buffer[4096];
  while (const std::size_t size = std::fread(buffer, 1, sizeof buffer, pipe)) output.append(buffer, size);
  pclose(pipe);
  return output;
}

template <class Write, class... Arguments>
void write_pem(const std::string& file, Write write, Arguments... arguments) {
  BIO* const bio = BIO_new_file(file.c_str(), "w");
  write(bio, arguments...);
  BIO_free(bio);
}

// A server that refuses everything for one reason.
class refusing_server {
 public:
  explicit refusing_server(const support::identity& ca) {
    server_.Get("/scep", [](const httplib::Request& request, httplib::Response& response) {
      const std::string operation = request.get_param_value("operation");
      if (operation == "GetCACaps")
        response.set_content("AES\nDES3\nSHA-256\nSHA-384\nSHA-512\nSHA-224\nSHA-1\nPOSTPKIOperation\n", "text/plain");
      else
        response.status = 404;
    });
    server_.Post("/scep", [&, this](const httplib::Request& request, httplib::Response& response) {
      const auto asked = scep::read_request(request.body);
      if (!asked) {
        error_ = to_string(asked.error());
        response.status = 400;
        return;
      }
      const auto refusal =
          scep::write_failure(reason, "refused by the test", asked.value(), ca.certificate.get(), ca.key.get());
      if (refusal) response.set_content(refusal.value(), "application/x-pki-message");
    });
    port = server_.bind_to_any_port("127.0.0.1");
    if (port < 0) return;
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();  // until then, stop() is not heard
  }
  refusing_server(const refusing_server&) = delete;
  refusing_server& operator=(const refusing_server&) = delete;
  ~refusing_server() {
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }

  // Not where there is no loopback network.
  bool answers() const {
    httplib::Client http("127.0.0.1", port);
    http.set_read_timeout(600);
    return static_cast<bool>(http.Get("/scep?operation=GetCACaps"));
  }

  // Why the last request could not be read, if so.
  const std::string& error() const { return error_; }

  scep::fail_info reason = scep::fail_info::unknown;
  int port = 0;

 private:
  httplib::Server server_;
  std::thread thread_;
  std::string error_;
};

}  // namespace

int main() {
  if (output_of("pki --help").find("--scep") == std::string::npos) {
    std::cout << "skipped, not installed: pki with --scep (packages strongswan-pki, libstrongswan-standard-plugins and "
                 "libstrongswan-extra-plugins)\n";
    return skipped;
  }
  const support::identity ca = support::make_identity("interop CA", 77);
  refusing_server server(ca);
  if (!server.answers()) {
    std::cout << "skipped, missing: a loopback network\n";
    return skipped;
  }
  char folder[] = "/tmp/scep-error-XXXXXX";
  if (mkdtemp(folder) == nullptr) return 1;
  const std::string ca_file = std::string(folder) + "/ca.pem";
  const std::string key_file = std::string(folder) + "/key.pem";
  const support::identity client = support::make_identity("client");
  write_pem(ca_file, PEM_write_bio_X509, ca.certificate.get());
  write_pem(key_file, PEM_write_bio_PrivateKey_traditional, client.key.get(), nullptr, nullptr, 0, nullptr, nullptr);

  int failed = 0;
  for (int wire = 0; wire < 5; ++wire) {
    server.reason = scep::from_wire(wire);
    const std::string printed =
        output_of("timeout 600 pki --scep --url http://127.0.0.1:" + std::to_string(server.port) + "/scep --in " + key_file +
                  " --dn 'CN=client' --password x --cipher aes --cacert-enc " + ca_file + " --cacert-sig " + ca_file);
    const std::string reason(name(server.reason));
    const bool ok = printed.find(reason) != std::string::npos;
    failed += !ok;
    std::cout << (ok ? "ok      " : "FAILED  ") << reason << '\n';
    if (!ok) std::cout << printed << server.error() << '\n';
  }
  std::filesystem::remove_all(folder);
  return failed == 0 ? 0 : 1;
}
