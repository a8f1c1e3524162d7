// The program scep-error: what a code means, and what a reply says.
#include <CLI/CLI.hpp>
#include <scep/failure.hpp>

#include <exception>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>

#include "commands.hpp"
#include "print.hpp"

namespace {

int run(int argc, char** argv) {
  CLI::App app("Explains the error codes of SCEP (RFC 8894) and the replies of SCEP servers.", "scep-error");
  app.set_version_flag("--version", "scep-error " SCEP_ERROR_VERSION);
  app.require_subcommand(1);
  app.failure_message([](const CLI::App*, const CLI::Error& e) {  // which quotes the arguments
    return tool::in_locale(scep::printable(e.what())) + "\nRun with --help for more information.\n";
  });

  bool json = false;
  tool::coloured colour = tool::coloured::automatic;
  int status = tool::exit_success;
  const auto add_common = [&](CLI::App* command, const char* json_help) {
    const std::map<std::string, tool::coloured> choices = {
        {"auto", tool::coloured::automatic}, {"always", tool::coloured::always}, {"never", tool::coloured::never}};
    command->add_flag("--json", json, json_help);
    command->add_option("--color", colour, "Headings in colour: auto (on a terminal, without NO_COLOR), always or never")
        ->transform(CLI::CheckedTransformer(choices, CLI::ignore_case))
        ->option_text("WHEN");
  };
  const auto call = [&](auto command) {
    return [&, command] {
      tool::set_colour(colour);
      status = command();
    };
  };

  CLI::App* const list = app.add_subcommand("list", "List every code");
  add_common(list, "Print a JSON array");
  list->callback(call([&] { return tool::list(json); }));

  std::vector<std::string> words;
  CLI::App* const explain = app.add_subcommand("explain", "Explain every code that stands in a text");
  explain
      ->add_option("TEXT", words,
                   "A line of a log, or a code alone: a failInfo (2, badRequest, bad_request,\n"
                   "SCEPFailBadRequest), a code with its category (scep.fail_info:102, scep.reply:5,\n"
                   "hresult:-2147024809), a reply error (bad_signature), an HRESULT (0x80094811,\n"
                   "-2146875375, CERTSRV_E_KEY_LENGTH); - for standard input")
      ->required();
  add_common(explain, "Print a JSON object: the first code, and all of them as \"codes\"");
  explain->footer("Exit status: 0 a code was found, 1 none was, 2 usage.");
  explain->callback(call([&] { return tool::explain(words, json); }));

#ifdef SCEP_TOOL_CAN_READ
  tool::read_options options;
  CLI::App* const read = app.add_subcommand("read", "Say what a server's reply holds, and verify it if --ca is given");
  read->add_option("FILE", options.file,
                   "The reply: DER, PEM, base64, a hex dump or a saved `curl -i`, in a log perhaps; - for standard input")
      ->required();
  CLI::Option* const ca =
      read->add_option("--ca", options.ca_files,
                       "The CA's and RA's certificates: PEM, DER, or the PKCS #7 that GetCACert returns; may be repeated")
          ->allow_extra_args(false);
  CLI::Option* const request = read->add_option("--request", options.request_file,
                                                "The request that was sent, in any of these forms: its transactionID and "
                                                "senderNonce are the next two")
                                   ->needs(ca);
  read->add_option("--transaction-id", options.transaction_id, "The request's transactionID")->needs(ca)->excludes(request);
  read->add_option("--nonce", options.nonce, "The request's senderNonce, in hex or base64")->needs(ca)->excludes(request);
  add_common(read, "Print a JSON object");
  read->footer(
      "Exit status: 0 success, 1 the CA refused, 2 usage or unreadable file, 3 pending,\n"
      "4 the reply cannot be used.");
  read->callback(call([&] { return tool::read(options, json); }));
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
  std::cerr << "scep-error: " << tool::in_locale(e.what()) << '\n';
  return tool::exit_usage;
}
