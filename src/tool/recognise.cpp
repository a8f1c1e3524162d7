#include "recognise.hpp"

#include <scep/cert_rep.hpp>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "certificate.hpp"
#include "der.hpp"
#include "envelope.hpp"
#include "recognise_text.hpp"
#include "signed_data.hpp"
#include "text.hpp"

namespace tool {

namespace {

// The tags of the elements in the first element of the message, of whatever depth: how kinds of DER are told apart.
std::string tags_of(std::string_view bytes) {
  std::string tags;
  while (const auto one = der::take(bytes)) tags += static_cast<char>(one->tag);
  return tags;
}

struct outline {
  std::string tags;   // of the elements within the message
  std::string inner;  // of those within the first of them
};

outline outline_of(std::string_view message) {
  outline o;
  const auto whole = der::first(message);
  if (!whole) return o;
  o.tags = tags_of(whole->contents);
  if (const auto head = der::first(whole->contents)) o.inner = tags_of(head->contents);
  return o;
}

std::optional<finding> flawed(const input& /*in*/, const message& m, const outline& /*o*/) {
  if (m.flaw.empty() || (!m.der.empty() && bytes_behind(m) == 0)) return std::nullopt;
  return finding{"a PEM block " + scep::printable(m.label) + " that " + std::string(m.flaw),
                 m.flaw == "is encrypted" ? "Give the reply: its PEM is not encrypted."
                                          : "Save it again, as it was written: nothing may stand behind its lines."};
}

std::optional<finding> private_key(const input& /*in*/, const message& m, const outline& o) {
  const bool labelled = m.label.find("PRIVATE KEY") != std::string::npos;
  if (!labelled && o.tags != "\x02\x30\x04" && !starts_with(o.tags, "\x02\x02\x02\x02\x02")) return std::nullopt;
  return finding{"a private key", "Show it to nobody. Give the reply."};
}

// Before each LF stands a CR. Without those the length fits; or with some, for unix2dos, unlike FTP and files opened as text
// on Windows, leaves the CRLFs that the message has.
std::optional<finding> line_ends(const input& /*in*/, const message& m, const outline& /*o*/) {
  std::string before;
  for (const char c : m.der) {
    if (c == '\n') {
      if (before.empty() || before.back() != '\r') return std::nullopt;
      before.pop_back();
    }
    before += c;
  }
  const auto whole = der::first(before);
  const std::size_t size = der::stated_size(before).value_or(whole ? whole->whole.size() : 0);
  if (size < before.size() || size >= m.der.size()) return std::nullopt;
  return finding{"a message that a program has spoilt by taking it for text: of each byte 0A it has made 0D 0A",
                 std::string(save_again)};
}

// Whether more of it may stand in the file where that was not read.
bool may_go_on(const input& in, const message& m) { return !in.is_whole && (m.label.empty() || !m.flaw.empty()); }

std::optional<finding> cut_short(const input& in, const message& m, const outline& /*o*/) {
  if (der::first(m.der)) return std::nullopt;
  std::string what = "cut short";
  if (const auto stated = der::stated_size(m.der))
    what += ": " + std::to_string(m.der.size()) + " of " + std::to_string(*stated) + " bytes";
  if (const std::string missing = missing_by_http(in); !missing.empty()) what += "; " + missing;
  if (m.flaw == "has no end") what += "; the PEM block has no end";
  return finding{std::move(what), may_go_on(in, m) ? "Give that part of the file alone in which the whole of it stands."
                                                   : "Copy or save the whole of it."};
}

std::optional<finding> more_behind(const input& in, const message& m, const outline& /*o*/) {
  const std::size_t behind = bytes_behind(m);
  if (behind == 0) return std::nullopt;
  const std::string size = std::to_string(m.der.size() - behind);
  const bool is_file = !in.is_wrapped && der::begins_message(in.bytes);
  return finding{"a message of " + size + " bytes with " + (may_go_on(in, m) ? "at least " : "") + std::to_string(behind) +
                     " more behind it",
                 "Cut it off there" + (is_file ? " (head -c " + size + ')' : "") + ", and find out who adds to it."};
}

std::string list_of(const std::vector<std::string_view>& certificates) {
  constexpr std::size_t enough = 8;
  std::string names;
  for (std::size_t i = 0; i < std::min(enough, certificates.size()); ++i) {
    const auto c = describe_certificate(certificates[i]);
    names += (i == 0 ? "" : ", ") + (c ? quote(c->subject) : "one that cannot be read");
  }
  return names + (certificates.size() > enough ? ", ..." : "");
}

std::optional<finding> a_certificate(const input& /*in*/, const message& m, const outline& /*o*/) {
  const auto c = describe_certificate(m.der);
  if (!c) return std::nullopt;
  return finding{"a certificate: " + quote(c->subject) + ", issued by " + quote(c->issuer),
                 "If it is the CA's or an RA's, give it as --ca, and the answer to PKIOperation as FILE."};
}

std::optional<finding> certificate_request(const input& /*in*/, const message& /*m*/, const outline& o) {
  if (o.tags != "\x30\x30\x03" || !starts_with(o.inner, "\x02\x30\x30\xA0")) return std::nullopt;
  return finding{"a certification request (PKCS #10)", "Give the server's answer: that is what the client sends, in part."};
}

std::optional<finding> revocation_list(const input& /*in*/, const message& /*m*/, const outline& o) {
  const bool dated = starts_with(o.inner, "\x02\x30\x30\x17") || starts_with(o.inner, "\x02\x30\x30\x18") ||
                     starts_with(o.inner, "\x30\x30\x17") || starts_with(o.inner, "\x30\x30\x18");
  if (o.tags != "\x30\x30\x03" || !dated) return std::nullopt;
  return finding{"a certificate revocation list (CRL)", "Give the answer to PKIOperation."};
}

std::optional<finding> get_ca_cert(const input& /*in*/, const message& m, const outline& /*o*/) {
  const auto inspected = scep::inspect_cert_rep(m.der);
  const auto certificates = certificates_along(m.der);
  if (inspected || inspected.assume_error() != scep::reply_errc::no_signer || certificates.empty()) return std::nullopt;
  return finding{"a GetCACert answer, or certificates alone: " + list_of(certificates),
                 "Give it as --ca, and the answer to PKIOperation as FILE."};
}

std::optional<finding> scep_request(const input& /*in*/, const message& m, const outline& /*o*/) {
  const auto request = scep::inspect_request(m.der);
  if (!request) return std::nullopt;
  const auto& r = request.assume_value();
  return finding{"a request, " + std::string(name(r.type)) + ", transaction " + quote(r.transaction_id) + ", nonce " +
                     to_hex(std::string_view(r.sender_nonce).substr(0, 64)),
                 "Give it as --request, and the server's answer to it as FILE."};
}

std::optional<finding> enveloped(const input& /*in*/, const message& m, const outline& /*o*/) {
  const auto e = describe_envelope(m.der);
  if (!e) return std::nullopt;
  std::string what = "an envelope (EnvelopedData), encrypted with " + e->cipher;
  for (const auto& r : e->recipients)
    if (!r.issuer.empty()) what += " to the certificate " + r.serial + " of " + quote(r.issuer);
  return finding{std::move(what), "Give the whole message in which it was, the CertRep."};
}

std::optional<finding> pkcs12(const input& /*in*/, const message& /*m*/, const outline& o) {
  if (o.tags != "\x02\x30\x30" && o.tags != "\x02\x30") return std::nullopt;
  return finding{"a PKCS #12 file", "It is no answer of a server. Of the certificates in it: openssl pkcs12 -nokeys."};
}

std::optional<finding> other_signed_data(const input& /*in*/, const message& m, const outline& /*o*/) {
  if (!is_signed_data(m)) return std::nullopt;
  const auto inspected = scep::inspect_cert_rep(m.der);
  if (!inspected && inspected.assume_error() == scep::reply_errc::not_signed_data)
    return finding{"a signed message (CMS SignedData) that is damaged, or of a kind that is not read",
                   std::string(save_again)};
  return finding{"a signed message (CMS SignedData), but no reply of SCEP", "Give the answer to PKIOperation."};
}

constexpr std::optional<finding> (*with_message[])(const input&, const message&, const outline&) = {
    private_key,   flawed,      line_ends, cut_short,    more_behind, certificate_request, revocation_list,
    a_certificate, get_ca_cert, enveloped, scep_request, pkcs12,      other_signed_data,
};

}  // namespace

finding recognise(const input& in, const message* m) {
  if (m == nullptr) return recognise_text(in);
  const outline o = outline_of(m->der);
  for (const auto& known : with_message)
    if (auto found = known(in, *m, o)) return *std::move(found);
  return {"ASN.1, but no message of SCEP", std::string(save_again)};
}

const message* choose(const input& in) {
  const auto found = std::find_if(in.messages.begin(), in.messages.end(), is_signed_data);
  if (found != in.messages.end()) return &*found;
  return in.messages.empty() ? nullptr : &in.messages.front();
}

std::size_t bytes_behind(const message& m) {
  const auto whole = der::first(m.der);
  return whole ? m.der.size() - whole->whole.size() : 0;
}

bool is_signed_data(const message& m) {
  const auto whole = der::first(m.der);
  const auto type = whole ? der::first(whole->contents) : std::nullopt;
  return type && type->tag == der::object && type->contents == signed_data_type;
}

}  // namespace tool
