// What the library and its program know of the reasons beside what scep/fail_info.hpp tells everybody: a row for each of
// its.
#pragma once

#include <scep/fail_info.hpp>

#include <iterator>
#include <string_view>

namespace scep::detail {

struct fail_info_note {
  fail_info value;
  std::string_view enumerator;    // ours
  std::string_view windows_name;  // X509SCEPFailInfo's
  std::string_view advice;        // ours: what usually helps
};

// The advice follows what servers send in which case, the most frequent first.
inline constexpr fail_info_note fail_info_notes[] = {
    // clang-format off
    {fail_info::unknown, "unknown", "SCEPFailUnknown",
     "Read the CA's own words, if it sent any. Else only the CA's log can tell more."},
    {fail_info::bad_algorithm, "bad_algorithm", "SCEPFailBadAlgorithm",
     "Use an RSA key: to a client with any other, many CAs cannot encrypt their answer. Then use a digest and a cipher that the CA's GetCACaps lists, such as SHA-256 and AES."},
    {fail_info::bad_message_check, "bad_message_check", "SCEPFailBadMessageCheck",
     "Encrypt the request to the RA's encryption certificate where GetCACert gives one, else to the CA's current one. Check the challenge password, too: some CAs answer a wrong or used one this way."},
    {fail_info::bad_request, "bad_request", "SCEPFailBadRequest",
     "Check the challenge password first: it may be wrong, used or expired. Then see whether the name has a certificate already (renew it instead) and what the template allows (key size, subject); last, read the CA's log."},
    {fail_info::bad_time, "bad_time", "SCEPFailBadTime",
     "Set the clock of the client, then that of the CA. If both are right, enroll anew: the request may be too old, or lack a signing time."},
    {fail_info::bad_cert_id, "bad_cert_id", "SCEPFailBadCertId",
     "If the client asked after a pending request, enroll anew: the CA does not know that transaction any more. If it renewed, this CA must have issued the old certificate, and it must not have expired."},
    // clang-format on
};

// CMCFailInfo (RFC 5272 6.1.4) from 5 on, which Dogtag sends for failInfo.
inline constexpr std::string_view cmc_names[] = {"unsupportedExt", "mustArchiveKeys", "badIdentity",     "popRequired",
                                                 "popFailed",      "noKeyReuse",      "internalCAError", "tryLater"};

// Of a reason that RFC 8894 does not define. Dogtag's numbers are those of CMC's CMCFailInfo (RFC 5272 6.1.4).
inline constexpr std::string_view advice_of_unrecognized =
    "Look the number up in the CA's documentation, or read the CA's log. Dogtag sends CMC's: 7 says that the client did not "
    "prove who it is (the challenge password), 11 that the CA broke down, 12 to try again later.";

// The row of f; unknown's for a reason that RFC 8894 does not define.
constexpr const fail_info_note& note_of(fail_info f) noexcept { return fail_info_notes[&row_of(f) - fail_info_table]; }

constexpr bool notes_stand_as_the_table_does() {
  for (const fail_info_row& row : fail_info_table)
    if (note_of(row.value).value != row.value) return false;
  return std::size(fail_info_notes) == std::size(fail_info_table);
}
static_assert(notes_stand_as_the_table_does(), "each row of fail_info_table has its note in the same place");

}  // namespace scep::detail
