# shellcheck shell=dash
# The target mover: restores each complete snapshot, describes its copy, and stays until the source says that this copy is the last one.
. ./log.sh
. ./result.sh
. ./restic-output.sh
. ./manifest.sh
. ./markers.sh
. ./root-entries.sh
. ./times.sh
. ./transfer.sh
. ./known.sh
. ./unfit.sh
. ./names.sh

# The snapshot that is restored.
snapshot=
# Whether what is on the volume may be our copy.
begun=
# Times that the copy does not have, as details.
lost=
# What this pass rests on, as in backup.sh.
mode=whole

# --delete removes what the snapshot does not have: a volume with somebody's data is not for us. What it has of its own goes to $RUN/own.
refuse_foreign_data() {
  local path name foreign=0
  : >"$RUN/own"
  for path in "$VOLUME"/* "$VOLUME"/.[!.]* "$VOLUME"/..?*; do
    [ -e "$path" ] || [ -L "$path" ] || continue
    name=${path##*/}
    if fresh "$name"; then
      echo "$name" >>"$RUN/own"
      continue
    fi
    printf '%s\n' "$name"
    foreign=$((foreign + 1))
    [ "$foreign" -lt 20 ] || break
  done | sed -e 's/[^ -~]/?/g' -e 's/["\\]/?/g' -e 's/.*/"&"/' >"$RUN/details"
  [ ! -s "$RUN/details" ] || fail not-empty 45
}

# Right before the first restore. Once the marker is there, by this try or an earlier one, what is on the volume may be our copy: only
# the marker still says, in octal, what it had of its own.
begin() {
  refuse_foreign_data
  check_space
  mark begun "own-$(od -An -v -to1 "$RUN/own" | tr -d ' \n')"
  begun=yes
}

recall_own() {
  begun=yes
  printf '%b' "$(fact begun own | sed 's/.../\\0&/g')" >"$RUN/own"
}

# What the volume has of its own is neither deleted nor compared. Where the source has something of that name, an empty folder is met by
# it; anything else is in its way.
leave_own() {
  local name
  : >"$RUN/left"
  : >"$RUN/details"
  [ -s "$RUN/own" ] || return 0
  list_root
  while IFS= read -r name; do
    case $(kind_of "$name"),$(is_carried "$name") in
      empty,yes) ;;
      *,yes) echo "\"$name: the source has data of this name, and the target volume something of its own\"" >>"$RUN/details" ;;
      # What an earlier pass has put there goes again.
      empty,*) ! fresh "$name" || echo "$name" ;;
      *) echo "$name" ;;
    esac
  done <"$RUN/own" >"$RUN/left"
  [ ! -s "$RUN/details" ] || fail occupied 53
}

list_root() {
  run restic ls "$snapshot" /data --json --cache-dir "$RUN/cache" --no-lock >"$RUN/root" || fail_unread snapshot
}

is_carried() {
  ! grep -qF "\"path\":\"/data/$1\"," "$RUN/root" || echo yes
}

offered() {
  [ "$(highest_complete)" -gt "$pass" ]
}

decided() {
  marked "final-$pass-$snapshot" || marked "mismatch-$pass" || offered
}

# Root may use the blocks that a file system reserves, which `available` leaves out.
check_space() {
  local needed room
  needed=$(fact "complete-$pass" used)
  room=$(room_kib)
  [ "$needed" -gt "$room" ] || return 0
  echo "\"the data takes $needed KiB, the volume has room for $room KiB\"" >"$RUN/details"
  fail too-small 44
}

restore_data() {
  local name rule status folding='' overwrite=if-changed
  # Reads all that is there already; the other goes by size and time.
  [ "$mode" != whole ] || overwrite=always
  if [ "$MOVER_VERIFY" != full ] && folds_names; then folding=yes; fi
  while IFS= read -r name; do set -- "$@" --exclude "/data/$name"; done <"$RUN/left"
  # No pattern may turn into names of files.
  set -f
  for rule in $MOVER_ATTRIBUTES; do set -- "$@" --exclude-xattr "$rule"; done
  set +f
  # Unlocked: a source that is tried again removes every lock, and restic stops when it finds its own gone.
  run_logged restore restic restore "$snapshot" --json --cache-dir "$RUN/cache" --no-lock --target "$VOLUME_PARENT" \
    --overwrite "$overwrite" --delete --sparse ${MOVER_LIMIT:+--limit-download "$MOVER_LIMIT"} -o "rest.connections=$connections" "$@"
  status=$?
  # restic may have seen it as contents that are wrong.
  if [ -n "$folding" ]; then check_names "$snapshot"; fi
  [ "$status" -eq 0 ] || only_devices_failed || fail_restore
}

