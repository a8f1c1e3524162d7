#!/usr/bin/env python3
"""Fails, and names them, where shared libraries export anything but scep's own functions, objects, vtables and typeinfo.

usage: exports.py NM LIBRARY..."""

import re
import subprocess
import sys

nm, *libraries = sys.argv[1:]
failures = 0
for library in libraries:
    listing = subprocess.run([nm, "--dynamic", "--defined-only", "--demangle", "--format=posix", library], check=True,
                             capture_output=True, text=True).stdout
    names = [re.sub(r" [A-Za-z]( [0-9a-f]+)* ?$", "", line) for line in listing.splitlines()]
    others = [name for name in names if not re.match(r"((vtable|typeinfo|typeinfo name) for )?scep::", name)]
    print(f"{library}: {len(names)} names", *others, sep="\n  not scep's: ")
    failures += len(others) + (len(names) == 0)
sys.exit(1 if failures else 0)
