#!/usr/bin/env bash
# Makes the SCEP replies that the tests read, with a real server, micromdm's. Each run makes a new CA and new keys, so every file
# changes (the README's first command quotes two of them); the private keys are thrown away.
#
#   refused.*  a PKCSReq with a wrong challenge password: the reply is a FAILURE
#   granted.*  a PKCSReq with the right one: the reply is a SUCCESS
#   ca.pem     the CA's certificate, whose key signed both replies
#
#   NAME.request.der     the request sent        NAME.transaction-id  as plain text
#   NAME.reply.der       the reply received      NAME.nonce           the request's senderNonce, in hex
#
# Needs what ../interop/scepserver.sh needs. Usage: make.sh [FOLDER], by default the one this script is in.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$(cd "${1:-$here}" && pwd)
# shellcheck source=../interop/scepserver.sh
source "$here/../interop/scepserver.sh"

die() {
  echo "make.sh: $*" >&2
  exit 1
}
missing=$(scepserver_missing)
[[ -z $missing ]] || die "missing: $missing"

work=$(mktemp -d)
trap 'scepserver_stop; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

scepserver_build "$work"
scepserver_go_build "$work" "$here/scep_client.go"
scepserver_start "$work" secret
mkdir "$work/out"
"$work/scep_client" "$scepserver_port" refused wrong "$work/out"
"$work/scep_client" "$scepserver_port" granted secret "$work/out"
scepserver_stop

# It was our server that answered, and it issued one certificate of the two.
cmp "$work/out/ca.pem" "$work/depot/ca.pem"
[[ -e $work/depot/granted.2.pem ]] || die "the right challenge got no certificate"
[[ -z $(find "$work/depot" -name 'refused.*') ]] || die "the wrong challenge got a certificate"
cp "$work/out/"* "$out/"
