# What both movers and their init container share. POSIX sh: it runs in busybox ash and in dash. Kubernetes expands dollar signs in a
# container's command when they are doubled or stand before a variable's name in parentheses: neither may occur here.
set -u
: "${VOLUME_PARENT:=/vol}" "${RUN:=/run/move}" "${TERMINATION:=/dev/termination-log}"
VOLUME=$VOLUME_PARENT/data

# PID 1 ignores signals that it does not handle, and restic may hang when its server is gone.
child=
stop() {
  trap '' TERM INT
  if [ -n "$child" ]; then
    kill -TERM "$child" 2>/dev/null
    { sleep 2; kill -KILL "$child"; } 2>/dev/null &
    killer=$!
    wait "$child"
    kill "$killer" 2>/dev/null
  fi
  exit 143
}
trap stop TERM INT

# A shell that waits for a foreground command hears signals only afterwards.
run() {
  "$@" &
  child=$!
  wait "$child"
  set -- $?
  child=
  return "$1"
}

# Only for `run`: it replaces the subshell that runs it.
within() {
  cd "$1" || exit 1
  shift
  exec "$@"
}

# say MEMBERS: a line of ours among restic's own.
say() {
  printf '{"message_type":"mover",%s}\n' "$1"
}

# finish MEMBERS: leaves the result and ends.
finish() {
  printf '{"role":"%s",%s}' "$MOVER_ROLE" "$1" >"$TERMINATION"
  exit 0
}

# fail FAILURE CODE: leaves the result with the details in $RUN/details, one JSON string per line, and ends.
fail() {
  details=$(format_details)
  printf '{"role":"%s","failure":"%s","code":%d,"details":[%s]}' "$MOVER_ROLE" "$1" "$2" "$details" >"$TERMINATION"
  say "\"failure\":\"$1\",\"code\":$2,\"details\":[$details]"
  exit "$2"
}

# The first details and the number of the others. The kubelet cuts a termination message at 4096 bytes, which would leave broken JSON;
# the cut of a long line respects escapes and UTF-8.
format_details() {
  [ -f "$RUN/details" ] || return 0
  LC_ALL=C sed -E '/^.{263}/{
    s/^(("|\\u[0-9a-fA-F]{4}|\\.|[^"\\]){250}).*$/\1/
    s/[^ -~]*$/..."/
  }' "$RUN/details" | LC_ALL=C awk '
    { size += length($0) + 1 }
    NR <= 20 && size <= 3500 { printf "%s%s", comma, $0; comma = ","; shown = NR }
    END { if (NR > shown) printf "%s\"and %d more\"", comma, NR - shown }'
}

# Reads restic's output: progress goes to the log with pass and step, the rest to the log and to $RUN/output.
log_output() {
  while IFS= read -r line; do
    case $line in
      '{"message_type":"status"'*) printf '{"pass":%d,"step":"%s",%s\n' "$pass" "$step" "${line#?}" ;;
      *)
        printf '%s\n' "$line"
        printf '%s\n' "$line" >&5
        ;;
    esac
  done 5>"$RUN/output"
}

# run_logged STEP COMMAND...: runs it with its output in the log.
run_logged() {
  step=$1
  shift
  rm -f "$RUN/pipe"
  mkfifo "$RUN/pipe" || exit 1
  log_output <"$RUN/pipe" &
  logger=$!
  run "$@" >"$RUN/pipe" 2>&1
  set -- $?
  wait "$logger"
  return "$1"
}

# summary NAME: a member of restic's summary in $RUN/output.
summary() {
  sed -nE 's/^\{"message_type":"summary".*"'"$1"'":"?([0-9a-f]+).*$/\1/p' "$RUN/output"
}

