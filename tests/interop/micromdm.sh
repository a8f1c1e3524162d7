#!/usr/bin/env bash
# micromdm's server, with a CA made on the spot, refuses a wrong challenge and grants a right one; both replies verify.
# usage: micromdm.sh CLIENT        the program of micromdm.cpp
set -euo pipefail

# shellcheck source=scepserver.sh
source "$(dirname "${BASH_SOURCE[0]}")/scepserver.sh"
missing=$(scepserver_missing)
if [[ -n $missing ]]; then
  echo "skipped, missing: $missing"
  exit 77
fi

work=$(mktemp -d)
trap 'scepserver_stop; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

scepserver_build "$work"
scepserver_start "$work" secret

# expect CHALLENGE WHAT: what the client prints, to the letter.
expect() {
  local printed
  printed=$("$client" "$scepserver_port" "$work/depot/ca.pem" "$1")
  echo "challenge '$1': $printed"
  [[ $printed == "$2" ]]
}
client=$1
expect wrong 'The transaction was not permitted or was not supported. [scep.fail_info:102] Transaction "3F2A9C0D5B".'
expect secret granted
