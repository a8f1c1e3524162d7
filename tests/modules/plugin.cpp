#include "plugin.hpp"

#include <scep/condition.hpp>
#include <scep/failure.hpp>

std::error_code plugin_refuse(scep::fail_info why) { return why; }
void plugin_refuse_wire(int wire, std::error_code* code) { *code = scep::from_wire(wire); }
bool plugin_knows(const std::error_code& code, scep::fail_info as) { return code == as; }
bool plugin_takes_for_refusal(const std::error_code& code) { return code == scep::condition::rejected; }
const std::error_category* plugin_category() { return &scep::fail_info_category(); }
#if defined(__cpp_exceptions)
void plugin_throw(scep::fail_info why) { throw scep::failure_error(why); }
#endif
