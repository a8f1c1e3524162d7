// What the program takes for a message or for certificates, and what it names instead.
#include <stdexcept>

#include "../../src/tool/certificate.hpp"
#include "../../src/tool/envelope.hpp"
#include "../../src/tool/recognise.hpp"
#include "../../src/tool/signed_data.hpp"
#include "fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const tool::input in = tool::take_apart(std::string(text_of(data, size)));
  std::size_t sum = 0;
  for (const tool::message& m : in.messages) {
    sum += m.der.size();
    require(!tool::recognise(in, &m).what.empty());
    for (const std::string_view along : tool::certificates_along(m.der)) tool::describe_certificate(along);
    tool::describe_certificate(m.der);
    tool::describe_envelope(m.der);
    tool::attribute_texts(m.der, "recipientNonce");
    tool::signing_time(m.der);
    tool::digest(m.der);
  }
  require(sum <= size);
  require(!tool::recognise(in, nullptr).what.empty());
  try {
    std::vector<std::string> warnings;
    for (const tool::x509_ptr& certificate : tool::certificates_in(in, "file", warnings)) require(certificate != nullptr);
  } catch (const std::runtime_error&) {
  }
  return 0;
}
