#!/bin/bash
#
# Makes the SCEP replies that the tests read, with a real server: micromdm's
# scepserver, as Debian packages it. Each run makes a new CA and new keys, so
# every file changes; the private keys are thrown away.
#
#   refused.*  a PKCSReq with a wrong challenge password; the reply is a FAILURE
#   granted.*  a PKCSReq with the right one; the reply is a SUCCESS
#   ca.pem     the CA's certificate, whose key signed both replies
#
#   NAME.request.der     the request sent      NAME.transaction-id  as plain text
#   NAME.reply.der       the reply received    NAME.nonce           the request's
#                                              senderNonce in lower-case hex
#
# Needs Debian's golang-go and golang-github-micromdm-scep-dev (with the example
# under /usr/share/doc, which some small images leave out), and no network.
#
# Usage: make.sh [FOLDER]      FOLDER defaults to the one this script is in
#
# The server has no option for an address to listen on; its example main is built
# with one word changed, so that it listens on loopback only.

set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$(cd "${1:-$here}" && pwd)
gocode=/usr/share/gocode
library=$gocode/src/github.com/micromdm/scep
example=/usr/share/doc/golang-github-micromdm-scep-dev/examples/scepserver.go

die() {
    echo "make.sh: $*" >&2
    exit 1
}

tmp=$(mktemp -d)
server=
stop_server() {
    [[ -n $server ]] || return 0
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
}
cleanup() {
    stop_server
    rm -rf "$tmp"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

# Build in GOPATH mode. The library calls itself .../scep/v2, but Debian installs
# it without the v2, so a link supplies that.
command -v go >/dev/null || die "no go; install golang-go"
[[ -d $library ]] || die "no $library; install golang-github-micromdm-scep-dev"
mkdir -p "$tmp/gopath/src/github.com/micromdm/scep" "$tmp/src" "$tmp/out"
ln -s "$library" "$tmp/gopath/src/github.com/micromdm/scep/v2"
[[ -e $example ]] || die "no $example"
sed 's/":" + \*flPort/"127.0.0.1:" + *flPort/' "$example" >"$tmp/src/scepserver.go"
grep -q '"127.0.0.1:"' "$tmp/src/scepserver.go" || die "the example has changed: it would listen on every address"
cp "$here/scep_client.go" "$tmp/src/"

build() {
    (cd "$tmp/src" &&
        GO111MODULE=off GOPATH=$tmp/gopath:$gocode GOCACHE=$tmp/cache GOFLAGS='' \
            CGO_ENABLED=0 go build -o "$tmp/$1" "$1.go")
}
build scepserver
build scep_client

"$tmp/scepserver" ca -init -depot "$tmp/depot" -years 30 -keySize 2048 >/dev/null

# answers PORT: does anything accept connections there?
answers() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Start the server on a port that was free a moment ago, and give it ten seconds
# to answer. If it ends instead, somebody was quicker to take the port.
start_server() {
    local deadline
    for _ in {1..20}; do
        port=$((20000 + RANDOM % 12000))
        ! answers "$port" || continue
        "$tmp/scepserver" -depot "$tmp/depot" -port "$port" -challenge secret \
            -crtvalid 3650 >"$tmp/server.log" 2>&1 &
        server=$!
        deadline=$((SECONDS + 10))
        while ((SECONDS < deadline)) && kill -0 "$server" 2>/dev/null; do
            ! answers "$port" || return 0
            sleep 0.1
        done
        stop_server
    done
    cat "$tmp/server.log" >&2 || true
    die "the server does not answer"
}
start_server

"$tmp/scep_client" "$port" refused wrong "$tmp/out"
"$tmp/scep_client" "$port" granted secret "$tmp/out"
stop_server

# It was our server that answered, and it issued one certificate of the two.
cmp "$tmp/out/ca.pem" "$tmp/depot/ca.pem"
[[ -e $tmp/depot/granted.2.pem ]] || die "the right challenge got no certificate"
[[ -z $(find "$tmp/depot" -name 'refused.*') ]] || die "the wrong challenge got a certificate"

cp "$tmp/out/"* "$out/"