# keep_errors: turns the errors in $RUN/output into details, `path: reason`; without any, restic's last word is the detail.
keep_errors() {
  string='(([^"\\]|\\.)*)'
  # What the scan cannot read is met again.
  sed -nE 's/^\{"message_type":"error".*"message":"(.*: )?'"$string"'"\},"during":"(archival|restore)","item":"'"$string"'"\}$/"\5: \2"/p' \
    "$RUN/output" | sed -e "s,^\"$VOLUME/,\"," -e 's,^"/data/,",' -e 's,^"data/,",' >"$RUN/details"
  [ -s "$RUN/details" ] ||
    sed -nE 's/^\{"message_type":"exit_error".*"message":"'"$string"'"\}$/"\1"/p' "$RUN/output" >"$RUN/details"
}

# mark FILE TAG...: a small snapshot of a file in $RUN; its first tag is what the other mover waits for.
mark() {
  file=$1
  shift
  tags=$(printf '%s,' "$@")
  step=marker
  run within "$RUN" restic backup "$file" --json --quiet --no-cache --no-scan --retry-lock 5m --host "$MOVER_HOST" --tag "${tags%,}" \
    >"$RUN/output" 2>&1 && return 0
  cat "$RUN/output"
  keep_errors
  fail repository 46
}

# mark_only TAG...: a marker that carries nothing but its tags.
mark_only() {
  printf '%s\n' "$1" >"$RUN/marker"
  mark marker "$@"
}

# Lists the tags of every snapshot in $RUN/markers, a snapshot per line, each tag between blanks.
read_markers() {
  run timeout -k 5 60 restic snapshots --json --no-cache --no-lock --host "$MOVER_HOST" >"$RUN/snapshots" || return 1
  grep -o '"tags":\[[^]]*\]' "$RUN/snapshots" | sed -e 's/^"tags":\[/ /' -e 's/\]$/ /' -e 's/"//g' -e 's/,/ /g' >"$RUN/markers"
  return 0
}

# marked TAG: whether such a marker was listed.
marked() {
  grep -q " $1 " "$RUN/markers"
}

# fact TAG NAME: the value of the tag NAME-value on the last marker TAG.
fact() {
  sed -n "/ $1 /s/.* $2-\([0-9a-f]*\) .*/\1/p" "$RUN/markers" | tail -n 1
}

# The highest pass whose snapshot is in the repository, 0 for none.
highest_offered() {
  highest=$(sed -n 's/.* offered-\([0-9]*\) .*/\1/p' "$RUN/markers" | sort -n | tail -n 1)
  echo "${highest:-0}"
}

# await CONDITION: looks at the markers until the condition holds.
await() {
  say "\"milestone\":\"waiting\",\"pass\":$pass"
  started=$(date +%s)
  until read_markers && "$1"; do wait_for_news; done
}

# Until the markers may have changed. Each look at them costs half a second of processor time for restic's key, so the manifest program
# asks the server instead; without it the looks become seldom after a while.
wait_for_news() {
  if [ "$MOVER_VERIFY" = full ] && (echo "news $(grep -o '"short_id"' "$RUN/snapshots" | wc -l)" >&3) 2>/dev/null && run read_answer; then
    return
  fi
  pause=$((($(date +%s) - started) / 20))
  [ "$pause" -ge 1 ] || pause=1
  [ "$pause" -le 15 ] || pause=15
  run sleep "$pause"
}

# Opens the line to the manifest program. When either side dies the other reads the end of the file.
meet_manifest_program() {
  [ "$MOVER_VERIFY" = full ] || return 0
  until [ -e "$RUN/ready" ]; do run sleep 0.1; done
  exec 3>"$RUN/ask" 4<"$RUN/answer"
}

# ask REQUEST: sends `manifest PASS` or `compare PASS`; the answer's words are in $answer.
ask() {
  rm -f "$RUN/details"
  answer=
  (echo "$1" >&3) 2>/dev/null && run read_answer && answer=$(cat "$RUN/line")
  case $answer in
    '')
      echo '"the manifest program ended without an answer; see the log of container verify"' >"$RUN/details"
      fail manifest 49
      ;;
    unreadable) fail unreadable 41 ;;
  esac
}

# In a subshell of its own: a signal must be able to end the wait.
read_answer() {
  IFS= read -r line <&4 && printf '%s\n' "$line" >"$RUN/line"
}
