# shellcheck shell=dash
# How a mover ends: with a result in its termination message.
. ./log.sh

# finish MEMBERS: leaves the result and ends.
finish() {
  printf '{"role":"%s",%s}' "$MOVER_ROLE" "$1" >"$TERMINATION"
  exit 0
}

# fail FAILURE CODE: leaves the result with the details in $RUN/details, one JSON string per line, and ends.
fail() {
  local details
  details=$(format_details)
  printf '{"role":"%s","failure":"%s","code":%d,"details":[%s]}' "$MOVER_ROLE" "$1" "$2" "$details" >"$TERMINATION"
  say "\"failure\":\"$1\",\"code\":$2,\"details\":[$details]"
  exit "$2"
}

# fail_unread WHAT: ends since that could not be read from the repository.
fail_unread() {
  echo "\"the $1 could not be read from the repository\"" >"$RUN/details"
  fail repository 46
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
