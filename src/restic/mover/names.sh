# shellcheck shell=dash
# Names of the snapshot that are one for the target's file system.
. ./mover.sh
. ./result.sh

# Whether this file system takes names for the same that differ in case, or in how an accent is written.
folds_names() {
  local composed status
  composed=$(printf '\303\251')
  touch "$VOLUME/.liqoctl-$composed" 2>/dev/null || return 1
  [ -e "$VOLUME/.LIQOCTL-$composed" ] || [ -e "$VOLUME/.liqoctl-$(printf 'e\314\201')" ]
  status=$?
  rm -f "$VOLUME/.liqoctl-$composed"
  return "$status"
}

# check_names SNAPSHOT: fails with names of it that are found and not listed: each of them is that of another entry now. The manifests show
# that by themselves.
check_names() {
  run restic ls "$1" --quiet --cache-dir "$RUN/cache" --no-lock >"$RUN/listed" || fail_unread snapshot
  run compare_names >"$RUN/details" || exit 1
  [ ! -s "$RUN/details" ] || fail unfit 51
}

compare_names() {
  local path
  cd "$VOLUME_PARENT" || exit 1
  grep '^/data/' "$RUN/listed" | LC_ALL=C sort >"$RUN/theirs"
  find data | sed -n 's,^data/,/data/,p' | LC_ALL=C sort >"$RUN/ours"
  LC_ALL=C comm -23 "$RUN/theirs" "$RUN/ours" | while IFS= read -r path; do
    [ ! -e ".$path" ] && [ ! -L ".$path" ] || printf '%s\n' "$path"
  done | LC_ALL=C sed -e 's/[[:cntrl:]"\\]/?/g' -e 's,^/data/\(.*\),"\1: the file system takes this name for another one",'
}
