#include <scep/advice.hpp>
#include <scep/cert_rep.hpp>
#include <scep/condition.hpp>
#include <scep/fail_info.hpp>
#include <scep/hresult.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <stdexcept>

#include "certificate.hpp"
#include "codes.hpp"
#include "commands.hpp"
#include "envelope.hpp"
#include "file.hpp"
#include "forms.hpp"
#include "print.hpp"
#include "recognise.hpp"

namespace tool {

namespace {

// A certificate that the user gave, or that came along, as the signer's.
struct signer_certificate {
  certificate facts;
  bool given;
};

// All that is known of a reply.
struct reading {
  bool verified = false;
  std::optional<scep::unverified_cert_rep> says;  // none where the bytes are no reply
  scep::failure unusable;                         // why the reply cannot be used; else a false code
  std::optional<finding> instead;                 // what the bytes are, where they are no reply
  std::vector<certificate> given;                 // as --ca
  std::optional<signer_certificate> signer;
  std::vector<std::string> warnings;
};

// What the options demand of the reply.
struct demands {
  std::vector<x509_ptr> certificates;
  std::optional<std::string> transaction_id, nonce;
};

std::string in_quotes(std::string_view text) { return text.empty() ? "" : '"' + scep::printable(text) + '"'; }

// The first message of the file that is what is wanted, else the first SignedData, else the first of any kind.
template <class Wanted>
const message* choose(const input& in, Wanted wanted) {
  const message* best = nullptr;
  for (const message& m : in.messages) {
    if (!is_signed_data(m)) continue;
    if (wanted(m)) return &m;
    if (best == nullptr) best = &m;
  }
  return best == nullptr && !in.messages.empty() ? &in.messages.front() : best;
}

std::optional<signer_certificate> certificate_of(const scep::signer_id& signer, const std::vector<certificate>& given,
                                                 std::string_view der) {
  const auto is_signers = [&](const certificate& c) {
    return signer.key_id.empty() ? c.issuer == signer.issuer && c.serial == signer.serial : c.key_id == signer.key_id;
  };
  for (const certificate& c : given)
    if (is_signers(c)) return signer_certificate{c, true};
  for (const std::string_view along : certificates_along(der))
    if (auto c = describe_certificate(along); c && is_signers(*c)) return signer_certificate{*std::move(c), false};
  return std::nullopt;
}

// Whether this is another kind of message, not a reply with a fault.
bool is_no_reply(const std::error_code& error) {
  return error == scep::reply_errc::not_signed_data || error == scep::reply_errc::no_signer ||
         error == scep::reply_errc::not_cert_rep;
}

reading read_reply(const file& content, const demands& wanted) {
  reading r;
  const input in = take_apart(content.bytes);
  scep::result<scep::unverified_cert_rep> inspected = scep::failure(scep::reply_errc::not_signed_data);
  const message* const m = choose(in, [&](const message& candidate) {
    inspected = scep::inspect_cert_rep(candidate.der);
    return inspected || !is_no_reply(inspected.assume_error().code());
  });
  for (const x509_ptr& c : wanted.certificates) r.given.push_back(describe_certificate(*c));
  for (const certificate& c : r.given) {
    const bool expired = c.not_after < now();
    if (expired || c.not_before > now())
      r.warnings.push_back("The certificate " + in_quotes(c.subject) + " that you gave " +
                           (expired ? "expired " + c.not_after : "is valid from " + c.not_before + " only") + '.');
  }
  const std::string_view der = m != nullptr ? std::string_view(m->der) : std::string_view(in.bytes);
  inspected = scep::inspect_cert_rep(der);
  if (inspected) {
    r.says = std::move(inspected).assume_value();
    r.signer = certificate_of(r.says->signer, r.given, der);
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
  return r;
}

// --- What is said of it

bool is_usable(const reading& r) { return !r.unusable.code(); }

enum class check { ok, failed, not_checked };
constexpr const char* check_names[] = {"ok", "failed", "not checked"};
json_object to_json(check c) { return check_names[static_cast<int>(c)]; }

struct checks {
  check signature = check::not_checked, transaction_id = check::not_checked, nonce = check::not_checked;
};

// The signature comes first: where anything but it failed, it is good.
checks checks_of(const reading& r, const demands& wanted) {
  checks c;
  if (wanted.certificates.empty() || !r.says) return c;
  for (const scep::reply_errc e : {scep::reply_errc::untrusted_signer, scep::reply_errc::bad_signature,
                                   scep::reply_errc::unsupported_algorithm, scep::reply_errc::weak_digest})
    if (r.unusable == e) c.signature = check::failed;
  if (c.signature == check::failed) return c;
  c.signature = check::ok;
  const auto compared = [](const std::optional<std::string>& sent, const std::string& received) {
    return !sent ? check::not_checked : *sent == received && !received.empty() ? check::ok : check::failed;
  };
  c.transaction_id = compared(wanted.transaction_id, r.says->reply.transaction_id);
  c.nonce = compared(wanted.nonce, r.says->reply.recipient_nonce);
  return c;
}

// The signer is none of the certificates given, but was issued by one of them.
const certificate* issuer_given(const reading& r) {
  if (r.unusable != scep::reply_errc::untrusted_signer || !r.says) return nullptr;
  const std::string& issuer = r.signer ? r.signer->facts.issuer : r.says->signer.issuer;
  for (const certificate& c : r.given)
    if (!issuer.empty() && c.subject == issuer) return &c;
  return nullptr;
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
    return std::string(scep::advice(r.unusable));
  }
  if (r.says->reply.status == scep::pki_status::pending) return "Ask again later (CertPoll), with the same transaction id.";
  return std::string(scep::advice(r.says->refusal));
}

int exit_of(const reading& r) {
  if (!is_usable(r)) return exit_unusable;
  switch (r.says->reply.status) {
    case scep::pki_status::success: return exit_success;
    case scep::pki_status::pending: return exit_pending;
    case scep::pki_status::failure: break;
  }
  return exit_refused;
}

std::string_view status_name(scep::pki_status status) {
  switch (status) {
    case scep::pki_status::success: return "success";
    case scep::pki_status::pending: return "pending";
    case scep::pki_status::failure: break;
  }
  return "failure";
}

// --- as JSON

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

json_object hresult_as_json(const std::error_code& hresult) {
  if (!hresult) return nullptr;
  json_object object;
  object["value"] = hresult.value();
  object["hex"] = hex(hresult.value());
  object["name"] = text_or_null(describe(hresult).name);
  object["message"] = hresult.message();
  return object;
}

json_object certificate_as_json(const certificate& c) {
  return {{"subject", c.subject},       {"issuer", c.issuer},       {"serial", c.serial},
          {"not_before", c.not_before}, {"not_after", c.not_after}, {"sha256", c.sha256}};
}

json_object signer_as_json(const reading& r) {
  if (!r.says) return nullptr;
  const scep::signer_id& id = r.says->signer;
  json_object object;
  object["issuer"] = text_or_null(id.issuer);
  object["serial"] = text_or_null(id.serial);
  object["key_id"] = text_or_null(to_hex(id.key_id));
  object["certificate"] = r.signer ? certificate_as_json(r.signer->facts) : json_object();
  object["given"] = r.signer && r.signer->given;
  return object;
}

json_object envelope_as_json(const std::string& der) {
  if (der.empty()) return nullptr;
  json_object object;
  object["size"] = der.size();
  const auto described = describe_envelope(der);
  object["cipher"] = text_or_null(described ? described->cipher : "");
  object["recipients"] = json_object::array();
  if (described)
    for (const auto& recipient : described->recipients)
      object["recipients"].push_back({{"issuer", text_or_null(recipient.issuer)},
                                      {"serial", text_or_null(recipient.serial)},
                                      {"key_id", text_or_null(to_hex(recipient.key_id))}});
  return object;
}

void print_as_json(const reading& r, const demands& wanted) {
  const auto what_it_says = [](json_object& object, const scep::unverified_cert_rep& says) {
    object["text"] = text_or_null(says.refusal.details().text);
    object["hresult"] = hresult_as_json(says.refusal.details().hresult);
    object["transaction_id"] = text_or_null(says.reply.transaction_id);
    object["sender_nonce"] = text_or_null(to_hex(says.reply.sender_nonce));
    object["recipient_nonce"] = text_or_null(to_hex(says.reply.recipient_nonce));
    object["signing_time"] = text_or_null(says.signing_time);
    object["fail_info"] = text_or_null(says.fail_info);
    object["hresult_text"] = text_or_null(says.hresult);
    object["envelope"] = envelope_as_json(says.reply.envelope);
  };
  const bool usable = is_usable(r);
  const scep::unverified_cert_rep nothing;
  const scep::unverified_cert_rep& says = usable ? *r.says : nothing;
  json_object object;
  object["verified"] = r.verified;
  object["pki_status"] = text_or_null(usable ? status_name(says.reply.status) : "");
  object["error"] = error_as_json(usable ? says.refusal.code() : r.unusable.code());
  what_it_says(object, says);
  object["advice"] = text_or_null(advice_for(r));
  object["attribute"] = text_or_null(r.unusable.details().attribute);
  object["signer"] = signer_as_json(r);
  object["digest"] = text_or_null(r.says ? r.says->digest : "");
  const checks c = checks_of(r, wanted);
  object["checks"] = {
      {"signature", to_json(c.signature)}, {"transaction_id", to_json(c.transaction_id)}, {"nonce", to_json(c.nonce)}};
  object["given"] = json_object::array();
  for (const certificate& given : r.given) object["given"].push_back(certificate_as_json(given));
  object["warnings"] = r.warnings;
  object["instead"] = text_or_null(r.instead ? r.instead->what : "");
  object["unproven"] = nullptr;  // what a reply would say that cannot be used
  if (!usable && r.says) {
    object["unproven"] = {{"pki_status", status_name(r.says->reply.status)},
                          {"error", error_as_json(r.says->refusal.code())}};
    what_it_says(object["unproven"], *r.says);
  }
  print_json(object);
}

// --- for people

std::string text_of(const certificate& c) {
  return in_quotes(c.subject) + ", serial " + c.serial + ", valid " + c.not_before + " to " + c.not_after + ", SHA-256 " +
         c.sha256;
}

void print_signer(const reading& r) {
  const scep::signer_id& id = r.says->signer;
  if (r.signer) {
    print_field("signed by", text_of(r.signer->facts) + (r.signer->given ? "" : " (not given: it came along)"));
  } else if (id.key_id.empty()) {
    print_field("signed by", "serial " + id.serial + " of " + in_quotes(id.issuer));
  } else {
    print_field("signed by", "key identifier " + to_hex(id.key_id));
  }
}

void print_envelope(const std::string& der) {
  const auto described = describe_envelope(der);
  std::string text = std::to_string(der.size()) + " bytes, ";
  text += described ? "encrypted with " + scep::printable(described->cipher) : "which are no EnvelopedData";
  print_field("envelope", text);
  if (!described) return;
  for (const envelope::recipient& recipient : described->recipients) {
    if (!recipient.issuer.empty()) {
      print_field("encrypted to", "serial " + recipient.serial + " of " + in_quotes(recipient.issuer));
    } else {
      print_field("encrypted to", recipient.key_id.empty() ? "a password" : "key identifier " + to_hex(recipient.key_id));
    }
  }
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

void print_unusable(const reading& r, const demands& wanted) {
  const code_info info = describe(r.unusable.code());
  print_heading("UNUSABLE: " + title(info), colour::red);
  print_field("reason", r.unusable.code().message());
  print_field("attribute", r.unusable.details().attribute);
  if (r.instead) print_field("it is", r.instead->what);
  const checks c = checks_of(r, wanted);
  if (c.transaction_id == check::failed) {
    print_field("you sent", "transaction " + in_quotes(*wanted.transaction_id));
    print_field("it answers", r.says->reply.transaction_id.empty()
                                  ? "no transaction"
                                  : "transaction " + in_quotes(r.says->reply.transaction_id));
  }
  if (c.nonce == check::failed) {
    print_field("you sent", "nonce " + to_hex(*wanted.nonce));
    print_field("it answers",
                r.says->reply.recipient_nonce.empty() ? "no nonce" : "nonce " + to_hex(r.says->reply.recipient_nonce));
  }
  print_field("what helps", advice_for(r));
  print_field("code", label(r.unusable.code()));
  if (!r.says) return;
  print_signer(r);
  print_field("digest", r.says->digest);
  for (const certificate& given : r.given) print_field("you gave", text_of(given));
  print_field("unproven", "It would say " + unproven(*r.says));
}

void print_refusal(const scep::unverified_cert_rep& says) {
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
  if (refusal.code() == scep::fail_info::bad_time)
    print_field("clocks",
                (says.signing_time.empty() ? "the CA's is not in the reply" : "the CA signed at " + says.signing_time) +
                    ", here it is " + now());
  const bool known =
      refusal.code().value() != static_cast<int>(scep::fail_info::unknown) && !describe(refusal.code()).enumerator.empty();
  if (!known) print_field("failInfo", in_quotes(says.fail_info));
  print_field("code", label(refusal.code()));
}

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
    case scep::pki_status::failure: print_refusal(*r.says); break;
  }
  print_field("transaction", in_quotes(reply.transaction_id));
  print_signer(r);
  print_field("digest", r.says->digest);
  if (r.verified) {
    std::string checked = "signature";
    std::string open;
    (wanted.transaction_id ? checked : open) += ", transaction id";
    (wanted.nonce ? checked : open) += ", nonce";
    if (!open.empty()) open = "; not checked: " + open.substr(2);
    print_field("verified", checked + open);
  }
}

// --- The options

std::string nonce_of(const std::string& text) {
  constexpr std::size_t shortest = 8;  // base64 of less may be a word
  if (auto bytes = from_hex(text)) return *std::move(bytes);
  if (auto bytes = from_base64(text); bytes && bytes->size() >= shortest) return *std::move(bytes);
  throw std::runtime_error("--nonce is neither hex nor base64: " + scep::printable(text));
}

void take_request(const std::string& name, demands& wanted) {
  const input in = take_apart(read_whole_file(name));
  scep::result<scep::request_context> request = scep::failure(scep::reply_errc::not_signed_data);
  const message* const m = choose(in, [&](const message& candidate) {
    request = scep::inspect_request(candidate.der);
    return request.has_value();
  });
  if (!request) {
    const auto instead = recognise(in, m);
    const bool reply = m != nullptr && scep::inspect_cert_rep(m->der);
    throw std::runtime_error(scep::printable(name) + " holds no request: it is " + (reply ? "a reply" : instead.what));
  }
  wanted.transaction_id = request.assume_value().transaction_id;
  wanted.nonce = request.assume_value().sender_nonce;
}

demands demands_of(const read_options& options) {
  demands wanted;
  for (const std::string& name : options.ca_files) {
    const input in = take_apart(read_whole_file(name));
    std::vector<x509_ptr> found = certificates_in(in, name);
    if (found.empty()) {
      const auto instead = recognise(in, in.messages.empty() ? nullptr : &in.messages.front());
      throw std::runtime_error(scep::printable(name) + " holds no certificate: it is " + instead.what);
    }
    std::move(found.begin(), found.end(), std::back_inserter(wanted.certificates));
  }
  if (options.request_file) take_request(*options.request_file, wanted);
  if (options.transaction_id) wanted.transaction_id = options.transaction_id;
  if (options.nonce) wanted.nonce = nonce_of(*options.nonce);
  return wanted;
}

}  // namespace

int read(const read_options& options, bool json) {
  const demands wanted = demands_of(options);
  const reading r = read_reply(read_file(options.file), wanted);
  if (json) {
    print_as_json(r, wanted);
  } else {
    print_for_people(r, wanted);
  }
  return exit_of(r);
}

}  // namespace tool