# Whether nothing is missing but device nodes, which a user may not make. Root must not miss any.
only_devices_failed() {
  local refused
  [ -n "${MOVER_UID:-}" ] || return 1
  refused=$(grep -c '^{"message_type":"error","error":{"message":"mknod .*: operation not permitted"},"during":"restore"' "$RUN/output")
  [ "$refused" -gt 0 ] && grep -q "^{\"message_type\":\"exit_error\".*: There were $refused errors" "$RUN/output"
}

# The source has told of entries with times that not all file systems hold.
check_times() {
  local odd
  : >"$RUN/times"
  lost=
  odd=$(fact "complete-$pass" times)
  [ "${odd:-0}" -gt 0 ] || return 0
  run restic dump latest /times --no-cache --no-lock --host "$MOVER_HOST" --tag "times-$pass" >"$RUN/times" || fail_unread 'list of times'
  run compare_times >"$RUN/details" || exit 1
  [ ! -s "$RUN/details" ] || [ -n "${MOVER_LOST_TIMES:-}" ] || fail times 50
  lost=$(format_details)
}

# Both manifests are here only now: the source gives its own away when it has seen that the digests differ.
name_differences() {
  local why
  run restic dump latest /manifest --no-cache --no-lock --host "$MOVER_HOST" --tag "manifest-$pass" >"$RUN/theirs" || fail_unread manifest
  ask compare
  read -r _ _ why <"$RUN/line"
  mark "named-$pass"
  case $why in
    times) fail times 50 ;;
    unfit) fail unfit 51 ;;
    *) fail differs 43 ;;
  esac
}

# Another try of this mover may have copied what the source has compared.
check_digest() {
  [ "$(fact "final-$pass-$snapshot" digest)" != "$digest" ] || return 0
  echo '"the source has compared its volume with another copy than this one"' >"$RUN/details"
  fail differs 43
}

# Looks what this pass may rest on at this end.
choose_mode() {
  mode=$(fact "complete-$pass" mode)
  forget_touched
  case $mode in
    warm) ;;
    quick) [ -f "$RUN/known" ] || mode=whole ;;
    *) mode=whole ;;
  esac
}

describe_copy() {
  if [ "$mode" != whole ]; then
    take_manifest copy
  else
    rm -f "$RUN/known"
    take_manifest
  fi
}

report() {
  local verified=''
  [ -z "$digest" ] || verified=",\"fractions\":$fractions,\"verified\":{\"entries\":$entries,\"digest\":\"$digest\"}"
  finish "\"pass\":$pass,\"snapshot\":\"$snapshot\",\"fingerprint\":\"$fingerprint\"${lost:+,\"lost\":[$lost]}$verified"
}

meet_manifest_program
measure_link
# Where markers are snapshots, this one would cost more than it saves.
[ "$MOVER_VERIFY" != full ] || mark link-target "rate-$rate" "packs-$pack_size"
until read_markers; do run sleep 1; done
# Looked at early, too: the source may take hours.
if marked begun; then recall_own; else refuse_foreign_data; fi
await offered
while :; do
  pass=$(highest_complete)
  snapshot=$(fact "complete-$pass" data)
  [ -n "$begun" ] || begin
  choose_mode
  leave_own
  case $MOVER_VERIFY in
    restore) restore_data --verify ;;
    *) restore_data ;;
  esac
  check_times
  sync_volume
  milestone restored "\"snapshot\":\"$snapshot\""
  describe_copy
  take_fingerprint
  mark "copied-$pass" "digest-$digest"
  await decided
  if offered; then continue; fi
  if marked "mismatch-$pass"; then name_differences; fi
  check_digest
  report
done
