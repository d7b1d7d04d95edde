# shellcheck shell=dash
# What restic writes: where it goes, and what is read from it.
. ./log.sh

# log_output STEP: reads restic's output. Progress goes to the log with pass and step, the rest to the log and to $RUN/output.
log_output() {
  local line
  while IFS= read -r line; do
    case $line in
      '{"message_type":"status"'*) printf '{"pass":%d,"step":"%s",%s\n' "$pass" "$1" "${line#?}" ;;
      *)
        printf '%s\n' "$line"
        printf '%s\n' "$line" >&5
        ;;
    esac
  done 5>"$RUN/output"
}

# run_logged STEP COMMAND...: runs it with its output in the log.
run_logged() {
  local step="$1" logger status
  shift
  rm -f "$RUN/pipe"
  mkfifo "$RUN/pipe" || exit 1
  log_output "$step" <"$RUN/pipe" &
  logger=$!
  run "$@" >"$RUN/pipe" 2>&1
  status=$?
  wait "$logger"
  return "$status"
}

# summary NAME: a member of restic's summary in $RUN/output.
summary() {
  sed -nE 's/^\{"message_type":"summary".*"'"$1"'":"?([0-9a-f]+).*$/\1/p' "$RUN/output"
}

# keep_errors: turns the errors in $RUN/output into details, `path: reason`; without any, restic's last word is the detail.
keep_errors() {
  local string end
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
