#!/usr/bin/env python3
"""Holds README.md together with what it speaks of: its C++, CMake and meson stand in files that the tests build, what
it says is printed stands there, too, and its table of codes is what the program lists.

usage: check.py README.md PROGRAM FILE..."""

import json
import re
import subprocess
import sys
import textwrap

readme_file, program, *snippet_files = sys.argv[1:]
readme = open(readme_file, encoding="utf-8").read()


def lines_of(text):
    """Without indentation, so that a quotation may stand at another depth."""
    return "\n".join(line.strip() for line in textwrap.dedent(text).strip().splitlines())


def without_includes(text):
    return re.sub(r"^#include <.*>\n+", "", text, flags=re.MULTILINE)


built = [lines_of(open(name, encoding="utf-8").read()) for name in snippet_files]
quotations = re.findall(r"^```(?:cpp|cmake|meson|text)\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
failures = [
    f"not built by any test:\n{q}"
    for q in quotations
    if not any(lines_of(without_includes(q)) in text for text in built)
]
if not quotations:
    failures.append("README.md quotes nothing")

codes = json.loads(subprocess.run([program, "list", "--json"], check=True, capture_output=True).stdout)
for code in (c for c in codes if c["category"] == "scep.fail_info"):
    wire = "" if code["wire"] is None else f"`{code['wire']}` {code['name']}"
    errc = f"`{code['errc']}`" if code["errc"] else ""
    row = f"| `{code['enumerator']}` | {code['value']} | {wire} | {code['windows_name']} | {errc} | {code['message']} |"
    if row not in readme:
        failures.append(f"not in README.md's table: {row}")

print("\n".join(failures) or f"{len(quotations)} quotations are built, and the table of codes agrees")
sys.exit(1 if failures else 0)
