#include "recognise.hpp"

#include <scep/cert_rep.hpp>
#include <scep/failure.hpp>

#include <algorithm>
#include <cctype>
#include <cstring>

#include "certificate.hpp"
#include "der.hpp"
#include "envelope.hpp"

namespace tool {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view signed_data = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02";
constexpr std::string_view save_again = "Save the body of the answer to PKIOperation as it came: curl --output FILE.";

std::string quote(std::string_view text) {
  constexpr std::size_t enough = 120;
  const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  text = text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
  return '"' + scep::printable(text.substr(0, enough)) + (text.size() > enough ? "...\"" : "\"");
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

bool starts_with(std::string_view text, std::string_view beginning) { return text.substr(0, beginning.size()) == beginning; }

// What a person reads first of a page or a text.
std::string beginning_of(std::string_view bytes) {
  const std::string page = lower(bytes.substr(0, 1 << 16));
  const std::size_t title = page.find("<title");
  const std::size_t begin = title == std::string::npos ? title : page.find('>', title);
  if (begin == std::string::npos) return quote(bytes.substr(0, 1 << 12));
  return quote(bytes.substr(begin + 1, page.find('<', begin) - begin - 1));
}

bool is_html(std::string_view bytes) {
  const std::string begin = lower(bytes.substr(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()), 512));
  return starts_with(begin, "<!doctype html") || begin.find("<html") != std::string::npos ||
         begin.find("<head") != std::string::npos || begin.find("<body") != std::string::npos;
}

// --- A file in which there is no message

std::optional<finding> empty(const input& in) {
  if (in.http && in.http->status >= 300) return std::nullopt;
  if (in.bytes.find_first_not_of(" \t\r\n") != std::string::npos) return std::nullopt;
  return finding{in.http ? "an HTTP response without a body" : "empty",
                 "Save the answer again. If the server sends nothing, look into its log: some CAs refuse this way."};
}

std::optional<finding> gzip(const input& in) {
  if (!starts_with(in.bytes, "\x1F\x8B")) return std::nullopt;
  return finding{"compressed with gzip", "Unpack it (gunzip), or let curl do so: curl --compressed."};
}

std::optional<finding> capture(const input& in) {
  for (const std::string_view magic :
       {"\xA1\xB2\xC3\xD4"sv, "\xD4\xC3\xB2\xA1"sv, "\xA1\xB2\x3C\x4D"sv, "\x4D\x3C\xB2\xA1"sv, "\x0A\x0D\x0D\x0A"sv})
    if (starts_with(in.bytes, magic))
      return finding{"a packet capture",
                     "Export the replies from it: tshark -r FILE --export-objects http,FOLDER. Then read those."};
  return std::nullopt;
}

struct status_advice {
  int from, to;
  std::string_view advice;
};
constexpr status_advice status_table[] = {
    {300, 399, "Ask at the address to which the server sends you: curl --location."},
    {401, 401, "The server wants a logon first, or refuses the challenge password this way (EJBCA): look into its log."},
    {403, 403, "Read the text. The server forbids this, or the CA refuses this way: look into its log."},
    {404, 404, "Check the URL: the path, and operation=PKIOperation. Nothing answers there as SCEP."},
    {405, 405, "Send the request by POST, or by GET where the CA's GetCACaps does not list POSTPKIOperation."},
    {407, 407, "A proxy stands in between and wants a logon: go around it."},
    {413, 414, "Send the request by POST: it is too long for this way."},
    {502, 504, "The server behind the one that answered is down, or busy: try again, then look into its log."},
    {400, 499, "Read the text, then the CA's log: some CAs refuse by an HTTP status."},
    {500, 599,
     "Look into the CA's log. Some answer so to a request that they cannot read or decrypt: fetch the CA's certificate "
     "anew."},
};

std::optional<finding> http_error(const input& in) {
  if (!in.http) return std::nullopt;
  for (const status_advice& row : status_table)
    if (row.from <= in.http->status && in.http->status <= row.to) {
      std::string what = "HTTP status " + std::to_string(in.http->status);
      if (!in.http->reason.empty()) what += " (" + scep::printable(in.http->reason) + ')';
      if (in.bytes.find_first_not_of(" \t\r\n") != std::string::npos && in.bytes.find('\0') == std::string::npos)
        what += (is_html(in.bytes) ? " with a web page: " : " with a text: ") + beginning_of(in.bytes);
      return finding{std::move(what), std::string(row.advice)};
    }
  return std::nullopt;
}

std::optional<finding> html(const input& in) {
  if (!is_html(in.bytes)) return std::nullopt;
  return finding{"a web page: " + beginning_of(in.bytes),
                 "Read it: a CA, a proxy or a logon page may have answered. Check the CA's URL and the HTTP status."};
}

// RFC 8894 3.5.2
std::optional<finding> capabilities(const input& in) {
  constexpr std::string_view known[] = {"aes",          "des3",  "getnextcacert", "postpkioperation", "renewal",
                                        "scepstandard", "sha-1", "sha-256",       "sha-512",          "update"};
  const std::string text = lower(std::string_view(in.bytes).substr(0, 4096));
  bool any = false;
  for (std::size_t at = 0; (at = text.find_first_not_of(" \t\r\n", at)) != std::string::npos;) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n", at), text.size());
    any = true;
    if (std::find(std::begin(known), std::end(known), text.substr(at, end - at)) == std::end(known)) return std::nullopt;
    at = end;
  }
  if (!any) return std::nullopt;
  return finding{"a GetCACaps answer: what the CA can do", "Give the answer to PKIOperation."};
}

