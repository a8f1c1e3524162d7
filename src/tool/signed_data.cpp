#include "signed_data.hpp"

#include <openssl/asn1.h>

#include <scep/failure.hpp>

#include <optional>

#include "../cert_rep/signed_attributes.hpp"
#include "certificate.hpp"
#include "der.hpp"

namespace tool {

namespace {

// Behind the content: SignedData ::= SEQUENCE { version, digestAlgorithms, encapContentInfo, ... } in a ContentInfo.
std::string_view behind_content(std::string_view signed_data) {
  const auto info = der::first(signed_data);
  if (!info) return {};
  std::string_view rest = info->contents;
  der::take(rest, der::object);
  const auto content = der::take(rest, der::context);
  const auto data = content ? der::first(content->contents) : std::nullopt;
  if (!data) return {};
  rest = data->contents;
  if (!der::take(rest, der::integer) || !der::take(rest, der::set) || !der::take(rest, der::sequence)) return {};
  return rest;
}

// SignerInfo ::= SEQUENCE { version, sid, digestAlgorithm, [0] signedAttrs, ... }, of which these are the contents.
struct signer_info {
  std::string_view digest_algorithm, attributes;
};

signer_info first_signer(std::string_view signed_data) {
  std::string_view rest = behind_content(signed_data);
  der::take(rest, der::context);      // certificates
  der::take(rest, der::context + 1);  // CRLs
  const auto signers = der::take(rest, der::set);
  const auto signer = signers ? der::first(signers->contents) : std::nullopt;
  rest = signer ? signer->contents : std::string_view();
  der::take(rest, der::integer);
  der::take(rest);  // sid
  signer_info info;
  if (const auto algorithm = der::take(rest, der::sequence)) info.digest_algorithm = algorithm->contents;
  if (const auto attributes = der::take(rest, der::context)) info.attributes = attributes->contents;
  return info;
}

// Attribute ::= SEQUENCE { attrType, attrValues }: the values of each that has this type.
std::vector<std::string_view> attributes(std::string_view signed_data, std::string_view oid) {
  std::vector<std::string_view> found;
  std::string_view rest = first_signer(signed_data).attributes;
  while (const auto attribute = der::take(rest)) {
    std::string_view parts = attribute->contents;
    const auto type = der::take(parts, der::object);
    if (!type || type->contents != oid) continue;
    const auto values = der::take(parts, der::set);
    found.push_back(values ? values->contents : std::string_view());
  }
  return found;
}

std::optional<der::element> only_value(std::string_view signed_data, scep::detail::attribute kind) {
  const auto found = attributes(signed_data, row_of(kind).oid);
  if (found.size() != 1) return std::nullopt;
  std::string_view rest = found.front();
  const auto value = der::take(rest);
  return rest.empty() ? value : std::nullopt;
}

std::string text_of(const der::element& value) {
  constexpr std::size_t enough = 64;
  const std::string_view bytes = value.contents.substr(0, enough);
  const bool is_text =
      value.tag == V_ASN1_PRINTABLESTRING || value.tag == V_ASN1_UTF8STRING || value.tag == V_ASN1_IA5STRING;
  return std::string(ASN1_tag2str(value.tag & 0x1F)) + ' ' + (is_text ? '"' + scep::printable(bytes) + '"' : to_hex(bytes)) +
         (value.contents.size() > enough ? "..." : "");
}

}  // namespace

std::vector<std::string_view> certificates_along(std::string_view signed_data) {
  std::vector<std::string_view> found;
  std::string_view rest = behind_content(signed_data);
  const auto all = der::take(rest, der::context);
  rest = all ? all->contents : std::string_view();
  while (const auto one = der::take(rest))
    if (one->tag == der::sequence) found.push_back(one->whole);  // else of another kind (RFC 5652 10.2.2)
  return found;
}

std::vector<std::string> attribute_texts(std::string_view signed_data, std::string_view name) {
  constexpr std::size_t enough = 8;
  std::vector<std::string> texts;
  const auto& fail_info = row_of(scep::detail::attribute::fail_info);  // has no name there: the library never faults it
  for (const auto& row : scep::detail::attribute_table)
    if (!name.empty() && (&row == &fail_info ? "failInfo" : row.name) == name)
      for (std::string_view values : attributes(signed_data, row.oid))
        while (const auto value = der::take(values))
          if (texts.size() < enough) texts.push_back(text_of(*value));
  return texts;
}

answered answered_by(std::string_view signed_data) {
  const auto answer = [&](scep::detail::attribute kind, scep::detail::types allowed) -> answered::value {
    const auto value = only_value(signed_data, kind);
    if (!value) return {};
    return {std::string(value->contents), (ASN1_tag2bit(value->tag) & allowed) != 0};
  };
  return {answer(scep::detail::attribute::transaction_id, scep::detail::identifier),
          answer(scep::detail::attribute::recipient_nonce, scep::detail::octets)};
}

std::string digest(std::string_view signed_data) {
  const auto oid = der::first(first_signer(signed_data).digest_algorithm);
  return oid ? oid_text(oid->whole) : std::string();
}

std::string signing_time(std::string_view signed_data) {
  const auto time = only_value(signed_data, scep::detail::attribute::signing_time);
  return time ? time_text(time->whole) : std::string();
}

}  // namespace tool
