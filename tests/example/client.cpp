// A SCEP client (RFC 8894): it enrols for a certificate, and where that fails it says what to do about it.
// usage: scep-client URL CA-FINGERPRINT CHALLENGE NAME FOLDER
//   URL             http://host:port/path
//   CA-FINGERPRINT  as `openssl x509 -fingerprint -sha256` prints it: 12:34:..., from somebody you trust, for nothing else
//                   proves the answer to GetCACert
//   FOLDER          where key.pem and certificate.pem go
#include <scep/advice.hpp>
#include <scep/cert_rep.hpp>

#include <httplib.h>

#include <chrono>
#include <iostream>
#include <thread>

#include "cms.hpp"

namespace {

using namespace std::chrono_literals;

// What can go wrong before any CA has spoken.
enum class client_errc { no_answer = 1, http_status, unknown_ca, no_certificate };

class client_category_type final : public std::error_category {
 public:
  const char* name() const noexcept override { return "example.client"; }
  std::string message(int value) const override {
    switch (client_errc{value}) {
      case client_errc::no_answer: return "The server does not answer.";
      case client_errc::http_status: return "The server answers with an HTTP error.";
      case client_errc::unknown_ca: return "The server's CA is not the one with the given fingerprint.";
      case client_errc::no_certificate: return "The CA's envelope does not hold a certificate for this key.";
    }
    return "Unknown error.";
  }
} const client_category;

std::error_code make_error_code(client_errc e) { return {static_cast<int>(e), client_category}; }

// The server behind a URL.
class server {
 public:
  explicit server(const std::string& url) : path_at_(url.find('/', url.find("//") + 2)), http_(url.substr(0, path_at_)) {
    if (path_at_ != std::string::npos) path_ = url.substr(path_at_);
    http_.set_read_timeout(30);
  }

  scep::result<std::string> get(const std::string& operation) {
    return body_of(http_.Get(path_ + "?operation=" + operation));
  }

  scep::result<std::string> post(const std::string& message) {
    return body_of(http_.Post(path_ + "?operation=PKIOperation", message, "application/x-pki-message"));
  }

 private:
  static scep::result<std::string> body_of(const httplib::Result& response) {
    if (!response) return make_error_code(client_errc::no_answer);
    // Many CAs refuse in this way, too: what they say goes along.
    if (response->status != 200)
      return scep::failure(make_error_code(client_errc::http_status), {response->body, {}, {}, {}});
    return response->body;
  }

  std::size_t path_at_;
  httplib::Client http_;
  std::string path_ = "/";
};

// The CA with that fingerprint, its RAs, and what they understand.
struct authority {
  std::vector<x509_ptr> certificates;
  std::vector<X509*> signers;
  X509* ca = nullptr;
  X509* encryption = nullptr;
  const EVP_CIPHER* cipher = EVP_des_ede3_cbc();
  const EVP_MD* digest = EVP_sha1();
};

bool has_fingerprint(const X509* certificate, const std::string& fingerprint) {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  X509_digest(certificate, EVP_sha256(), reinterpret_cast<unsigned char*>(digest.data()), &size);
  return hex(digest.substr(0, size), ':') == fingerprint;
}

scep::result<authority> find_authority(server& scep_server, const std::string& fingerprint) {
  BOOST_OUTCOME_TRY(const std::string answer, scep_server.get("GetCACert"));
  std::vector<x509_ptr> sent = certificates_in(answer);
  authority found;
  for (const x509_ptr& c : sent)
    if (has_fingerprint(c.get(), fingerprint)) found.ca = c.get();
  if (found.ca == nullptr) return make_error_code(client_errc::unknown_ca);

  found.encryption = found.ca;
  for (x509_ptr& c : sent) {
    if (X509_verify(c.get(), X509_get0_pubkey(found.ca)) != 1) continue;  // neither the CA itself nor an RA of its making
    // NDES has an RA certificate for signatures and one for encryption.
    if (c.get() != found.ca && (X509_get_key_usage(c.get()) & KU_KEY_ENCIPHERMENT) != 0) found.encryption = c.get();
    found.signers.push_back(c.get());
    found.certificates.push_back(std::move(c));
  }

  BOOST_OUTCOME_TRY(const std::string abilities, scep_server.get("GetCACaps"));
  const auto can = [&](const char* word) { return abilities.find(word) != std::string::npos; };
  if (can("AES") || can("SCEPStandard")) found.cipher = EVP_aes_128_cbc();
  if (can("SHA-256") || can("SCEPStandard")) found.digest = EVP_sha256();
  return found;
}

// One transaction: requests and their replies, with one key.
class transaction {
 public:
  transaction(server& scep_server, const authority& ca, const std::string& name)
      : server_(scep_server), ca_(ca), key_(EVP_RSA_gen(2048)), csr_(X509_REQ_new()), id_(hex(random_bytes(16), '\0')) {
    X509_NAME* const subject = X509_REQ_get_subject_name(csr_.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.data()),
                               static_cast<int>(name.size()), -1, 0);
    X509_REQ_set_pubkey(csr_.get(), key_.get());
    own_ = certify(subject, key_.get(), nullptr, key_.get());  // to sign with, until there is another (RFC 8894 2.3)
  }

