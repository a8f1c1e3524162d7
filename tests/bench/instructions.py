#!/usr/bin/env python3
"""Counts with callgrind the instructions of reading a real reply, beside those of the calls to OpenSSL that it cannot do
without, and fails where it costs more than promised. usage: instructions.py WORKLOAD"""

import re
import subprocess
import sys

FEW, MANY = 10, 60
PROMISES = {"read_cert_rep": [("parse, CMS_verify, free", 0.30), ("RSA", 1.8)], "inspect_cert_rep": [("parse, free", 0.20)]}


def total(work, count):
    printed = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.argv[1], work, str(count)],
                             check=True, capture_output=True, text=True).stderr
    return int(re.search(r"Collected : (\d+)", printed).group(1))


def instructions(work):
    """Of one time: what the program does once does not count."""
    return (total(work, MANY) - total(work, FEW)) // (MANY - FEW)


failed = False
for work, promises in PROMISES.items():
    ours = instructions(work)
    for peer, promise in promises:
        bare = instructions(peer)
        failed |= ours > promise * bare
        print(f"{work}: {ours} instructions; {peer}: {bare}; ratio {ours / bare:.3f}, promised {promise}")
sys.exit(failed)
