// A reply as `read` shows it: all that is known of it, and what becomes of that in print.
#pragma once

#include <scep/cert_rep.hpp>
#include <scep/failure.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "certificate.hpp"
#include "demands.hpp"
#include "file.hpp"
#include "recognise.hpp"
#include "signed_data.hpp"

namespace tool {

// A certificate that the user gave, or that came along, as the signer's.
struct signer_certificate {
  certificate facts;
  bool given;
  bool has_signed;  // else the reply only claims it
};

// What ties the certificate of a signer that was not given to one that was.
struct kinship {
  enum kind { same_key, issued, not_issued, named } how;  // the last: it names it as its issuer, and did not come along
  certificate given;
};

enum class check { ok, failed, not_checked };

struct checks {
  check signature = check::not_checked, transaction_id = check::not_checked, nonce = check::not_checked;
};

// All that is known of a reply.
struct reading {
  checks checked;
  std::optional<scep::unverified_cert_rep> says;  // none where the bytes are no reply, or one that cannot be understood
  scep::failure unusable;                         // why the reply cannot be used; else a false code
  std::error_code besides;                        // why it could not be used if it were the CA's, either; else false
  answered answers;
  std::string_view attribute;       // at fault in it, or in what it refuses; else empty
  std::vector<std::string> values;  // of that attribute, as a person reads them
  std::optional<finding> instead;   // what the bytes are, where they are no reply
  std::vector<certificate> given;   // as --ca
  std::optional<signer_certificate> signer;
  std::optional<certificate> namesake;  // came along as the signer's, and is not known to have signed
  bool namesake_disproved = false;      // nor has any other that came along so
  std::optional<kinship> kin;           // of a signer that is not trusted
  std::vector<std::string> warnings;
};

// Inspects what the file holds and, where certificates are demanded, verifies it.
reading read_reply(const file& content, const demands& wanted);

bool is_usable(const reading& r);

// The signature is good, and no check failed.
bool is_verified(const reading& r);

// What helps, in a sentence or two; empty where all is well.
std::string advice_for(const reading& r);

void print_as_json(const reading& r, const demands& wanted);
void print_for_people(const reading& r, const demands& wanted);

}  // namespace tool
