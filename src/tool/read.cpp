#include "commands.hpp"
#include "demands.hpp"
#include "file.hpp"
#include "reading.hpp"

namespace tool {

namespace {

int exit_of(const reading& r) {
  if (!is_usable(r)) return exit_unusable;
  switch (r.says->reply.status) {
    case scep::pki_status::success: return exit_success;
    case scep::pki_status::pending: return exit_pending;
    case scep::pki_status::failure: break;
  }
  return exit_refused;
}

}  // namespace

int read(const read_options& options, bool json) {
  const demands wanted = demands_of(options);
  const reading r = read_reply(read_file(options.file), wanted);
  if (json) {
    print_as_json(r, wanted);
  } else {
    print_for_people(r, wanted);
  }
  return exit_of(r);
}

}  // namespace tool
