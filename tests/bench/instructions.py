#!/usr/bin/env python3
"""Counts with callgrind the instructions of reading a real reply, beside those of the calls to OpenSSL that it cannot do
without, and fails where it costs more than promised. usage: instructions.py WORKLOAD"""

import re
import subprocess
import sys

FEW, MANY = 10, 60
PROMISES = {"read_cert_rep": {"RSA": 1.8, "parse, CMS_verify, free": 0.75}, "inspect_cert_rep": {"RSA": 0.55, "parse, free": 0.50}}
# This one decodes every key anew, which later ones do not: there the RSA verification alone is 0.45 of what CMS_verify takes.
OPENSSL_3_0 = {"parse, CMS_verify, free": 0.30, "parse, free": 0.20}


def total(work, count):
    printed = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.argv[1], work, str(count)],
                             check=True, capture_output=True, text=True).stderr
    return int(re.search(r"Collected : (\d+)", printed).group(1))


def instructions(work):
    """Of one time: what the program does once does not count."""
    return (total(work, MANY) - total(work, FEW)) // (MANY - FEW)


openssl = subprocess.run([sys.argv[1], "version", "0"], check=True, capture_output=True, text=True).stdout.strip()
print("OpenSSL", openssl)
failed = False
for work, promises in PROMISES.items():
    ours = instructions(work)
    for peer, promise in promises.items():
        if openssl.startswith("3.0."):
            promise = OPENSSL_3_0.get(peer, promise)
        bare = instructions(peer)
        failed |= ours > promise * bare
        print(f"{work}: {ours} instructions; {peer}: {bare}; ratio {ours / bare:.3f}, promised {promise}")
sys.exit(failed)
