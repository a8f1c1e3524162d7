#include "signed_data.hpp"

#include <openssl/asn1.h>

#include <scep/cert_rep.hpp>
#include <scep/failure.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "../cert_rep/signed_attributes.hpp"
#include "certificate.hpp"
#include "der.hpp"
#include "text.hpp"

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

// Whether it has one of these types of strings, which may be in pieces (X.690 8.21).
bool is_one_of(scep::detail::types allowed, const der::element& value) {
  return (ASN1_tag2bit(value.tag & ~der::constructed) & allowed) != 0;
}

// Of a value that is: other types have no ASN1_STRING.
std::string string_of(const der::element& value) {
  const auto* next = reinterpret_cast<const unsigned char*>(value.whole.data());
  const std::unique_ptr<ASN1_TYPE, scep::detail::deleter<ASN1_TYPE_free>> decoded(
      d2i_ASN1_TYPE(nullptr, &next, static_cast<long>(value.whole.size())));
  return std::string(decoded ? scep::detail::bytes_of(*decoded->value.asn1_string) : value.contents);
}

std::string text_of(const der::element& value) {
  constexpr std::size_t enough = 64;
  const bool is_text = is_one_of(scep::detail::identifier, value);
  const std::string bytes = is_text ? string_of(value) : std::string(value.contents);
  const std::string beginning = bytes.substr(0, enough);
  return std::string(ASN1_tag2str(value.tag & 0x1F)) + ' ' +
         (is_text ? '"' + scep::printable(beginning) + '"' : to_hex(beginning)) + (bytes.size() > enough ? "..." : "");
}

std::vector<std::string> texts_of(std::string_view signed_data, std::string_view oid) {
  constexpr std::size_t enough = 8;
  std::vector<std::string> texts;
  for (std::string_view values : attributes(signed_data, oid)) {
    if (values.empty()) texts.emplace_back("no value");
    while (const auto value = texts.size() > enough ? std::nullopt : der::take(values)) texts.push_back(text_of(*value));
  }
  if (texts.size() > enough) {
    texts.resize(enough);
    texts.emplace_back("...");
  }
  return texts;
}

answered::value value_of(std::string_view signed_data, scep::detail::attribute kind, scep::detail::types allowed) {
  answered::value found;
  found.texts = texts_of(signed_data, row_of(kind).oid);
  if (const auto value = only_value(signed_data, kind)) {
    found.type_fits = is_one_of(allowed, *value);
    found.bytes = found.type_fits ? string_of(*value) : std::string(value->contents);
  }
  return found;
}

answered::value words_of(std::string_view signed_data, scep::detail::attribute kind) {
  answered::value found = value_of(signed_data, kind, scep::detail::identifier);
  if (!std::exchange(found.type_fits, true)) found.bytes.clear();
  found.bytes = found.bytes.substr(0, scep::max_text_size);
  return found;
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
  const auto& fail_info = row_of(scep::detail::attribute::fail_info);  // has no name there: the library never faults it
  for (const auto& row : scep::detail::attribute_table)
    if (!name.empty() && (&row == &fail_info ? "failInfo" : row.name) == name) return texts_of(signed_data, row.oid);
  return {};
}

bool is_of_scep(std::string_view signed_data) {  // below 2.16.840.1.113733.1.9
  const auto& table = scep::detail::attribute_table;
  return std::any_of(table.begin(), table.end(), [&](const scep::detail::attribute_row& row) {
    return starts_with(row.oid, "\x60\x86\x48\x01\x86\xF8\x45\x01\x09") && !attributes(signed_data, row.oid).empty();
  });
}

answered answered_by(std::string_view signed_data) {
  const answered::value text = words_of(signed_data, scep::detail::attribute::fail_info_text);
  return {value_of(signed_data, scep::detail::attribute::transaction_id, scep::detail::identifier),
          value_of(signed_data, scep::detail::attribute::recipient_nonce, scep::detail::octets),
          words_of(signed_data, scep::detail::attribute::fail_info),
          text.texts.empty() ? words_of(signed_data, scep::detail::attribute::step_ca_text) : text};
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
