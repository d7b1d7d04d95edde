# shellcheck shell=dash
# What a mover says: lines of JSON among restic's own.
. ./mover.sh

# The pass that is at work, 0 before the first one.
pass=0

# say MEMBERS: a line.
say() {
  printf '{"message_type":"mover",%s}\n' "$1"
}

# milestone NAME [MEMBERS]: a line about the pass.
milestone() {
  say "\"milestone\":\"$1\",\"pass\":$pass${2:+,$2}"
}
