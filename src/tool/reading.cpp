#include "reading.hpp"

#include <scep/advice.hpp>
#include <scep/condition.hpp>
#include <scep/fail_info.hpp>
#include <scep/reply_errc.hpp>

#include <algorithm>
#include <iterator>
#include <system_error>
#include <tuple>
#include <utility>

#include "der.hpp"
#include "envelope.hpp"
#include "forms.hpp"
#include "print.hpp"
#include "recognise_text.hpp"
#include "signed_data.hpp"

namespace tool {

namespace {

// Whether the library, given certificates, says so of nothing but what one of them has signed.
bool follows_on_signature(const scep::failure& error) {
  return !error.code() || error == scep::condition::rejected || error == scep::reply_errc::unknown_status ||
         error == scep::reply_errc::transaction_mismatch || error == scep::reply_errc::nonce_mismatch ||
         error == scep::reply_errc::missing_envelope || !error.details().attribute.empty();
}

std::vector<X509*> borrowed(const std::vector<x509_ptr>& certificates) {
  std::vector<X509*> all;
  std::transform(certificates.begin(), certificates.end(), std::back_inserter(all),
                 [](const x509_ptr& one) { return one.get(); });
  return all;
}

// What the library says of the reply with these certificates: untrusted_signer where the signer is none of them.
scep::failure answer(std::string_view der, std::vector<X509*> certificates) {
  const auto read = scep::read_cert_rep(der, {std::move(certificates), scep::unchecked, scep::unchecked});
  return read ? scep::failure() : read.assume_error();
}

// Whether the message of which the library says so is of another kind, not a reply with a fault.
bool is_no_reply(const scep::failure& error, std::string_view der) {
  return error == scep::reply_errc::not_signed_data || error == scep::reply_errc::no_signer ||
         error == scep::reply_errc::not_cert_rep || (error == scep::reply_errc::missing_attribute && !is_of_scep(der));
}

bool is_of(const certificate& c, const reading& r) {
  return r.says && is_named(c, r.says->signer.issuer, r.says->signer.serial, r.says->signer.key_id);
}

// Whether a reply may stand there that the library, as it says, cannot read.
bool may_be_reply(const message& m, const scep::failure& error) {
  const bool is_labelled = m.label == "CMS" || m.label == "PKCS7" || m.label == "PKCS #7 SIGNED DATA";
  if (is_labelled && m.flaw == "is not base64") return true;
  constexpr std::size_t head = 32;
  return error == scep::reply_errc::not_signed_data && m.der.rfind(signed_data_type, head) != std::string::npos;
}

struct along {
  std::string_view der;
  certificate facts;
};

// The first of those that came along as the signer's, and were not given.
std::vector<along> signers_along(const reading& r, std::string_view der) {
  constexpr std::size_t enough = 4;
  std::vector<along> found;
  for (const std::string_view one : certificates_along(der)) {
    auto c = describe_certificate(one);
    const auto is_same = [&](const certificate& given) { return given.sha256 == c->sha256; };
    if (found.size() < enough && c && is_of(*c, r) && std::none_of(r.given.begin(), r.given.end(), is_same))
      found.push_back({one, *std::move(c)});
  }
  return found;
}

// The signer's, which is one of those given. Several may have its name and number, as when a CA is made anew: then the one
// that has signed, if one has. A name may also look alike and be another, or be spelt otherwise and be the same: the library
// knows. Those that look alike come first: a damaged reply rather means one of them, and each answer costs a look at it all.
std::optional<signer_certificate> certificate_given(const reading& r, const demands& wanted, std::string_view der) {
  const bool has_signed = follows_on_signature(r.unusable);
  std::optional<signer_certificate> found;
  for (const bool alike : {true, false})
    for (std::size_t i = 0; i < r.given.size() && !found; ++i) {
      if (is_of(r.given[i], r) != alike) continue;
      const scep::failure error = answer(der, {wanted.certificates[i].get()});
      if (has_signed ? follows_on_signature(error) : error != scep::reply_errc::untrusted_signer)
        found = {r.given[i], true, has_signed};
    }
  return found;
}

// What ties a certificate whose key has signed the reply to those that were given; without one, the name of its issuer.
std::optional<kinship> kin_of(const reading& r, const demands& wanted, X509* signer) {
  std::optional<kinship> kin;
  const std::string& issuer = r.signer ? r.signer->facts.issuer : r.says->signer.issuer;
  for (std::size_t i = 0; i < r.given.size(); ++i) {
    const certificate& given = r.given[i];
    if (r.signer && r.signer->facts.public_key == given.public_key) return kinship{kinship::same_key, given};
    if (given.subject != issuer || (kin && kin->how == kinship::issued)) continue;
    const bool issued = signer != nullptr && has_issued(*wanted.certificates[i], *signer);
    kin = {issued ? kinship::issued : signer != nullptr ? kinship::not_issued : kinship::named, given};
  }
  return kin;
}

// None of those given has signed. One that came along is anybody's: that it names an issuer proves nothing, nor that it is
// there that its key has signed. A costly key is not decoded.
void look_along(reading& r, const demands& wanted, std::string_view der) {
  const auto candidates = signers_along(r, der);
  bool disproved = true;
  for (const along& one : candidates) {
    const x509_ptr decoded = one.facts.has_cheap_key ? decode(one.der) : nullptr;
    const scep::failure error = decoded ? answer(der, {decoded.get()}) : scep::reply_errc::unsupported_algorithm;
    if (follows_on_signature(error)) {
      r.signer = {one.facts, false, true};
      r.kin = kin_of(r, wanted, decoded.get());
      return;
    }
    if (error != scep::reply_errc::untrusted_signer && error != scep::reply_errc::bad_signature) disproved = false;
  }
  if (candidates.empty()) return;
  r.namesake = candidates.front().facts;
  r.namesake_disproved = disproved;
}

// Of several replies in one file, the one to this request, by its transaction id and its nonce. Of several that fit as well,
// the last that is the CA's, else the last: the others may be answers to earlier polls.
const message* choose_reply(const input& in, const demands& wanted, std::vector<std::string>& warnings) {
  struct candidate {
    const message* bytes;
    std::tuple<bool, bool, bool> fits;
  };
  std::vector<candidate> replies;
  bool any_unread = false;
  for (const message& m : in.messages) {
    const auto inspected = scep::inspect_cert_rep(m.der);
    if (!inspected && may_be_reply(m, inspected.assume_error())) any_unread = true;
    if (!is_signed_data(m) || (!inspected && is_no_reply(inspected.assume_error(), m.der))) continue;
    const answered answers = answered_by(m.der);
    replies.push_back(
        {&m,
         {answers.transaction_id.bytes == wanted.transaction_id, answers.nonce.bytes == wanted.nonce,
          (!wanted.transaction_id || answers.transaction_id.type_fits) && (!wanted.nonce || answers.nonce.type_fits)}});
  }
  if (replies.empty()) return choose(in);
  if (any_unread) warnings.emplace_back("Another message in the file cannot be read: it may be the reply that you mean.");
  if (replies.size() == 1) return replies.front().bytes;
  auto best = std::max_element(replies.rbegin(), replies.rend(),
                               [](const candidate& a, const candidate& b) { return a.fits < b.fits; });
  int tries = 8;
  for (auto one = best; one != replies.rend() && tries > 0; ++one) {
    if (one->fits != best->fits) continue;
    --tries;
    if (!follows_on_signature(answer(one->bytes->der, borrowed(wanted.certificates)))) continue;
    best = one;
    break;
  }
  warnings.push_back("The file holds " + std::to_string(replies.size()) + " replies. This is number " +
                     std::to_string(replies.rend() - best) + '.');
  return best->bytes;
}

// What is wrong where the error's attribute is not said, or is the value alone. A reason that cannot be read is no error.
std::string_view attribute_at_fault(const reading& r) {
  if (r.unusable == scep::reply_errc::unknown_status) return "pkiStatus";
  if (r.unusable == scep::reply_errc::not_cert_rep) return "messageType";
  if (r.says && r.says->refusal == scep::fail_info::unknown && r.says->fail_info.empty() && is_usable(r)) return "failInfo";
  return r.unusable.details().attribute;
}

void verify(reading& r, const demands& wanted, std::string_view der) {
  const auto expected = [](const std::optional<std::string>& bytes) {
    return bytes ? scep::expected_bytes(*bytes) : scep::expected_bytes(scep::unchecked);
  };
  const auto read =
      scep::read_cert_rep(der, {borrowed(wanted.certificates), expected(wanted.transaction_id), expected(wanted.nonce)});
  if (!read && read.assume_error() != scep::condition::rejected) {
    if (r.unusable != read.assume_error()) r.besides = r.unusable.code();
    r.unusable = read.assume_error();
  }
  const std::error_code error = r.unusable.code();
  const bool is_of_nobody = error == scep::reply_errc::untrusted_signer;
  if (!is_of_nobody) r.signer = certificate_given(r, wanted, der);
  if (is_of_nobody || error == scep::reply_errc::bad_signature) look_along(r, wanted, der);
  const bool names_issuer = r.says && !r.says->signer.serial.empty();  // else it is known by a key identifier
  if (is_of_nobody && names_issuer && !r.signer && !r.namesake) r.kin = kin_of(r, wanted, nullptr);
  r.checked.signature = follows_on_signature(r.unusable) ? check::ok : check::failed;
  if (r.checked.signature == check::failed) return;
  const auto compared = [&](const std::optional<std::string>& sent, const answered::value& received) {
    if (!sent) return check::not_checked;
    if (is_usable(r)) return check::ok;  // the library has compared it
    return *sent == received.bytes && !received.bytes.empty() && received.type_fits ? check::ok : check::failed;
  };
  r.checked.transaction_id = compared(wanted.transaction_id, r.answers.transaction_id);
  r.checked.nonce = compared(wanted.nonce, r.answers.nonce);
}

// A grant that no client can install.
void check_envelope(reading& r, const demands& wanted) {
  const std::string& der = r.says->reply.envelope;
  const auto described = describe_envelope(der);
  if (!described) {
    const input inner = take_apart(der);
    r.unusable = scep::reply_errc::missing_envelope;
    const message* const m = choose(inner);
    r.instead = {"a grant in which stands, in place of the EnvelopedData: " + recognise(inner, m).what +
                     (m != nullptr && !der::begins_message(der) ? ", written as text" : ""),
                 "Report it to the maker of the CA: the certificate must be in an EnvelopedData (RFC 8894 3.2)."};
    return;
  }
  if (!wanted.request || !wanted.request->signer) return;
  const certificate& own = *wanted.request->signer;
  const auto& recipients = described->recipients;
  const auto is_own = [&](const envelope::recipient& to) {
    const bool unknown = !to.other.empty() || (!to.key_id.empty() && own.key_id.empty());
    return unknown || is_named(own, to.issuer, to.serial, to.key_id);
  };
  if (recipients.size() < most_recipients && std::none_of(recipients.begin(), recipients.end(), is_own))
    r.warnings.push_back("It is not encrypted to the certificate that signed the request, " + name_in_quotes(own.subject) +
                         ", serial " + own.serial + ": a client that looks for that one cannot read it.");
}

std::string advice_for(const kinship& kin) {
  const std::string given = name_in_quotes(kin.given.subject);
  switch (kin.how) {
    case kinship::same_key:
      return "The signer's certificate has the key of " + given +
             ", which you gave: the CA may have renewed its own. Fetch it anew (GetCACert), compare the fingerprint with "
             "the CA's staff, and give it as --ca.";
    case kinship::issued:
      return given +
             ", which you gave, has issued the signer's certificate. If GetCACert returns that one, too, it is the RA's, "
             "or the CA's new one: give it as --ca. Else somebody answered to whom the CA "
             "gave a certificate for something else.";
    case kinship::not_issued:
      return "The signer's certificate names " + given +
             ", which you gave, as its issuer, but is not signed with its key: somebody plays the CA, or the CA was made "
             "anew. Fetch its certificates anew (GetCACert), and compare the fingerprints with the CA's staff.";
    case kinship::named: break;
  }
  return "The signer's certificate did not come along. It names " + given +
         ", which you gave, as its issuer: it may be the RA's, or the CA's own of another number. Fetch both anew "
         "(GetCACert), compare the CA's fingerprint, and give the one that is missing as --ca, too.";
}

}  // namespace

reading read_reply(const file& content, const demands& wanted) {
  reading r;
  input in = take_apart(content.bytes);
  in.is_whole = content.whole;
  r.warnings = wanted.warnings;
  const message* const m = choose_reply(in, wanted, r.warnings);
  for (const x509_ptr& c : wanted.certificates) r.given.push_back(describe_certificate(*c));
  for (const certificate& c : r.given) {
    const bool expired = c.not_after < now();
    if (expired || c.not_before > now())
      r.warnings.push_back("The certificate " + name_in_quotes(c.subject) + " that you gave " +
                           (expired ? "expired " + c.not_after : "is valid from " + c.not_before + " only") + '.');
  }
  const std::string_view der = m != nullptr ? std::string_view(m->der) : std::string_view(in.bytes);
  auto inspected = scep::inspect_cert_rep(der);
  r.answers = answered_by(der);
  const bool is_other = !inspected && is_no_reply(inspected.assume_error(), der);
  const bool is_reply = inspected || (!is_other && follows_on_signature(inspected.assume_error()));
  if (inspected) {
    r.says = std::move(inspected).assume_value();
  } else {
    r.unusable = m != nullptr ? inspected.assume_error() : scep::failure(scep::reply_errc::not_signed_data);
    if (m == nullptr || bytes_behind(*m) > 0 || is_other) r.instead = recognise(in, m);
  }
  if (!in.is_whole)
    r.warnings.push_back("The file is longer than " + std::to_string(max_file_size >> 20) +
                         " MiB: the rest was not read, and may hold a reply.");
  if (in.http && in.http->status / 100 != 2 && m != nullptr)
    r.warnings.push_back("It came with " + status_text(*in.http) + ": a client may not read it at all.");
  if (wanted.certificates.empty())
    look_along(r, wanted, der);
  else if (is_reply)
    verify(r, wanted, der);
  if (is_usable(r) && r.says->reply.status == scep::pki_status::success) check_envelope(r, wanted);
  r.attribute = attribute_at_fault(r);
  r.values = attribute_texts(der, r.attribute);
  return r;
}

bool is_usable(const reading& r) { return !r.unusable.code(); }

bool is_verified(const reading& r) {
  return r.checked.signature == check::ok && r.checked.transaction_id != check::failed && r.checked.nonce != check::failed;
}

std::string advice_for(const reading& r) {
  if (!is_usable(r)) {
    if (r.instead && !r.instead->advice.empty()) return r.instead->advice;
    if (r.kin) return advice_for(*r.kin);
    if (r.namesake_disproved)
      return "A certificate that may be the signer's came along, but its key has not signed the reply: the reply was "
             "damaged or changed on its way, or somebody plays the CA.";
    return std::string(scep::advice(r.unusable));
  }
  if (r.says->reply.status == scep::pki_status::pending) return "Ask again later (CertPoll), with the same transaction id.";
  return std::string(scep::advice(r.says->refusal));
}

}  // namespace tool
