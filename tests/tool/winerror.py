#!/usr/bin/env python3
"""Compares the HRESULTs that the program lists with Windows' headers, as MinGW-w64 has them.

usage: winerror.py PROGRAM INCLUDE_FOLDER"""

import json
import re
import subprocess
import sys

program, include = sys.argv[1:]

BASES = {"WSABASEERR": 10000, "INTERNET_ERROR_BASE": 12000, "WINHTTP_ERROR_BASE": 12000}
values = {}
for header in ("winerror.h", "psdk_inc/_wsa_errnos.h", "wininet.h", "winhttp.h"):
    text = open(f"{include}/{header}", encoding="latin-1").read()
    for name, base, number in re.findall(r"^#define (\w+) .*?(?:(\w+_BASE|WSABASEERR) ?\+ ?)?\b(0x[0-9A-Fa-f]+|\d+)L?\)+\s*$", text, re.M):
        values.setdefault(name, BASES.get(base, 0) + int(number, 0))
    for status, number in re.findall(r"^#define HTTP_(STATUS_\w+) +(\d+)\s*$", text, re.M):
        values[f"HTTP_E_{status}"] = 0x80190000 + int(number)  # as newer headers define it
values["E_NOT_SUFFICIENT_BUFFER"] = values["ERROR_INSUFFICIENT_BUFFER"]  # defined by way of that

codes = json.loads(subprocess.run([program, "list", "--json"], check=True, capture_output=True).stdout)
found = {code["name"]: code["value"] % 2**32 for code in codes if code["category"] == "hresult"}
unknown = sorted(found.keys() - values.keys())
wrong = [f"{name} is not 0x{value:08X} in Windows' headers" for name, value in found.items()
         if name in values and value not in (values[name], 0x80070000 | values[name])]
wrong += [f"{name} is in none of Windows' headers" for name in unknown if not name.startswith("CERTSRV_E_")]

print("\n".join(wrong) or f"{len(found) - len(unknown)} agree; newer than these headers: {', '.join(unknown)}")
sys.exit(1 if wrong else 0)
