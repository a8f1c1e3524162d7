#include "envelope.hpp"

#include <iterator>
#include <utility>

#include "../cert_rep/openssl.hpp"
#include "certificate.hpp"
#include "der.hpp"

namespace tool {

namespace {

constexpr std::string_view enveloped_data = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x03";

// KeyTransRecipientInfo ::= SEQUENCE { version, rid, ... }; the other kinds are tagged (RFC 5652 6.2).
envelope::recipient describe_recipient(const der::element& info) {
  constexpr std::string_view others[] = {"an agreed key, as of EC", "a key that both have", "a password"};
  const std::size_t kind = std::size_t{info.tag} - (der::context + 1);
  if (kind < std::size(others)) return {{}, {}, {}, others[kind]};
  std::string_view rest = info.tag == der::sequence ? info.contents : std::string_view();
  der::take(rest, der::integer);
  if (const auto key_id = der::take(rest, 0x80); key_id && !key_id->contents.empty())
    return {{}, {}, std::string(key_id->contents), {}};
  const auto id = der::take(rest, der::sequence);
  rest = id ? id->contents : std::string_view();
  const auto issuer = der::take(rest, der::sequence);
  const auto serial = der::take(rest, der::integer);
  std::string name = issuer ? name_text(issuer->whole) : std::string();
  const bool is_read = issuer && serial && name.empty() == issuer->contents.empty();
  if (!is_read) return {{}, {}, {}, "somebody who cannot be read"};
  return {std::move(name), serial_text(serial->whole), {}, {}};
}

}  // namespace

std::optional<envelope> describe_envelope(std::string_view der) {
  const scep::detail::error_scope errors;
  const auto info = der::first(der);
  std::string_view rest = info ? info->contents : std::string_view();
  const auto type = der::take(rest, der::object);
  const auto content = der::take(rest, der::context);
  const auto data = content ? der::first(content->contents) : std::nullopt;
  if (!type || type->contents != enveloped_data || !data) return std::nullopt;
  rest = data->contents;
  der::take(rest, der::integer);
  der::take(rest, der::context);  // originatorInfo
  const auto recipients = der::take(rest, der::set);
  const auto encrypted = der::take(rest, der::sequence);
  if (!recipients || !encrypted) return std::nullopt;
  envelope described;
  rest = encrypted->contents;
  der::take(rest, der::object);
  if (const auto algorithm = der::take(rest, der::sequence))
    if (const auto oid = der::first(algorithm->contents)) described.cipher = oid_text(oid->whole);
  rest = recipients->contents;
  while (const auto one = der::take(rest))
    if (described.recipients.size() < most_recipients) described.recipients.push_back(describe_recipient(*one));
  return described;
}

}  // namespace tool
