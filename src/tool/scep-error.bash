# Completion of scep-error for bash.
_scep_error() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W 'list explain read --help --version' -- "$word")
    return
  fi
  # Bash makes a word of the = in --color=always.
  [[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD - 2]}
  [[ $word == = ]] && before=${COMP_WORDS[COMP_CWORD - 1]} word=
  local options='--help --json --color'
  [[ $command == read ]] && options+=' --ca --request --transaction-id --nonce'
  case $before in
    --color) mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$word") ;;
    --transaction-id | --nonce) ;;
    --ca | --request) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    *)
      if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
      elif [[ $command == read ]]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
      fi
      ;;
  esac
}
complete -o filenames -F _scep_error scep-error
