#include <scep/cert_rep.hpp>

#include <string>
#include <string_view>
#include <system_error>

#include "certificate.hpp"
#include "codes.hpp"
#include "envelope.hpp"
#include "print.hpp"
#include "reading.hpp"

namespace tool {

namespace {

constexpr const char* check_names[] = {"ok", "failed", "not checked"};
json_object to_json(check c) { return check_names[static_cast<int>(c)]; }

std::string_view status_name(scep::pki_status status) {
  switch (status) {
    case scep::pki_status::success: return "success";
    case scep::pki_status::pending: return "pending";
    case scep::pki_status::failure: break;
  }
  return "failure";
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
  if (!r.says && !r.signer) return nullptr;
  const scep::signer_id id = r.says ? r.says->signer : scep::signer_id();
  json_object object;
  object["issuer"] = text_or_null(id.issuer);
  object["serial"] = text_or_null(id.serial);
  object["key_id"] = text_or_null(to_hex(id.key_id));
  object["certificate"] = r.signer ? certificate_as_json(r.signer->facts) : json_object();
  object["given"] = r.signer && r.signer->given;
  object["namesake"] = r.namesake ? certificate_as_json(*r.namesake) : json_object();
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
                                      {"key_id", text_or_null(to_hex(recipient.key_id))},
                                      {"other", text_or_null(recipient.other)}});
  return object;
}

json_object request_as_json(const demands& wanted) {
  json_object object;
  object["transaction_id"] = text_or_null(wanted.transaction_id.value_or(""));
  object["nonce"] = text_or_null(to_hex(wanted.nonce.value_or("")));
  const request_facts nothing;
  const request_facts& facts = wanted.request ? *wanted.request : nothing;
  object["signing_time"] = text_or_null(facts.signing_time);
  object["digest"] = text_or_null(facts.digest);
  object["envelope"] = envelope_as_json(facts.envelope);
  return object;
}

}  // namespace

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
  object["verified"] = is_verified(r);
  object["pki_status"] = text_or_null(usable ? status_name(says.reply.status) : "");
  object["error"] = error_as_json(usable ? says.refusal.code() : r.unusable.code());
  what_it_says(object, says);
  object["advice"] = text_or_null(advice_for(r));
  object["attribute"] = text_or_null(r.attribute);
  object["attribute_values"] = r.values;
  object["signer"] = signer_as_json(r);
  object["digest"] = text_or_null(r.says ? r.says->digest : "");
  object["checks"] = {{"signature", to_json(r.checked.signature)},
                      {"transaction_id", to_json(r.checked.transaction_id)},
                      {"nonce", to_json(r.checked.nonce)}};
  object["request"] = request_as_json(wanted);
  object["given"] = json_object::array();
  for (const certificate& given : r.given) object["given"].push_back(certificate_as_json(given));
  object["warnings"] = r.warnings;
  object["instead"] = text_or_null(r.instead ? r.instead->what : "");
  object["unproven"] = nullptr;  // what a reply would say that cannot be used
  if (!usable && (r.says || !r.instead)) {
    json_object& unproven = object["unproven"];
    unproven = {{"pki_status", text_or_null(r.says ? status_name(r.says->reply.status) : "")},
                {"error", error_as_json(r.says ? r.says->refusal.code() : r.besides)}};
    what_it_says(unproven, r.says ? *r.says : nothing);
    if (!r.says) {
      unproven["text"] = text_or_null(r.answers.text.bytes);
      unproven["transaction_id"] = text_or_null(r.answers.transaction_id.bytes);
      unproven["recipient_nonce"] = text_or_null(to_hex(r.answers.nonce.bytes));
      unproven["fail_info"] = text_or_null(r.answers.fail_info.bytes);
    }
  }
  print_json(object);
}

}  // namespace tool
