# micromdm's SCEP server, built from Debian's packages golang-go and golang-github-micromdm-scep-dev; to be sourced by bash.
# Nothing is downloaded. The server listens on loopback only.

scepserver_gocode=/usr/share/gocode
scepserver_library=$scepserver_gocode/src/github.com/micromdm/scep
# Some small images leave /usr/share/doc out, and the example with it.
scepserver_example=/usr/share/doc/golang-github-micromdm-scep-dev/examples/scepserver.go

# Prints what is missing, if anything is.
scepserver_missing() {
  [[ $( (LC_ALL=C && exec 3<>/dev/tcp/127.0.0.1/9) 2>&1) != *unreachable* ]] || echo "a loopback network"
  command -v go >/dev/null || echo "go (package golang-go)"
  [[ -d $scepserver_library ]] || echo "$scepserver_library (package golang-github-micromdm-scep-dev)"
  [[ -e $scepserver_example ]] || echo "$scepserver_example (package golang-github-micromdm-scep-dev)"
}

# scepserver_go_build FOLDER SOURCE: builds a Go program that uses micromdm's library into FOLDER.
scepserver_go_build() {
  local moved=
  # Since Debian 13 two folders of what it uses are libraries of smallstep's.
  [[ -d $scepserver_library/scep ]] || moved='
    s|"github.com/micromdm/scep/v2/scep"|"github.com/smallstep/scep"|
    s|"go.mozilla.org/pkcs7"|"github.com/smallstep/pkcs7"|'
  mkdir -p "$1/source"
  sed "$moved" "$2" >"$1/source/${2##*/}"
  # The library calls itself .../scep/v2, but Debian installs it without the v2: a link supplies that.
  mkdir -p "$1/gopath/src/github.com/micromdm/scep"
  ln -sfn "$scepserver_library" "$1/gopath/src/github.com/micromdm/scep/v2"
  (cd "$1" && GO111MODULE=off GOPATH=$1/gopath:$scepserver_gocode GOCACHE=$1/cache GOFLAGS='' CGO_ENABLED=0 go build "source/${2##*/}")
}

# scepserver_build FOLDER: builds the server there and makes it a CA, in FOLDER/depot.
scepserver_build() {
  # Its main has no option for an address to listen on: one word of it is changed.
  sed 's/":" + \*flPort/"127.0.0.1:" + *flPort/' "$scepserver_example" >"$1/scepserver.go"
  grep -q '"127.0.0.1:"' "$1/scepserver.go" || { echo "the example has changed: it would listen everywhere" >&2 && return 1; }
  scepserver_go_build "$1" "$1/scepserver.go"
  "$1/scepserver" ca -init -depot "$1/depot" -years 30 -keySize 2048 >/dev/null
}

# scepserver_start FOLDER CHALLENGE: starts it; sets scepserver_port and scepserver_pid.
scepserver_start() {
  local deadline
  for _ in {1..20}; do
    scepserver_port=$((20000 + RANDOM % 12000))
    ! scepserver_answers || continue
    "$1/scepserver" -depot "$1/depot" -port "$scepserver_port" -challenge "$2" -crtvalid 3650 >"$1/log" 2>&1 &
    scepserver_pid=$!
    deadline=$((SECONDS + 600))
    while ((SECONDS < deadline)) && kill -0 "$scepserver_pid" 2>/dev/null; do
      ! scepserver_answers || return 0
      sleep 0.1
    done
    scepserver_stop # somebody was quicker to take the port
  done
  cat "$1/log" >&2
  return 1
}

scepserver_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$scepserver_port") 2>/dev/null; }

scepserver_stop() {
  [[ -n ${scepserver_pid:-} ]] || return 0
  kill "$scepserver_pid" 2>/dev/null || true
  wait "$scepserver_pid" 2>/dev/null || true
  scepserver_pid=
}