// The OID of a SignedData is left where a program took the bytes for text.
std::optional<finding> spoilt(const input& in) {
  const std::string_view begin = std::string_view(in.bytes).substr(0, 40);
  if (!starts_with(begin, "0") || begin.find("\x06\x09*") == std::string_view::npos) return std::nullopt;
  return finding{"a message that a program has spoilt by taking it for text, as PowerShell's > does",
                 std::string(save_again)};
}

std::optional<finding> text(const input& in) {
  const std::string_view begin = std::string_view(in.bytes).substr(0, 4096);
  if (begin.empty() || std::any_of(begin.begin(), begin.end(), [](unsigned char c) { return c < 0x20 && !std::isspace(c); }))
    return std::nullopt;
  return finding{"a text: " + beginning_of(begin),
                 "Read it, and the HTTP status: some CAs refuse this way. A reply is binary, or its PEM, base64 or hex."};
}

constexpr std::optional<finding> (*without_message[])(const input&) = {
    gzip, capture, http_error, empty, html, capabilities, spoilt, text,
};

// --- A message that is no reply

// The tags of the elements in the first element of the message, of whatever depth: how kinds of DER are told apart.
std::string tags_of(std::string_view bytes) {
  std::string tags;
  while (const auto one = der::take(bytes)) tags += static_cast<char>(one->tag);
  return tags;
}

struct outline {
  std::string tags;       // of the elements within the message
  std::string inner;      // of those within the first of them
  std::string_view type;  // the first, where it is an OID
};

outline outline_of(std::string_view message) {
  outline o;
  const auto whole = der::first(message);
  if (!whole) return o;
  o.tags = tags_of(whole->contents);
  if (const auto head = der::first(whole->contents)) {
    if ((head->tag & 0x20) != 0) o.inner = tags_of(head->contents);
    if (head->tag == der::object) o.type = head->contents;
  }
  return o;
}

std::optional<finding> flawed(const input& /*in*/, const message& m, const outline& /*o*/) {
  if (m.flaw.empty() || !m.der.empty()) return std::nullopt;
  return finding{"a PEM block " + scep::printable(m.label) + " that " + std::string(m.flaw),
                 "Give the reply: it is neither encrypted nor secret."};
}

std::optional<finding> private_key(const input& /*in*/, const message& m, const outline& o) {
  const bool labelled = m.label.find("PRIVATE KEY") != std::string::npos;
  if (!labelled && o.tags != "\x02\x30\x04" && !starts_with(o.tags, "\x02\x02\x02\x02\x02")) return std::nullopt;
  return finding{"a private key", "Show it to nobody. Give the reply."};
}

std::optional<finding> cut_short(const input& in, const message& m, const outline& /*o*/) {
  if (der::first(m.der)) return std::nullopt;
  const auto stated = der::stated_size(m.der);
  if (stated && *stated <= m.der.size()) return finding{"a damaged message", std::string(save_again)};
  std::string what = "cut short";
  if (stated) what += ": " + std::to_string(m.der.size()) + " of " + std::to_string(*stated) + " bytes";
  if (in.http && in.http->missing > 0)
    what += ", and by HTTP's Content-Length " + std::to_string(in.http->missing) + " are missing";
  if (m.flaw == "has no end") what += "; the PEM block has no end";
  return finding{std::move(what), "Copy or save the whole of it."};
}

std::optional<finding> more_behind(const input& in, const message& m, const outline& /*o*/) {
  if (in.behind == 0) return std::nullopt;
  const std::size_t size = m.der.size() - in.behind;
  return finding{"a message of " + std::to_string(size) + " bytes with " + std::to_string(in.behind) + " more behind it",
                 "Cut it off there (head -c " + std::to_string(size) + "), and find out who adds to it."};
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

std::optional<finding> a_certificate(const input& /*in*/, const message& m, const outline& o) {
  if (o.tags != "\x30\x30\x03") return std::nullopt;
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

std::optional<finding> get_ca_cert(const input& /*in*/, const message& m, const outline& o) {
  if (o.type != signed_data) return std::nullopt;
  const auto inspected = scep::inspect_cert_rep(m.der);
  const auto certificates = certificates_along(m.der);
  if (inspected || inspected.assume_error() != scep::reply_errc::no_signer || certificates.empty()) return std::nullopt;
  return finding{"a GetCACert answer, or certificates alone: " + list_of(certificates),
                 "Give it as --ca, and the answer to PKIOperation as FILE."};
}

std::optional<finding> scep_request(const input& /*in*/, const message& m, const outline& o) {
  if (o.type != signed_data) return std::nullopt;
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

std::optional<finding> other_signed_data(const input& /*in*/, const message& /*m*/, const outline& o) {
  if (o.type != signed_data) return std::nullopt;
  return finding{"a signed message (CMS SignedData), but no reply of SCEP", {}};
}

constexpr std::optional<finding> (*with_message[])(const input&, const message&, const outline&) = {
    private_key, flawed,    cut_short,    more_behind, certificate_request, revocation_list, a_certificate,
    get_ca_cert, enveloped, scep_request, pkcs12,      other_signed_data,
};

}  // namespace

finding recognise(const input& in, const message* m) {
  if (m == nullptr) {
    for (const auto& known : without_message)
      if (auto found = known(in)) return *std::move(found);
    return {"neither a text nor a message", std::string(save_again)};
  }
  const outline o = outline_of(m->der);
  for (const auto& known : with_message)
    if (auto found = known(in, *m, o)) return *std::move(found);
  return {"ASN.1, but no message of SCEP", std::string(save_again)};
}

bool is_signed_data(const message& m) {
  const auto whole = der::first(m.der);
  const auto type = whole ? der::first(whole->contents) : std::nullopt;
  return type && type->tag == der::object && type->contents == signed_data;
}

}  // namespace tool
