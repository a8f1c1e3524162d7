#!/usr/bin/env python3
"""Holds the man page together with the program: man has no warning about it, and it names the commands and options that
--help does.

usage: man.py MAN PAGE PROGRAM"""

import os
import re
import subprocess
import sys

man, page, program = sys.argv[1:]
source = open(page, encoding="utf-8").read().replace("\\-", "-")


def help_of(*command):
    return subprocess.run([program, *command, "--help"], check=True, capture_output=True, encoding="utf-8").stdout


def options_in(text):
    return set(re.findall(r"--[a-z-]*[a-z]", text))


commands = re.findall(r"^  (\w+)", help_of().lower().partition("subcommands:")[2], re.MULTILINE)
documented = re.findall(r"^\.BI? (\w+)", source.partition(".SH COMMANDS")[2].partition(".SH OPTIONS")[0], re.MULTILINE)
options = options_in(help_of()).union(*(options_in(help_of(command)) for command in commands))

checked = subprocess.run([man, "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", page], check=True, capture_output=True,
                         encoding="utf-8", env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80"})
failures = checked.stderr.splitlines()
if not commands or documented != commands:
    failures.append(f"commands: the page has {documented}, the program {commands}")
theirs = {"--export-objects"}  # tshark's
failures += [f"not in both the page and --help: {option}" for option in sorted(options ^ (options_in(source) - theirs))]

print("\n".join(failures) or f"{len(commands)} commands and {len(options)} options agree")
sys.exit(1 if failures else 0)
