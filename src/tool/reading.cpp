#include "reading.hpp"

#include <scep/advice.hpp>
#include <scep/condition.hpp>
#include <scep/reply_errc.hpp>

#include <algorithm>
#include <system_error>
#include <utility>

#include "forms.hpp"
#include "print.hpp"

namespace tool {

namespace {

bool is_of_signature(const std::error_code& error) {
  return error == scep::reply_errc::untrusted_signer || error == scep::reply_errc::bad_signature ||
         error == scep::reply_errc::unsupported_algorithm || error == scep::reply_errc::weak_digest;
}

bool has_signed(X509* certificate, std::string_view der) {
  const auto read = scep::read_cert_rep(der, {{certificate}, scep::unchecked, scep::unchecked});
  return read || !is_of_signature(read.assume_error().code());
}

// Whether this is another kind of message, not a reply with a fault.
bool is_no_reply(const std::error_code& error) {
  return error == scep::reply_errc::not_signed_data || error == scep::reply_errc::no_signer ||
         error == scep::reply_errc::not_cert_rep;
}

bool is_of(const certificate& c, const scep::signer_id& signer) {
  return signer.key_id.empty() ? c.issuer == signer.issuer && c.serial == signer.serial : c.key_id == signer.key_id;
}

// The first that came along as the signer's, and was not given.
std::optional<certificate> certificate_along(const scep::signer_id& signer, const reading& r, std::string_view der) {
  for (const std::string_view along : certificates_along(der)) {
    auto c = describe_certificate(along);
    const auto is_same = [&](const certificate& given) { return given.sha256 == c->sha256; };
    if (c && is_of(*c, signer) && std::none_of(r.given.begin(), r.given.end(), is_same)) return c;
  }
  return std::nullopt;
}

// Several may have the signer's name and number, as when a CA is made anew: of those given, the one that has signed.
std::optional<signer_certificate> certificate_of(const scep::signer_id& signer, const reading& r, const demands& wanted,
                                                 std::string_view der) {
  for (std::size_t i = 0; i < r.given.size(); ++i)
    if (is_of(r.given[i], signer) && has_signed(wanted.certificates[i].get(), der))
      return signer_certificate{r.given[i], true};
  for (const certificate& c : r.given)
    if (is_of(c, signer)) return signer_certificate{c, true};
  if (auto along = certificate_along(signer, r, der)) return signer_certificate{*std::move(along), false};
  return std::nullopt;
}

// Of several replies in one file, the one to this request, by its transaction id and its nonce; else the first.
const message* choose_reply(const input& in, const demands& wanted, std::vector<std::string>& warnings) {
  struct candidate {
    const message* bytes;
    std::pair<bool, bool> fits;
  };
  std::vector<candidate> replies;
  for (const message& m : in.messages) {
    const auto inspected = scep::inspect_cert_rep(m.der);
    if (!is_signed_data(m) || (!inspected && is_no_reply(inspected.assume_error().code()))) continue;
    replies.push_back({&m, {}});
    if (!inspected) continue;
    const scep::cert_rep& reply = inspected.assume_value().reply;
    replies.back().fits = {reply.transaction_id == wanted.transaction_id, reply.recipient_nonce == wanted.nonce};
  }
  const auto best = std::max_element(replies.begin(), replies.end(),
                                     [](const candidate& a, const candidate& b) { return a.fits < b.fits; });
  if (replies.size() > 1)
    warnings.push_back("The file holds " + std::to_string(replies.size()) + " replies. This is number " +
                       std::to_string(best - replies.begin() + 1) + '.');
  return best != replies.end() ? best->bytes : choose(in, is_signed_data);
}

// The signer is none of the certificates given, but was issued by one of them.
const certificate* issuer_given(const reading& r) {
  if (r.unusable != scep::reply_errc::untrusted_signer || !r.says) return nullptr;
  const std::string& issuer = r.signer ? r.signer->facts.issuer : r.says->signer.issuer;
  for (const certificate& c : r.given)
    if (!issuer.empty() && c.subject == issuer) return &c;
  return nullptr;
}

}  // namespace

reading read_reply(const file& content, const demands& wanted) {
  reading r;
  const input in = take_apart(content.bytes);
  r.warnings = wanted.warnings;
  const message* const m = choose_reply(in, wanted, r.warnings);
  for (const x509_ptr& c : wanted.certificates) r.given.push_back(describe_certificate(*c));
  for (const certificate& c : r.given) {
    const bool expired = c.not_after < now();
    if (expired || c.not_before > now())
      r.warnings.push_back("The certificate " + in_quotes(c.subject) + " that you gave " +
                           (expired ? "expired " + c.not_after : "is valid from " + c.not_before + " only") + '.');
  }
  const std::string_view der = m != nullptr ? std::string_view(m->der) : std::string_view(in.bytes);
  auto inspected = scep::inspect_cert_rep(der);
  if (inspected) {
    r.says = std::move(inspected).assume_value();
    r.signer = certificate_of(r.says->signer, r, wanted, der);
  } else {
    r.unusable = inspected.assume_error();
    if (!content.whole) {
      r.unusable = scep::reply_errc::too_large;
    } else if (m == nullptr) {
      r.unusable = scep::reply_errc::not_signed_data;
    }
    if (m == nullptr || is_no_reply(r.unusable.code())) r.instead = recognise(in, m);
  }
  if (wanted.certificates.empty() || !r.says) return r;

  const auto expected = [](const std::optional<std::string>& bytes) {
    return bytes ? scep::expected_bytes(*bytes) : scep::expected_bytes(scep::unchecked);
  };
  std::vector<X509*> borrowed;
  for (const x509_ptr& c : wanted.certificates) borrowed.push_back(c.get());
  const auto read = scep::read_cert_rep(der, {std::move(borrowed), expected(wanted.transaction_id), expected(wanted.nonce)});
  r.verified = read || read.assume_error() == scep::condition::rejected;
  if (!r.verified) r.unusable = read.assume_error();
  if (r.unusable == scep::reply_errc::bad_signature && r.signer && r.signer->given)
    r.namesake = certificate_along(r.says->signer, r, der);
  return r;
}

bool is_usable(const reading& r) { return !r.unusable.code(); }

// The signature comes first: where anything but it failed, it is good.
checks checks_of(const reading& r, const demands& wanted) {
  checks c;
  if (wanted.certificates.empty() || !r.says) return c;
  c.signature = is_of_signature(r.unusable.code()) ? check::failed : check::ok;
  if (c.signature == check::failed) return c;
  const auto compared = [](const std::optional<std::string>& sent, const std::string& received) {
    return !sent ? check::not_checked : *sent == received && !received.empty() ? check::ok : check::failed;
  };
  c.transaction_id = compared(wanted.transaction_id, r.says->reply.transaction_id);
  c.nonce = compared(wanted.nonce, r.says->reply.recipient_nonce);
  return c;
}

std::string advice_for(const reading& r) {
  if (!is_usable(r)) {
    if (r.instead && !r.instead->advice.empty()) return r.instead->advice;
    if (const certificate* const issuer = issuer_given(r)) {
      std::string text = "The signer's certificate was issued by " + in_quotes(issuer->subject) +
                         ", which you gave: it is the RA's, or the CA's own of another key. Give that one as --ca.";
      if (r.signer) text += " It came along: openssl pkcs7 -inform DER -print_certs shows it.";
      return text;
    }
    if (r.namesake)
      return "The certificate that came along has the name and number of one that you gave, and is another. If the CA was "
             "made anew, fetch its certificate anew (GetCACert) and compare the fingerprint with the CA's staff. Else "
             "somebody plays the CA.";
    return std::string(scep::advice(r.unusable));
  }
  if (r.says->reply.status == scep::pki_status::pending) return "Ask again later (CertPoll), with the same transaction id.";
  return std::string(scep::advice(r.says->refusal));
}

}  // namespace tool
