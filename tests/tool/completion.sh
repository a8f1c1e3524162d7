#!/usr/bin/env bash
# Asks bash's completion for words, and holds it together with the program's commands and options.
# usage: completion.sh COMPLETION PROGRAM
set -euo pipefail

source "$1"
program=$2
failed=0

# What is offered at the end of the words.
offered() {
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
  _scep_error
  printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd ' '
}

expect() {
  local wanted=$1
  shift
  local got
  got=$(offered scep-error "$@")
  [[ $got == "$wanted" ]] && return
  echo "scep-error $*: offers '$got', not '$wanted'"
  failed=1
}

commands=$("$program" --help | sed -n '/^subcommands/I,$s/^  \([a-z]*\) .*/\1/p' | paste -sd ' ')
expect "--help --version $(tr " " "\n" <<<"$commands" | sort | paste -sd " ")" ""
expect read r
for command in $commands; do
  options=$("$program" "$command" --help | grep -o -e '--[a-z-]*[a-z]' | sort -u | paste -sd ' ')
  expect "$options" "$command" --
done
expect 'always auto never' list --color ''
expect 'always' list --color al
expect 'always auto never' list --color =
expect 'never' list --color = n
expect '' read --nonce ''

folder=$(mktemp -d) # ends here where there is none to be had; cd "" would stay, and the folder it is in be removed
trap 'rm -r "$folder"' EXIT
cd "$folder"
touch 'a reply' ca.pem
expect 'a reply ca.pem' read ''
expect 'ca.pem' read --ca c
exit $failed
