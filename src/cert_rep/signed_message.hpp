// A pkiMessage: a CMS SignedData with one signer (RFC 8894 3.1).
#pragma once

#include <boost/outcome/std_result.hpp>

#include <string_view>
#include <system_error>
#include <vector>

#include "openssl.hpp"

namespace scep::detail {

struct signed_message {
  cms_ptr cms;
  CMS_SignerInfo* signer;
};

// too_large, not_signed_data, no_signer or several_signers where it is none.
BOOST_OUTCOME_V2_NAMESPACE::std_result<signed_message> parse(std::string_view der);

// Whether the signer is one of the certificates, and the signature over the attributes and through them the content is his:
// else untrusted_signer, missing_attribute, unsupported_algorithm, weak_digest or bad_signature.
std::error_code verify(const signed_message& message, const std::vector<X509*>& certificates);

}  // namespace scep::detail
