// What the program takes for DER, PEM, base64 or certificates.
#include "../../src/tool/input.hpp"
#include "fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = text_of(data, size);
  const std::string der = tool::to_der(bytes);
  require(der.size() <= size);
  for (const tool::x509_ptr& certificate : tool::certificates_in(bytes)) require(certificate != nullptr);
  return 0;
}
