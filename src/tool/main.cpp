// The program scep-error: what a code means, and what a reply says.
#include <CLI/CLI.hpp>

#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

#include "commands.hpp"

namespace {

int run(int argc, char** argv) {
  CLI::App app("Explains the error codes of SCEP (RFC 8894) and the replies of SCEP servers.", "scep-error");
  app.set_version_flag("--version", "scep-error " SCEP_ERROR_VERSION);
  app.require_subcommand(1);

  bool json = false;
  int status = tool::exit_success;

  CLI::App* const list = app.add_subcommand("list", "List every code");
  list->add_flag("--json", json, "Print a JSON array");
  list->callback([&] { status = tool::list(json); });

  std::string what;
  CLI::App* const explain = app.add_subcommand("explain", "Explain a code");
  explain
      ->add_option("WHAT", what,
                   "A failInfo (2, badRequest, bad_request, SCEPFailBadRequest), a code from a log\n"
                   "(scep.fail_info:102, scep.reply:5, hresult:-2147024809), a reply error (bad_signature)\n"
                   "or an HRESULT (0x80094811, -2146875375, CERTSRV_E_KEY_LENGTH)")
      ->required();
  explain->add_flag("--json", json, "Print a JSON object");
  explain->callback([&] { status = tool::explain(what, json); });

#ifdef SCEP_TOOL_CAN_READ
  tool::read_options options;
  CLI::App* const read = app.add_subcommand("read", "Say what a server's reply holds, and verify it if --ca is given");
  read->add_option("FILE", options.file, "The reply: DER, PEM or base64; - for standard input")->required();
  CLI::Option* const ca =
      read->add_option("--ca", options.ca_files,
                       "The CA's and RA's certificates: PEM, DER, or the PKCS #7 that GetCACert returns; may be repeated")
          ->allow_extra_args(false);
  read->add_option("--transaction-id", options.transaction_id, "The request's transactionID")->needs(ca);
  read->add_option("--nonce", options.nonce, "The request's senderNonce, in hex")->needs(ca);
  read->add_flag("--json", json, "Print a JSON object");
  read->footer(
      "Exit status: 0 success, 1 the CA refused, 2 usage or unreadable file, 3 pending,\n"
      "4 the reply cannot be used.");
  read->callback([&] { status = tool::read(options, json); });
#endif

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? tool::exit_success : tool::exit_usage;
  }
  std::cout.flush();
  if (!std::cout) throw std::runtime_error("cannot write the output");
  return status;
}

}  // namespace

int main(int argc, char** argv) try { return run(argc, argv); } catch (const std::exception& e) {
  std::cerr << "scep-error: " << e.what() << '\n';
  return tool::exit_usage;
}
