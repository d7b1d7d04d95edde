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

# What is only in memory goes to the disk; not the whole node's, since another volume of it may hang. Where sync knows no better, all the same.
sync_volume() {
  run sync -f "$VOLUME" || run sync
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

# The first details and the number of the others. The kubelet cuts a termination message at 4096 bytes, which would leave broken JSON.
# A long line loses its middle, since a reason is at its end; where there is one, a slash is on both sides of the gap.
format_details() {
  [ -f "$RUN/details" ] || return 0
  LC_ALL=C awk '
    # Bytes of the escape or the UTF-8 character at that place: neither may be cut.
    function width(line, at,   bytes) {
      if (substr(line, at, 2) == "\\u") return 6
      if (substr(line, at, 1) == "\\") return 2
      for (bytes = 1; at + bytes < length(line) && index(inner, substr(line, at + bytes, 1)); ) bytes++
      return bytes
    }
    function shorten(line,   at, head, tail, slash) {
      for (at = 2; at <= length(line) - 190; at += width(line, at)) if (at <= 60) head = at
      tail = substr(line, at)
      slash = index(tail, "/")
      if (slash && slash < index(tail, ": ")) tail = substr(tail, slash)
      head = substr(line, 1, head - 1)
      if (match(head, ".*/")) head = substr(head, 1, RLENGTH)
      return head "..." tail
    }
    BEGIN { for (code = 128; code < 192; code++) inner = inner sprintf("%c", code) }
    NR <= 20 {
      line = length($0) > 262 ? shorten($0) : $0
      size += length(line) + 1
      if (size <= 3500) { printf "%s%s", comma, line; comma = ","; shown = NR }
    }
    END { if (NR > shown) printf "%s\"and %d more\"", comma, NR - shown }' "$RUN/details"
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
  end='"\},"during":"(archival|restore)","item":"'$string'"\}$'
  # Of an attribute and of a link the reason alone would say too little.
  sed -nE -e 's/^\{"message_type":"error".*"message":"xattr\.[A-Za-z]+ .* ([a-z0-9]+\.'"$string"')'"$end"'/"\5: attribute \1"/p;t' \
    -e 's/^\{"message_type":"error".*"message":"(symlink|link|mknod|mkfifo|lchown|chmod) .*: '"$string$end"'/"\5: \1: \2"/p;t' \
    -e 's/^\{"message_type":"error".*"message":"(.*: )?'"$string$end"'/"\5: \2"/p' "$RUN/output" |
    sed -e "s,^\"$VOLUME/,\"," -e 's,^"/data/,",' -e 's,^"/data: ,".: ,' -e 's,^"data/,",' >"$RUN/details"
  [ -s "$RUN/details" ] ||
    sed -nE 's/^\{"message_type":"exit_error".*"message":"'"$string"'"\}$/"\1"/p' "$RUN/output" >"$RUN/details"
}

# Opens the line to the manifest program. When either side dies the other reads the end of the file.
meet_manifest_program() {
  [ "$MOVER_VERIFY" = full ] || return 0
  until [ -e "$RUN/ready" ]; do run sleep 0.1; done
  exec 3>"$RUN/ask" 4<"$RUN/answer"
}

# ask REQUEST: the words of the manifest program's answer are in $answer.
ask() {
  answer=
  (echo "$1" >&3) 2>/dev/null && run read_answer && answer=$(cat "$RUN/line")
  case $answer in
    '')
      echo '"the manifest program ended without an answer; see the log of container verify"' >"$RUN/details"
      fail manifest 49
      ;;
    unreadable) fail unreadable 41 ;;
    refused) fail repository 46 ;;
  esac
}

# In a subshell of its own: a signal must be able to end the wait.
read_answer() {
  IFS= read -r line <&4 && printf '%s\n' "$line" >"$RUN/line"
}

# Leaves the volume's manifest in $RUN/manifest; number and digest of its entries, and what restic does not carry, are in variables.
take_manifest() {
  entries='' digest='' uncarried='0 0 0 0 0 - 0'
  [ "$MOVER_VERIFY" = full ] || return 0
  ask "manifest $pass"
  set -- $answer
  entries=$2 digest=$3
  shift 3
  uncarried=$*
}

# Leaves a digest of what the volume holds, content aside, in $fingerprint. Whoever writes to a file changes its ctime, which nobody can set
# back: so the same digest later means that nothing was written since. In the order of the directories, since sorting takes memory for all.
take_fingerprint() {
  run digest_metadata
  fingerprint=$(cut -d ' ' -f 1 "$RUN/fingerprint")
}

digest_metadata() {
  cd "$VOLUME" && find . -xdev -exec stat -c '%n %i %f %h %u %g %s %Y %Z' {} + | sha256sum >"$RUN/fingerprint"
}
