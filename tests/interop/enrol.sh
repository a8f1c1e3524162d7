#!/usr/bin/env bash
# The example client enrols at the example server and at micromdm's, micromdm's client at the example server.
# usage: enrol.sh SERVER CLIENT PEER        PEER: example, micromdm_server, micromdm_client
set -euo pipefail

server=$1
client=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=example.sh
source "$here/example.sh"
# shellcheck source=scepserver.sh
source "$here/scepserver.sh"
trap 'example_stop; scepserver_stop; rm -rf "$work"' EXIT

needs_micromdm() {
  local missing
  missing=$(scepserver_missing)
  [[ -z $missing ]] || skip "not installed: $missing"
}

# enrol URL CHALLENGE: with the example client; its certificate is then $work/certificate.pem.
enrol() {
  rm -f "$work/certificate.pem"
  timeout 600 "$client" "$1" "$fingerprint" "$2" "a client" "$work"
}

verify() { expect "certificate.pem: OK" openssl verify -CAfile "$1" "$work/certificate.pem"; }

bad_request_advice="Check the challenge password first"

enrol_example() {
  example_start now
  enrol "$example_url" secret
  verify "$work/ca.pem"
  expect "$(openssl pkey -in "$work/key.pem" -pubout)" openssl x509 -in "$work/certificate.pem" -noout -pubkey
  expect '[example.client:3]' timeout 600 "$client" "$example_url" 00:11 secret "a client" "$work"
  expect 'badRequest' enrol "$example_url" wrong
  expect 'The CA says: "The challenge password is wrong."' enrol "$example_url" wrong
  expect "$bad_request_advice" enrol "$example_url" wrong
  [[ ! -e $work/certificate.pem ]]
  example_stop

  example_start later
  enrol "$example_url" secret
  verify "$work/ca.pem"
  example_stop

  example_start ra
  enrol "$example_url" secret
  verify "$work/ca.pem"
  expect 'badRequest' enrol "$example_url" wrong
  example_stop

  example_start database_down
  expect 'The CA says: "The database is down."' enrol "$example_url" secret
  expect '[example.client:2]' enrol "$example_url" secret
}

enrol_micromdm_server() {
  needs_micromdm
  scepserver_build "$work"
  scepserver_start "$work" secret
  local url=http://127.0.0.1:$scepserver_port/scep
  fingerprint=$(fingerprint_of "$work/depot/ca.pem")
  enrol "$url" secret
  verify "$work/depot/ca.pem"
  expect badRequest enrol "$url" wrong
  expect "$bad_request_advice" enrol "$url" wrong
}

enrol_micromdm_client() {
  needs_micromdm
  scepserver_go_build "$work" "$here/micromdm_client.go"
  local id
  example_start now
  # A PrintableString cannot hold the second.
  for id in '' 'with_underscore'; do
    rm -f "$work/certificate.pem"
    expect granted timeout 600 "$work/micromdm_client" "$example_url" secret "$work/certificate.pem" $id
    verify "$work/ca.pem"
    expect 'badRequest (2)' timeout 600 "$work/micromdm_client" "$example_url" wrong "$work/certificate.pem" $id
  done
}

"enrol_$3"