  EVP_PKEY* key() const { return key_.get(); }

  scep::result<scep::cert_rep> ask(const std::string& challenge) {
    X509_REQ_add1_attr_by_NID(csr_.get(), NID_pkcs9_challengePassword, MBSTRING_UTF8,
                              reinterpret_cast<const unsigned char*>(challenge.data()), static_cast<int>(challenge.size()));
    X509_REQ_sign(csr_.get(), key_.get(), ca_.digest);
    return exchange(scep::request_type::pkcs_req, to_der(csr_.get(), i2d_X509_REQ));
  }

  // IssuerAndSubject (RFC 8894 3.3.3).
  scep::result<scep::cert_rep> ask_again() {
    const std::string names =
        to_der(X509_get_subject_name(ca_.ca), i2d_X509_NAME) + to_der(X509_REQ_get_subject_name(csr_.get()), i2d_X509_NAME);
    std::string sequence(static_cast<std::size_t>(ASN1_object_size(1, static_cast<int>(names.size()), V_ASN1_SEQUENCE)),
                         '\0');
    auto* next = reinterpret_cast<unsigned char*>(sequence.data());
    ASN1_put_object(&next, 1, static_cast<int>(names.size()), V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
    std::copy(names.begin(), names.end(), next);
    return exchange(scep::request_type::cert_poll, sequence);
  }

  scep::result<x509_ptr> open(const std::string& envelope) {
    BOOST_OUTCOME_TRY(const std::string sent, decrypt(envelope, key_.get(), own_.get()));
    for (x509_ptr& c : certificates_in(sent))
      if (X509_check_private_key(c.get(), key_.get()) == 1) return std::move(c);
    return make_error_code(client_errc::no_certificate);
  }

 private:
  scep::result<scep::cert_rep> exchange(scep::request_type type, const std::string& content) {
    const std::string nonce = random_bytes(16);
    BOOST_OUTCOME_TRY(const std::string envelope, encrypt(content, ca_.encryption, ca_.cipher));
    BOOST_OUTCOME_TRY(const std::string request,
                      sign(envelope,
                           {{message_type, V_ASN1_PRINTABLESTRING, std::to_string(static_cast<int>(type))},
                            {transaction_id, V_ASN1_PRINTABLESTRING, id_},
                            {sender_nonce, V_ASN1_OCTET_STRING, nonce}},
                           own_.get(), key_.get(), ca_.digest));
    BOOST_OUTCOME_TRY(const std::string reply, server_.post(request));
    return scep::read_cert_rep(reply, {ca_.signers, id_, nonce});
  }

  server& server_;
  const authority& ca_;
  key_ptr key_;
  csr_ptr csr_;
  x509_ptr own_;
  std::string id_;
};

scep::result<void> enrol(const std::string& url, const std::string& fingerprint, const std::string& challenge,
                         const std::string& name, const std::string& folder) {
  server scep_server(url);
  BOOST_OUTCOME_TRY(const authority ca, find_authority(scep_server, fingerprint));
  transaction t(scep_server, ca, name);
  BOOST_OUTCOME_TRY(scep::cert_rep reply, t.ask(challenge));
  for (int polls = 0; reply.status == scep::pki_status::pending; ++polls) {
    if (polls == 10) return std::make_error_code(std::errc::timed_out);
    std::this_thread::sleep_for(1s);  // where people approve, rather an hour
    BOOST_OUTCOME_TRY(reply, t.ask_again());
  }
  BOOST_OUTCOME_TRY(const x509_ptr certificate, t.open(reply.envelope));
  write_pem(folder + "/key.pem", PEM_write_bio_PrivateKey, t.key(), nullptr, nullptr, 0, nullptr, nullptr);
  write_pem(folder + "/certificate.pem", PEM_write_bio_X509, certificate.get());
  return scep::result<void>(BOOST_OUTCOME_V2_NAMESPACE::in_place_type<void>);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "usage: scep-client URL CA-FINGERPRINT CHALLENGE NAME FOLDER\n";
    return 2;
  }
  load_single_des();
  const auto enrolled = enrol(argv[1], argv[2], argv[3], argv[4], argv[5]);
  if (enrolled) return 0;
  std::cerr << to_string(enrolled.error()) << '\n' << scep::advice(enrolled.error()) << '\n';  // for the log; for the user
  return 1;
}
