// Every bit of every form of reply flipped, every end cut off, every byte dropped and doubled: no mutant says anything but
// what the original says, or that it cannot be used.
#include <scep/cert_rep.hpp>
#include <scep/condition.hpp>

#include <iomanip>
#include <iostream>
#include <map>
#include <string>

#include "forms.hpp"

namespace {

// All that a caller can learn of a reply, in one string.
std::string learned(const scep::result<scep::cert_rep>& r) {
  if (!r) {
    const scep::failure& f = r.error();
    const scep::failure_details& d = f.details();
    const bool silent = d.text.empty() && d.transaction_id.empty() && !d.hresult;
    if (f == scep::condition::unusable_reply && !silent) return "leak";
    return to_string(f) + '\0' + d.text + '\0' + d.transaction_id + '\0' + std::to_string(d.hresult.value());
  }
  const scep::cert_rep& c = r.value();
  return std::to_string(static_cast<int>(c.status)) + '\0' + c.transaction_id + '\0' + c.sender_nonce + '\0' +
         c.recipient_nonce + '\0' + c.envelope;
}

template <class Try>
void each_mutant(const std::string& der, Try attempt) {
  for (std::size_t i = 0; i < der.size(); ++i) {
    std::string mutant = der;
    for (int bit = 0; bit < 8; ++bit) {
      mutant[i] = static_cast<char>(der[i] ^ 1 << bit);
      attempt(mutant);
    }
    attempt(der.substr(0, i));
    mutant = der;
    attempt(mutant.erase(i, 1));
    mutant = der;
    attempt(mutant.insert(i, 1, der[i]));
  }
}

}  // namespace

int main() {
  const support::identity rsa = support::make_identity("CA");
  const support::identity ec = support::make_identity("EC CA", 1, support::key_type::ec);
  long mutants = 0, unchanged = 0, wrong = 0;
  std::map<std::string, long> refused;

  for (const support::form& form : support::all_forms(rsa, ec)) {
    const scep::reply_context context({form.ca->certificate.get()}, support::id, support::nonce);
    const auto original = read_cert_rep(form.der, context);
    if (!original && original.error() == scep::condition::unusable_reply) {
      std::cout << "not even the original is read: " << form.name << '\n';
      return 1;
    }
    const std::string expected = learned(original);
    each_mutant(form.der, [&](const std::string& mutant) {
      ++mutants;
      const auto r = read_cert_rep(mutant, context);
      const bool unusable = !r && r.error() == scep::condition::unusable_reply;
      const std::string now = learned(r);
      if (unusable && now != "leak") {
        ++refused[std::string(name(scep::reply_errc{r.error().code().value()}))];
      } else if (now == expected) {
        ++unchanged;
      } else if (++wrong <= 10) {
        std::cout << "WRONG: " << form.name << ": " << (r ? "granted or pending" : to_string(r.error())) << '\n';
      }
    });
  }
  std::cout << mutants << " mutants: " << wrong << " wrong, " << unchanged
            << " with the original's meaning (a change in what no signature covers)\nrefused:\n";
  for (const auto& [name, count] : refused) std::cout << std::setw(9) << count << "  " << name << '\n';
  return wrong == 0 ? 0 : 1;
}
