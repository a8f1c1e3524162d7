#include <scep/advice.hpp>
#include <scep/cert_rep.hpp>
#include <scep/fail_info.hpp>
#include <scep/failure.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "certificate.hpp"
#include "codes.hpp"
#include "envelope.hpp"
#include "print.hpp"
#include "reading.hpp"

namespace tool {

namespace {

std::string text_of(const certificate& c) {
  return name_in_quotes(c.subject) + ", serial " + c.serial + ", valid " + c.not_before + " to " + c.not_after +
         ", SHA-256 " + c.sha256;
}

// What a signer's or a recipient's certificate is known by.
std::string text_of(const std::string& issuer, const std::string& serial, const std::string& key_id) {
  if (!serial.empty()) return "serial " + serial + " of " + name_in_quotes(issuer);
  return "key identifier " + (key_id.empty() ? "of no bytes" : to_hex(key_id));
}

void print_signature(const reading& r) {
  if (r.signer && r.signer->has_signed)
    print_field("signed by", text_of(r.signer->facts) + (r.signer->given ? "" : " (not given: it came along)"));
  else if (r.signer)
    print_field("claims", "to be signed by " + text_of(r.signer->facts));
  else if (r.says)
    print_field("claims", "to be signed by " + text_of(r.says->signer.issuer, r.says->signer.serial, r.says->signer.key_id));
  if (r.namesake) print_field("came along", text_of(*r.namesake));
  if (!r.says) return;
  print_field("signed at", r.says->signing_time);
  print_field("digest", r.says->digest);
}

// Of a request's, whether it was meant for one that was given.
std::string text_of(const envelope::recipient& to, const std::vector<certificate>& given) {
  if (!to.other.empty()) return std::string(to.other);
  const std::string text = text_of(to.issuer, to.serial, to.key_id);
  for (const certificate& c : given)
    if (is_named(c, to.issuer, to.serial, to.key_id)) return text + ", the certificate " + name_in_quotes(c.subject);
  return text + (given.empty() ? "" : ", whose certificate you did not give");
}

void print_envelope(const std::string& der, const std::vector<certificate>& given = {}) {
  const auto described = describe_envelope(der);
  std::string text = std::to_string(der.size()) + " bytes, ";
  text += described ? "encrypted with " + scep::printable(described->cipher) : "which are no EnvelopedData";
  print_field("envelope", text);
  if (!described) return;
  for (const envelope::recipient& to : described->recipients) print_field("encrypted to", text_of(to, given));
}

// The CA's, and the one that it compared with its own.
std::string clocks(const scep::unverified_cert_rep& says, const std::optional<request_facts>& request) {
  const std::string of_ca =
      says.signing_time.empty() ? "the CA's is not in the reply" : "the CA signed at " + says.signing_time;
  if (!request) return of_ca + "; the request's is shown with --ca and --request";
  return of_ca + (request->signing_time.empty() ? ", the request has no time"
                                                : ", the request was signed at " + request->signing_time);
}

// In one line what a reply would say that cannot be used.
std::string unproven(const scep::unverified_cert_rep& says) {
  switch (says.reply.status) {
    case scep::pki_status::success: return "GRANTED";
    case scep::pki_status::pending: return "PENDING";
    case scep::pki_status::failure: break;
  }
  return "REFUSED: " + to_string(says.refusal);
}

void print_verified(const demands& wanted) {
  std::string checked = "signature";
  std::string open;
  (wanted.transaction_id ? checked : open) += ", transaction id";
  (wanted.nonce ? checked : open) += ", nonce";
  if (!open.empty()) open = "; not checked: " + open.substr(2);
  print_field("verified", checked + open);
}

// The one value of an attribute, as shown; else all of them; else nothing.
std::string text_of(const answered::value& value, const std::string& shown) {
  if (!value.bytes.empty()) return shown + (value.type_fits ? "" : ", of a wrong ASN.1 type");
  std::string all;
  for (const std::string& text : value.texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

// What the CA says in a reply that cannot be understood.
void print_words(const reading& r) {
  if (r.says || r.instead) return;
  const answered::value& id = r.answers.transaction_id;
  if (r.checked.transaction_id != check::failed) print_field("transaction", text_of(id, in_quotes(id.bytes)));
  print_field("failInfo", text_of(r.answers.fail_info, in_quotes(r.answers.fail_info.bytes)));
  print_field("failInfoText", text_of(r.answers.text, in_quotes(r.answers.text.bytes)));
}

void print_unusable(const reading& r, const demands& wanted) {
  const code_info info = describe(r.unusable.code());
  print_heading("UNUSABLE: " + title(info), colour::red);
  print_field("reason", r.unusable.code().message());
  print_field("attribute", r.attribute);
  for (const std::string& value : r.values) print_field("it says", value);
  if (r.instead) print_field("it is", r.instead->what);
  if (r.checked.transaction_id == check::failed) {
    const answered::value& id = r.answers.transaction_id;
    print_field("you sent", "transaction " + in_quotes(*wanted.transaction_id));
    print_field("it answers", id.texts.empty() ? "no transaction" : "transaction " + text_of(id, in_quotes(id.bytes)));
  }
  if (r.checked.nonce == check::failed) {
    const answered::value& nonce = r.answers.nonce;
    print_field("you sent", "nonce " + to_hex(*wanted.nonce));
    print_field("it answers", nonce.texts.empty() ? "no nonce" : "nonce " + text_of(nonce, to_hex(nonce.bytes)));
  }
  if (r.checked.signature != check::failed) print_words(r);
  print_field("what helps", advice_for(r));
  print_field("code", label(r.unusable.code()));
  print_signature(r);
  if (r.checked.signature != check::not_checked)
    for (const certificate& given : r.given) print_field("you gave", text_of(given));
  if (is_verified(r)) {
    print_verified(wanted);
  } else if (r.says) {
    print_field("unproven", "It would say " + unproven(*r.says));
  } else if (r.besides) {
    print_field("unproven", "It would be UNUSABLE: " + title(describe(r.besides)) + ". " + r.besides.message());
    print_words(r);
  }
}

void print_refusal(const reading& r, const demands& wanted) {
  const scep::unverified_cert_rep& says = *r.says;
  const scep::failure& refusal = says.refusal;
  print_heading("REFUSED: " + title(describe(refusal.code())), colour::red);
  print_field("reason", refusal.code().message());
  print_field("the CA says", in_quotes(refusal.details().text));
  if (refusal.details().hresult)
    print_field("Windows says", refusal.details().hresult.message());
  else
    print_field("HRESULT", in_quotes(says.hresult));  // one that is none
  const std::string_view first = scep::advice(refusal);
  const std::string_view second = scep::advice(refusal.code());
  print_field("what helps", first);
  if (second != first) print_field("or", second);
  if (refusal.code() == scep::fail_info::bad_time) print_field("clocks", clocks(says, wanted.request));
  if (wanted.request &&
      (refusal.code() == scep::fail_info::bad_algorithm || refusal.code() == scep::fail_info::bad_message_check)) {
    print_field("you sent", "digest " + wanted.request->digest);
    print_envelope(wanted.request->envelope, r.given);
  }
  const bool known =
      refusal.code().value() != static_cast<int>(scep::fail_info::unknown) && !describe(refusal.code()).enumerator.empty();
  if (!known) print_field("failInfo", in_quotes(says.fail_info));
  for (const std::string& value : r.values) print_field("failInfo", value);
  if (r.values.empty() && says.fail_info.empty()) print_field("failInfo", "none");
  print_field("code", label(refusal.code()));
}

}  // namespace

void print_for_people(const reading& r, const demands& wanted) {
  if (wanted.certificates.empty())
    print_heading("NOT VERIFIED: anybody may have written this. Verify it with --ca.", colour::yellow);
  for (const std::string& warning : r.warnings) print_field("warning", warning);
  if (!is_usable(r)) {
    print_unusable(r, wanted);
    return;
  }
  const scep::cert_rep& reply = r.says->reply;
  switch (reply.status) {
    case scep::pki_status::success:
      print_heading("GRANTED: the reply holds a certificate", colour::green);
      print_envelope(reply.envelope);
      break;
    case scep::pki_status::pending:
      print_heading("PENDING: the CA has not decided yet", colour::yellow);
      print_field("what helps", advice_for(r));
      break;
    case scep::pki_status::failure: print_refusal(r, wanted); break;
  }
  print_field("transaction", in_quotes(reply.transaction_id));
  print_signature(r);
  if (is_verified(r)) print_verified(wanted);
}

}  // namespace tool
