#!/usr/bin/env python3
"""Counts, in compiled code, what making and comparing a code costs, beside other libraries' codes, and fails where more than
promised is there. Only the compiler is timed.

usage: compiled.py COMPILER INCLUDE_FOLDER BOOST_OR_EMPTY LIBRARY LIBRARY_COMPILER"""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

compiler, include, boost, library, library_compiler = sys.argv[1:]

OURS = """
#include <scep/condition.hpp>
#include <scep/fail_info.hpp>
std::error_code make() { return scep::fail_info::bad_request; }
bool compare(const std::error_code& ec) { return ec == scep::fail_info::bad_time; }
"""
PEERS = {
    "std::generic_category": """
#include <system_error>
std::error_code make() { return std::make_error_code(std::errc::bad_message); }
bool compare(const std::error_code& ec) { return ec == std::make_error_code(std::errc::bad_message); }
""",
    "a function-local static category": """
#include <system_error>
struct category final : std::error_category {
  const char* name() const noexcept override;
  std::string message(int) const override;
};
inline const std::error_category& instance() { static const category c; return c; }
std::error_code make() { return {102, instance()}; }
bool compare(const std::error_code& ec) { return ec == std::error_code(103, instance()); }
""",
}
BOOST_PEERS = {
    "Boost.Asio's ssl category": """
#include <boost/asio/ssl/error.hpp>
using boost::system::error_code;
error_code make() { return boost::asio::ssl::error::stream_truncated; }
bool compare(const error_code& ec) { return ec == boost::asio::ssl::error::unexpected_result; }
""",
    "boost::system::generic_category": """
#include <boost/system/error_code.hpp>
using boost::system::error_code;
error_code make() { return make_error_code(boost::system::errc::bad_message); }
bool compare(const error_code& ec) { return ec == make_error_code(boost::system::errc::bad_message); }
""",
}


def disassembled(source, function):
    """The instructions of a function, compiled as part of a shared library."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "code.cpp"
        file.write_text(source)
        subprocess.run([compiler, "-std=c++17", "-O2", "-fPIC", "-fcf-protection=none", "-I", include, "-c", file, "-o",
                        f"{folder}/code.o"], check=True)
        listing = subprocess.run(["objdump", "-dr", "--no-show-raw-insn", "-C", f"{folder}/code.o"], check=True,
                                 capture_output=True, text=True).stdout
    body = re.search(rf"^[0-9a-f]+ <{function}\(.*?\)>:\n(.*?)(?:\n\n|\Z)", listing, re.M | re.S).group(1)
    lines = [line.split("\t")[1].strip() for line in body.splitlines() if re.match(r"\s*[0-9a-f]+:\t[a-z]", line)]
    while lines and lines[-1].startswith(("nop", "data16", "cs nop", "xchg")):
        lines.pop()
    return lines


def calls(lines):
    return sum(line.startswith("call") or bool(re.match(r"jmp\s+[0-9a-f]+ <(?!(make|compare)\()", line)) for line in lines)


# Promised: no call, and no more instructions than std::generic_category takes.
failures = 0
ours = None
print(f"{'':34} {'make':>18} {'compare':>18}")
for name, source in {"scep::fail_info": OURS, **PEERS, **(BOOST_PEERS if boost else {})}.items():
    functions = [disassembled(source, function) for function in ("make", "compare")]
    row = [f"{len(lines):3} instr., {calls(lines)} calls" for lines in functions]
    print(f"{name:34} {row[0]:>18} {row[1]:>18}")
    if source is OURS:
        ours = functions
        failures += sum(calls(lines) for lines in ours)
    elif name == "std::generic_category":
        failures += sum(len(mine) > len(theirs) for mine, theirs in zip(ours, functions))


def seconds_to_compile(header):
    command = [compiler, "-std=c++17", "-O2", "-I", include, "-x", "c++", "-c", "-", "-o", "/dev/null"]
    times = []
    for _ in range(7):
        start = time.perf_counter()
        subprocess.run(command, input=f"#include <{header}>\n", check=True, text=True)
        times.append(time.perf_counter() - start)
    return min(times)


headers = {header: seconds_to_compile(header) for header in ("scep/fail_info.hpp", "system_error")}
print("\ncompiling " + ", ".join(f"<{header}> {time:.3f} s" for header, time in headers.items())
      + f": ratio {headers['scep/fail_info.hpp'] / headers['system_error']:.2f}")

symbols = subprocess.run(["nm", "-C", library], check=True, capture_output=True, text=True).stdout
initialisers = symbols.count("_GLOBAL__sub_I_")
failures += initialisers != 0 and library_compiler == "clang"  # g++ registers destructors even where they are empty
with tempfile.NamedTemporaryFile() as stripped:
    subprocess.run(["strip", "-o", stripped.name, library], check=True)
    print(f"the error library: {initialisers} dynamic initialisers, {Path(stripped.name).stat().st_size} bytes stripped")
sys.exit(1 if failures else 0)
