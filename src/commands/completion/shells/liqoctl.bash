# bash completion for liqoctl; load it with: source <(liqoctl completion bash)

_liqoctl() {
  local i word value typed='' colons='' directive=4
  local -a asked=()
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]/#\~\//$HOME/}
    # For bash, "=" and ":" are words of their own; for liqoctl they are not.
    if ((${#asked[@]} > 0)) && [[ $word =~ ^[=:]+$ || ${COMP_WORDS[i - 1]} =~ ^[=:]+$ ]]; then
      asked[${#asked[@]} - 1]+=$word
    else
      asked+=("$word")
    fi
    typed=${asked[${#asked[@]} - 1]}
  done
  [[ $typed == -*=* ]] && typed=${typed#*=}
  # What stands in front of the last colon is no part of the word that bash replaces.
  [[ $COMP_WORDBREAKS == *:* ]] && colons=${typed%"${typed##*:}"}

  COMPREPLY=()
  while IFS= read -r value; do
    if [[ $value =~ ^:([0-9]+)$ ]]; then
      directive=${BASH_REMATCH[1]}
    else
      value=${value%%$'\t'*}
      printf -v value %q "${value#"$colons"}"
      COMPREPLY+=("$value")
    fi
  done < <("${COMP_WORDS[0]/#\~\//$HOME/}" complete -- "${asked[@]}" 2>/dev/null)

  if ((directive == 0)); then
    while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -f -- "$typed")
    compopt -o filenames 2>/dev/null
  fi
  return 0
}

complete -F _liqoctl liqoctl
