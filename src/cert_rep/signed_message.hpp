// A pkiMessage: a CMS SignedData with one signer (RFC 8894 3.1).
#pragma once

#include <boost/outcome/std_result.hpp>

#include <string_view>
#include <system_error>
#include <vector>

#include "openssl.hpp"

namespace scep::detail {

// Only what the signature covers: certificates, CRLs and unsigned attributes are anybody's, and cost whoever decodes them.
struct signed_message {
  cms_ptr cms;
  CMS_SignerInfo* signer;
  std::string_view certificates;  // those that came along, one after another, where they stand in the message
};

// too_large, not_signed_data, no_signer or several_signers where it is none.
BOOST_OUTCOME_V2_NAMESPACE::std_result<signed_message> parse(std::string_view der);

// The pkcsPKIEnvelope, valid as long as the message; empty for every form of no content: absent, empty, or NDES' one zero
// byte.
std::string_view envelope_of(const signed_message& message);

// Whether the signer is one of the certificates, and the signature over the attributes and through them the content is his:
// else untrusted_signer, missing_attribute, unsupported_algorithm, weak_digest or bad_signature.
std::error_code verify(const signed_message& message, const std::vector<X509*>& certificates);

// The same by one certificate that is known to be the signer's.
std::error_code verify_by(const signed_message& message, X509& certificate);

// The first of the certificates that came along with the signer's issuer and number, or key identifier, byte for byte: DER.
// Else missing_certificate; unsupported_algorithm where its key is none that can be decoded and used in little time.
BOOST_OUTCOME_V2_NAMESPACE::std_result<std::string_view> own_certificate(const signed_message& message);

}  // namespace scep::detail
