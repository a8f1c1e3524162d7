#!/usr/bin/env bash
# The example server refuses for each of the five reasons, and other makers' clients say which.
# usage: refusals.sh SERVER PEER        PEER: strongswan, certmonger, micromdm, openssl
set -euo pipefail

server=$1
peer=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=example.sh
source "$here/example.sh"
# shellcheck source=scepserver.sh
source "$here/scepserver.sh"

# A client's request, in PEM.
request() {
  echo "-----BEGIN PKCS7-----"
  base64 "$here/../data/refused.request.der"
  echo "-----END PKCS7-----"
}

# For each peer: what it needs, what it runs, and what it then prints for badAlg, badMessageCheck, badRequest, badTime, badCertId.
prepare_strongswan() {
  pki --help 2>&1 | grep -q -- --scep ||
    skip "no pki with --scep (strongswan-pki, libstrongswan-standard-plugins, libstrongswan-extra-plugins)"
  openssl genrsa -traditional -out "$work/key.pem" 2048 2>/dev/null
  expected=(badAlg badMessageCheck badRequest badTime badCertId)
}
run_strongswan() {
  timeout 600 pki --scep --url "$example_url" --in "$work/key.pem" --dn CN=client --password secret --cipher aes \
    --cacert-enc "$work/ca.pem" --cacert-sig "$work/ca.pem"
}

prepare_certmonger() {
  submit=/usr/lib/certmonger/scep-submit
  [[ -x $submit ]] || skip "no $submit (certmonger)"
  request >"$work/request.pem"
  # It has no words for the last.
  expected=("Unrecognized or unsupported algorithm identifier in client request."
    "Integrity check of client request failed at server."
    "Transaction either is not permitted or is not supported by server."
    "Clock skew too great."
    'Server returned failure code "4".')
}
run_certmonger() { timeout 600 "$submit" -u "$example_url" -r "$work/ca.pem" -N "$work/ca.pem" -g "$work/request.pem"; }

prepare_micromdm() {
  local missing
  missing=$(scepserver_missing)
  [[ -z $missing ]] || skip "not installed: $missing"
  scepserver_go_build "$work" "$here/micromdm_client.go"
  expected=("badAlg (0)" "badMessageCheck (1)" "badRequest (2)" "badTime (3)" "badCertID (4)")
}
run_micromdm() { timeout 600 "$work/micromdm_client" "$example_url" secret "$work/certificate.pem"; }

# OpenSSL knows nothing of SCEP, but certmonger and others read with its help.
prepare_openssl() { expected=("CMS Verification successful" "CMS Verification successful" "CMS Verification successful"
  "CMS Verification successful" "CMS Verification successful"); }
run_openssl() {
  python3 -c 'import sys, urllib.request as u
post = u.Request(sys.argv[1] + "?operation=PKIOperation", sys.stdin.buffer.read())
sys.stdout.buffer.write(u.build_opener(u.ProxyHandler({})).open(post, timeout=600).read())' "$example_url" \
    <"$here/../data/refused.request.der" >"$work/reply.der"
  openssl cms -verify -inform DER -in "$work/reply.der" -CAfile "$work/ca.pem" -out /dev/null
}

"prepare_$peer"
errors=(weak_key unreadable wrong_challenge clock_skew unknown_transaction)
for i in "${!errors[@]}"; do
  example_start "${errors[i]}"
  expect "${expected[i]}" "run_$peer"
  example_stop
done
