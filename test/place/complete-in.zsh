# Completes command lines in an interactive zsh, as a person would with the tab key: complete-in.zsh LINE...
# Prints the candidates of each line on one line.
zmodload zsh/zpty
hits=$(mktemp)
zpty shell zsh -f -i

read_until() {
  local chunk all=
  while zpty -r shell chunk; do
    all+=$chunk
    [[ $all == *$1* ]] && return
  done
}

zpty -w shell 'autoload -Uz compinit; compinit -D -u; source <(liqoctl completion zsh)'
# Candidates are taken where they are handed to zsh, since what it draws depends on the terminal.
zpty -w shell 'compadd() { local -a found; builtin compadd -O found "$@"; print -r -- "${(@)found}" >> '$hits'; builtin compadd "$@" }'
zpty -w shell 'tell() { zle complete-word; BUFFER=; print "<done>" }; zle -N tell; bindkey "^I" tell; print "<ready>"'
read_until $'<ready>\r'
for line in "$@"; do
  : >$hits
  zpty -w -n shell $line$'\t'
  read_until '<done>'
  # They are handed over more than once, to be counted first.
  words=($(<$hits))
  print -r -- ${(u)words}
done
zpty -d shell
rm -f $hits
