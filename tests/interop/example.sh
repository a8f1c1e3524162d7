# The example server, as the tests' CA; to be sourced by bash. The test is given its program and client's in $server and $client.

unset http_proxy HTTP_PROXY all_proxy ALL_PROXY # the way to the server is short
work=$(mktemp -d)
trap 'example_stop; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# skip WHY: ends the test as one that cannot run here.
skip() {
  echo "skipped: $1"
  exit 77
}

# example_start [now|later|ERROR]: starts a server with the challenge "secret"; sets example_url, example_pid and fingerprint.
example_start() {
  local deadline=$((SECONDS + 600))
  rm -f "$work/port"
  "$server" "$work" secret "${1:-now}" >"$work/port" 2>"$work/server.log" &
  example_pid=$!
  until [[ -s $work/port ]]; do
    if ! kill -0 "$example_pid" 2>/dev/null || ((SECONDS > deadline)); then
      cat "$work/server.log" >&2
      return 1
    fi
    sleep 0.05
  done
  example_url=http://127.0.0.1:$(<"$work/port")/scep
  fingerprint=$(fingerprint_of "$work/ca.pem")
}

example_stop() {
  [[ -n ${example_pid:-} ]] || return 0
  kill "$example_pid" 2>/dev/null || true
  wait "$example_pid" 2>/dev/null || true
  example_pid=
}

# As the example client wants it.
fingerprint_of() { openssl x509 -in "$1" -noout -fingerprint -sha256 | sed 's/.*=//'; }

# expect WHAT COMMAND...: its output, which must hold WHAT, to the letter.
expect() {
  local wanted=$1 output
  shift
  output=$("$@" 2>&1) || true
  if [[ $output == *"$wanted"* ]]; then
    echo "ok      $wanted"
  else
    echo "FAILED  wanted: $wanted"
    echo "        got:    $output"
    return 1
  fi
}

[[ $( (LC_ALL=C && exec 3<>/dev/tcp/127.0.0.1/9) 2>&1) != *unreachable* ]] || skip "missing: a loopback network"
command -v openssl >/dev/null || skip "not installed: openssl"
