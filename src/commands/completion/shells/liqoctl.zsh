#compdef liqoctl
# zsh completion for liqoctl; load it after compinit with: source <(liqoctl completion zsh)

_liqoctl() {
  local line directive=4
  local -a asked answers entries
  asked=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
  asked=("${(@)asked/#\~\//$HOME/}")
  answers=("${(@f)$("${${(Q)words[1]}/#\~\//$HOME/}" complete -- "${(@)asked}" 2>/dev/null)}")
  for line in "${(@)answers}"; do
    if [[ $line == :<-> ]]; then
      directive=${line#:}
    elif [[ -n $line ]]; then
      # A colon ends the value for _describe; one that nothing follows would be shown as an empty description.
      entries+=("${${line%%$'\t'*}//:/\\:}${${line#*$'\t'}:+:${line#*$'\t'}}")
    fi
  done

  # The flag in "--flag=value" is no part of what is completed.
  compset -P '-*='
  if ((directive == 0)); then
    _files
  else
    _describe liqoctl entries
  fi
}

if [[ ${funcstack[1]} == _liqoctl ]]; then
  _liqoctl "$@"
else
  compdef _liqoctl liqoctl
fi
