# shellcheck shell=dash
# Times of entries. restic and the file systems take in silence another one for a time that they cannot hold: restic keeps 64 bits of
# nanoseconds, from 1677 to 2262, and file systems begin and end where they like. Between 1970 and 2038 all of them hold a time.
. ./mover.sh
. ./result.sh

# find_entries EXPRESSION...: runs find on all that is copied, from the folder above.
find_entries() {
  local name
  while IFS= read -r name; do set -- -path "data/$name" -prune -o "$@"; done <"$RUN/left"
  # The root belongs to the program that made the volume, unless root copies.
  find data ${MOVER_UID:+-mindepth 1} "$@"
}

# Every entry as `//SECONDS PATH`. No path has two slashes in a row, so nothing in a name can be taken for another entry.
list_times() {
  find_entries ! -type s -exec stat -c '//%Y %n' {} + 2>/dev/null
}

# For awk. Calls entry(PATH, TIME) for each entry in each of the files, of which `file` is the number; moment() is a time for people, quote() a detail.
# shellcheck disable=SC2016 # The dollar signs are awk's.
read_times='
  function floor(x, whole) { whole = int(x); return whole > x ? whole - 1 : whole }
  # The calendar repeats every 400 years, which are 146097 days; years begin in March here, so that a leap day is the last one.
  function moment(seconds, day, era, year, month, rest) {
    day = floor(seconds / 86400) + 719468; rest = seconds - (day - 719468) * 86400
    era = floor(day / 146097); day -= era * 146097
    year = int((day - int(day / 1460) + int(day / 36524) - int(day / 146096)) / 365)
    day -= 365 * year + int(year / 4) - int(year / 100)
    month = int((5 * day + 2) / 153); day -= int((153 * month + 2) / 5)
    year += era * 400 + (month > 9); month += month < 10 ? 3 : -9
    return sprintf("%d-%02d-%02d %02d:%02d:%02d UTC", year, month, day + 1, rest / 3600, rest % 3600 / 60, rest % 60)
  }
  function quote(path, text) {
    sub(/^data/, "", path); sub(/^\//, "", path); gsub(/[[:cntrl:]"\\]/, "?", path)
    printf "\"%s: %s\"\n", path == "" ? "." : path, text
  }
  # Numbers that are read from text are compared as text, unless something is added.
  function end() { if (begun) entry(path, seconds + 0); begun = 0 }
  FNR == 1 { end(); file++ }
  /^\/\// { end(); begun = 1; seconds = substr($0, 3, index($0, " ") - 3); path = substr($0, index($0, " ") + 1); next }
  { path = path "\n" $0 }
  END { end() }
'

# Leaves the entries that not all file systems can hold the times of in $RUN/times. Ends with those that restic cannot hold, unless these
# may become others.
look_at_times() {
  run odd_times >"$RUN/times" || exit 1
  [ -z "${MOVER_LOST_TIMES:-}" ] || return 0
  LC_ALL=C awk "$read_times"'
    function entry(path, time) { if (time < -9223372036 || time >= 9223372036) quote(path, moment(time)) }' "$RUN/times" >"$RUN/details"
  [ ! -s "$RUN/details" ] || fail times 50
}

odd_times() {
  cd "$VOLUME_PARENT" || exit 1
  list_times | LC_ALL=C awk "$read_times"'
    function entry(path, time) { if (time < 0 || time > 2147483647) printf "//%s %s\n", seconds, path }'
}

# Leaves what has become of the entries in $RUN/times in $RUN/details.
compare_times() {
  cd "$VOLUME_PARENT" || exit 1
  list_times | LC_ALL=C awk "$read_times"'
    function entry(path, time) {
      if (file == 1) theirs[path] = time
      else if (path in theirs && theirs[path] != time) quote(path, moment(theirs[path]) " became " moment(time))
    }' "$RUN/times" -
}
