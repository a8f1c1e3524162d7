// A SCEP server (RFC 8894): it grants certificates for a day to whoever knows the challenge password, at once or after a
// while. usage: scep-server FOLDER CHALLENGE [now|later|ra|ERROR]
//   FOLDER  where ca.pem goes, the certificate of a CA that lives as long as this program
//   later   the first answer is PENDING
//   ra      an RA decrypts and signs in the CA's place, as with NDES
//   ERROR   every request ends in that ca_errc, by its name below: to see what clients make of it
// It listens on loopback only and prints the port.
#include <scep/cert_rep.hpp>

#include <httplib.h>

#include <array>
#include <iostream>
#include <map>
#include <mutex>

#include "cms.hpp"

namespace {

// Why this CA grants nothing. Each error tells SCEP what it means; the last means nothing that a client could help.
enum class ca_errc { weak_key = 1, unreadable, wrong_challenge, clock_skew, unknown_transaction, database_down };

struct ca_error {
  ca_errc value;
  std::string_view name;
  const char* message;
  std::optional<scep::fail_info> reason;
};
constexpr std::array<ca_error, 6> ca_errors = {{
    {ca_errc::weak_key, "weak_key", "This CA certifies RSA keys of 2048 bits or more.", scep::fail_info::bad_algorithm},
    {ca_errc::unreadable, "unreadable", "The request cannot be read.", scep::fail_info::bad_message_check},
    {ca_errc::wrong_challenge, "wrong_challenge", "The challenge password is wrong.", scep::fail_info::bad_request},
    {ca_errc::clock_skew, "clock_skew", "The request was signed tomorrow.", scep::fail_info::bad_time},
    {ca_errc::unknown_transaction, "unknown_transaction", "Nothing waits for approval here.", scep::fail_info::bad_cert_id},
    {ca_errc::database_down, "database_down", "The database is down.", std::nullopt},
}};

class ca_category_type final : public std::error_category {
 public:
  const char* name() const noexcept override { return "example.ca"; }
  std::string message(int value) const override { return ca_errors.at(static_cast<std::size_t>(value - 1)).message; }
  std::error_condition default_error_condition(int value) const noexcept override {
    const auto& reason = ca_errors[static_cast<std::size_t>(value - 1)].reason;
    return reason ? make_error_condition(*reason) : std::error_condition(value, *this);
  }
} const ca_category;

std::error_code make_error_code(ca_errc e) { return {static_cast<int>(e), ca_category}; }

class authority {
 public:
  authority(std::string challenge, std::string mode)
      : challenge_(std::move(challenge)), mode_(std::move(mode)), key_(EVP_RSA_gen(2048)) {
    certificate_ = certify(name_of("Example CA").get(), key_.get(), nullptr, key_.get());
    if (mode_ != "ra") return;
    ra_key_.reset(EVP_RSA_gen(2048));
    ra_certificate_ = certify(name_of("Example RA").get(), ra_key_.get(), certificate_.get(), key_.get());
    const std::unique_ptr<X509_EXTENSION, deleter<X509_EXTENSION_free>> usage(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_key_usage, "digitalSignature,keyEncipherment"));
    X509_add_ext(ra_certificate_.get(), usage.get(), -1);
    X509_sign(ra_certificate_.get(), key_.get(), EVP_sha256());
  }

  X509* certificate() const { return certificate_.get(); }

  // The answer to GetCACert (RFC 8894 4.2.1): the CA's certificate, or a message without a signer that has the RA's, too.
  void send_certificates(httplib::Response& response) const {
    if (ra_certificate_)
      response.set_content(carrier({certificate_.get(), ra_certificate_.get()}), "application/x-x509-ca-ra-cert");
    else
      response.set_content(to_der(certificate_.get(), i2d_X509), "application/x-x509-ca-cert");
  }

  // The body of the HTTP response; an error where there is no answer that a client could be held to.
  scep::result<std::string> answer(const std::string& body) {
    const auto request = scep::read_request(body);
    const auto granted = request ? issue(request.value()) : request.error();
    if (granted) return granted;

    const scep::failure& why = granted.error();
    std::cerr << to_string(why) << '\n';
    if (request && !scep::as_fail_info(why)) return why;  // our trouble: a signed refusal would be final
    BOOST_OUTCOME_TRY(const scep::request_context asked, scep::inspect_request(body));  // its signature may be bad
    return scep::write_failure(scep::fail_info_for(why), why.code().message(), asked, signer(), signing_key());
  }

 private:
  // A signed SUCCESS or PENDING, or an error.
  scep::result<std::string> issue(const scep::request_context& request) {
    for (const ca_error& e : ca_errors)
      if (mode_ == e.name) return make_error_code(e.value);

    const std::lock_guard<std::mutex> lock(mutex_);
    if (request.type == scep::request_type::cert_poll) {
      const auto waiting = waiting_.find(request.transaction_id);
      if (waiting == waiting_.end()) return make_error_code(ca_errc::unknown_transaction);
      const x509_ptr issued = std::move(waiting->second);
      waiting_.erase(waiting);
      return grant(request, issued.get());
    }
    BOOST_OUTCOME_TRY(x509_ptr issued, certificate_for(request));
    if (mode_ != "later") return grant(request, issued.get());
    waiting_[request.transaction_id] = std::move(issued);
    return reply(request, "3", "");
  }

