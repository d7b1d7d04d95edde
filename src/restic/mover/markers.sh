# shellcheck shell=dash
# What the movers tell each other: markers, each a list of tags. The manifest program signs them and keeps them on the repository's server.
# Where there is no such program they are small snapshots: for each of them, and for each look, restic derives its key in half a second.
. ./log.sh
. ./result.sh
. ./restic-output.sh
. ./manifest.sh

: >"$RUN/markers"

# mark TAG...: the first tag is what the other mover waits for.
mark() {
  if [ "$MOVER_VERIFY" = full ]; then
    ask "mark $*"
    return
  fi
  printf '%s\n' "$1" >"$RUN/marker"
  keep marker "$@"
}

# keep FILE TAG...: a snapshot of a file in $RUN.
keep() {
  local file="$1" tags
  shift
  tags=$(printf '%s,' "$@")
  run within "$RUN" restic backup "$file" --json --quiet --no-cache --no-scan --retry-lock 5m --host "$MOVER_HOST" --tag "${tags%,}" \
    >"$RUN/output" 2>&1 && return 0
  cat "$RUN/output"
  keep_errors
  fail repository 46
}

# Lists the tags of every marker in $RUN/markers, a marker per line, each tag between blanks.
read_markers() {
  if [ "$MOVER_VERIFY" = full ]; then
    ask markers
    return
  fi
  run timeout -k 5 60 restic snapshots --json --no-cache --no-lock --host "$MOVER_HOST" >"$RUN/snapshots" || return 1
  grep -o '"tags":\[[^]]*\]' "$RUN/snapshots" | sed -e 's/^"tags":\[/ /' -e 's/\]$/ /' -e 's/"//g' -e 's/,/ /g' >"$RUN/markers"
  return 0
}

# The same, as soon as there is another one than there was last time: the manifest program waits for it.
hear_news() {
  if [ "$MOVER_VERIFY" = full ]; then ask news; else read_markers; fi
}

# marked TAG: whether such a marker was listed.
marked() {
  grep -q " $1 " "$RUN/markers"
}

# fact TAG NAME: the value of the tag NAME-value on the last marker TAG.
fact() {
  sed -n "/ $1 /s/.* $2-\([^ ]*\) .*/\1/p" "$RUN/markers" | tail -n 1
}

# The highest pass that is complete in the repository, 0 for none.
highest_complete() {
  local highest
  highest=$(sed -n 's/.* complete-\([0-9]*\) .*/\1/p' "$RUN/markers" | sort -n | tail -n 1)
  echo "${highest:-0}"
}

# await CONDITION...: looks at the markers until the condition holds, first at those that are known.
await() {
  local started
  milestone waiting
  started=$(date +%s)
  until "$@" || { hear_news && "$@"; }; do rest "$started"; done
}

# rest STARTED: looks become seldom after a while: each costs processor time, but for the manifest program, which waits for news itself.
rest() {
  local pause
  [ "$MOVER_VERIFY" != full ] || return 0
  pause=$((($(date +%s) - $1) / 20))
  [ "$pause" -ge 1 ] || pause=1
  [ "$pause" -le 15 ] || pause=15
  run sleep "$pause"
}