  // Whoever asks proves to have the key by the certification request's signature, and to be allowed to by the challenge.
  scep::result<x509_ptr> certificate_for(const scep::request_context& request) const {
    BOOST_OUTCOME_TRY(const std::string der, decrypt(request.envelope, signing_key(), signer()));
    const csr_ptr csr = from_der<csr_ptr>(der, d2i_X509_REQ);
    EVP_PKEY* const key = csr ? X509_REQ_get0_pubkey(csr.get()) : nullptr;
    if (key == nullptr || X509_REQ_verify(csr.get(), key) != 1) return make_error_code(ca_errc::unreadable);
    if (EVP_PKEY_is_a(key, "RSA") != 1 || EVP_PKEY_get_bits(key) < 2048) return make_error_code(ca_errc::weak_key);

    const int place = X509_REQ_get_attr_by_NID(csr.get(), NID_pkcs9_challengePassword, -1);
    const ASN1_TYPE* const challenge = X509_ATTRIBUTE_get0_type(X509_REQ_get_attr(csr.get(), place), 0);
    if (challenge == nullptr || (ASN1_tag2bit(challenge->type) & DIRSTRING_TYPE) == 0 ||
        challenge_ != std::string_view(reinterpret_cast<const char*>(ASN1_STRING_get0_data(challenge->value.asn1_string)),
                                       static_cast<std::size_t>(ASN1_STRING_length(challenge->value.asn1_string))))
      return make_error_code(ca_errc::wrong_challenge);
    return certify(X509_REQ_get_subject_name(csr.get()), key, certificate_.get(), key_.get());
  }

  // The certificate goes in a message without a signer, encrypted to the key that signed the request (RFC 8894 3.3.2).
  scep::result<std::string> grant(const scep::request_context& request, X509* issued) const {
    const x509_ptr recipient = from_der<x509_ptr>(request.certificate, d2i_X509);
    BOOST_OUTCOME_TRY(const std::string envelope, encrypt(carrier({issued}), recipient.get(), EVP_aes_128_cbc()));
    return reply(request, "0", envelope);
  }

  scep::result<std::string> reply(const scep::request_context& request, const std::string& status,
                                  const std::string& envelope) const {
    return sign(envelope,
                {{message_type, V_ASN1_PRINTABLESTRING, "3"},
                 {pki_status, V_ASN1_PRINTABLESTRING, status},
                 // A PrintableString by the RFC, but that cannot hold every id, and Go's clients check.
                 {transaction_id, is_printable(request.transaction_id) ? V_ASN1_PRINTABLESTRING : V_ASN1_UTF8STRING,
                  request.transaction_id},
                 {sender_nonce, V_ASN1_OCTET_STRING, random_bytes(16)},
                 {recipient_nonce, V_ASN1_OCTET_STRING, request.sender_nonce}},
                signer(), signing_key(), EVP_sha256());
  }

  X509* signer() const { return ra_certificate_ ? ra_certificate_.get() : certificate_.get(); }
  EVP_PKEY* signing_key() const { return ra_key_ ? ra_key_.get() : key_.get(); }

  // A message without a signer.
  static std::string carrier(std::initializer_list<X509*> certificates) {
    const std::unique_ptr<PKCS7, deleter<PKCS7_free>> message(PKCS7_new());
    PKCS7_set_type(message.get(), NID_pkcs7_signed);
    PKCS7_content_new(message.get(), NID_pkcs7_data);
    for (X509* const c : certificates) PKCS7_add_certificate(message.get(), c);
    return to_der(message.get(), i2d_PKCS7);
  }

  static std::unique_ptr<X509_NAME, deleter<X509_NAME_free>> name_of(const char* common_name) {
    std::unique_ptr<X509_NAME, deleter<X509_NAME_free>> name(X509_NAME_new());
    X509_NAME_add_entry_by_txt(name.get(), "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(common_name), -1, -1,
                               0);
    return name;
  }

  static bool is_printable(const std::string& id) {
    return ASN1_PRINTABLE_type(reinterpret_cast<const unsigned char*>(id.data()), static_cast<int>(id.size())) ==
           V_ASN1_PRINTABLESTRING;
  }

  const std::string challenge_;
  const std::string mode_;
  key_ptr key_;
  x509_ptr certificate_;
  key_ptr ra_key_;  // null, as is its certificate, where there is no RA
  x509_ptr ra_certificate_;
  std::mutex mutex_;
  std::map<std::string, x509_ptr> waiting_;  // by transaction id
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) {
    std::cerr << "usage: scep-server FOLDER CHALLENGE [now|later|ra|ERROR]\n";
    return 2;
  }
  load_single_des();

  authority ca(argv[2], argc == 4 ? argv[3] : "now");
  write_pem(std::string(argv[1]) + "/ca.pem", PEM_write_bio_X509, ca.certificate());

  const auto answer = [&](const std::string& message, httplib::Response& response) {
    const auto reply = ca.answer(message);
    if (reply) return response.set_content(reply.value(), "application/x-pki-message");
    response.status = reply.error() == scep::condition::unusable_reply ? 400 : 503;  // no SCEP request; not now
    response.set_content(reply.error().code().message(), "text/plain");
  };
  httplib::Server http;
  http.Get("/scep", [&](const httplib::Request& request, httplib::Response& response) {
    const std::string operation = request.get_param_value("operation");
    if (operation == "GetCACaps")
      response.set_content("AES\nDES3\nSHA-256\nSHA-384\nSHA-512\nSHA-224\nSHA-1\nPOSTPKIOperation\n", "text/plain");
    else if (operation == "GetCACert")
      ca.send_certificates(response);
    else if (operation == "PKIOperation")
      answer(from_base64(request.get_param_value("message")), response);
    else
      response.status = 404;
  });
  http.Post("/scep", [&](const httplib::Request& request, httplib::Response& response) { answer(request.body, response); });
  const int port = http.bind_to_any_port("127.0.0.1");
  if (port < 0) return 1;
  std::cout << port << std::endl;
  return http.listen_after_bind() ? 0 : 1;
}
