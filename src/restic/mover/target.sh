# The target mover: restores each complete snapshot, describes its copy, and stays until the source says that this copy is the last one.

# --delete removes what the snapshot does not have: a volume with somebody's data is not for us.
refuse_foreign_data() {
  ls -A "$VOLUME" | grep -vx 'lost+found' | head -n 1 | sed -e 's/[^ -~]/?/g' -e 's/["\\]/?/g' -e 's/.*/"&"/' >"$RUN/details"
  [ ! -s "$RUN/details" ] || fail not-empty 45
}

offered() {
  [ "$(highest_complete)" -gt "$pass" ]
}

decided() {
  marked "final-$pass-$snapshot" || marked "mismatch-$pass" || offered
}

# Root may use the blocks that a file system reserves, which `available` leaves out.
check_space() {
  needed=$(fact "complete-$pass" used)
  room=$(df -kP "$VOLUME" | awk 'NR == 2 { print $2 - $3 }')
  [ "$needed" -gt "$room" ] || return 0
  echo "\"the data takes $needed KiB, the volume has room for $room KiB\"" >"$RUN/details"
  fail too-small 44
}

# SELinux labels belong to the node, and nobody but its policy may set them. A user may set no security.* attribute at all.
left_attributes=security.selinux
[ -z "${MOVER_UID:-}" ] || left_attributes='security.*'

restore_data() {
  # Unlocked: a source that is tried again removes every lock, and restic stops when it finds its own gone.
  run_logged restore restic restore "$snapshot" --json --cache-dir "$RUN/cache" --no-lock --target "$VOLUME_PARENT" \
    --overwrite always --delete --sparse --exclude '/data/lost+found' --exclude-xattr "$left_attributes" "$@" && return 0
  if only_devices_failed; then return 0; fi
  keep_errors
  # The cache is on the node's disk, not on the volume.
  if grep -v " $RUN/cache/" "$RUN/output" | grep -q 'no space left on device'; then fail too-small 44; fi
  fail restore 48
}

# Whether nothing is missing but device nodes, which a user may not make. Root must not miss any.
only_devices_failed() {
  [ -n "${MOVER_UID:-}" ] || return 1
  refused=$(grep -c '^{"message_type":"error","error":{"message":"mknod .*: operation not permitted"},"during":"restore"' "$RUN/output")
  [ "$refused" -gt 0 ] && grep -q "^{\"message_type\":\"exit_error\".*: There were $refused errors" "$RUN/output"
}

# Both manifests are here only now: the source gives its own away when it has seen that the digests differ.
name_differences() {
  if ! run restic dump latest /manifest --no-cache --no-lock --host "$MOVER_HOST" --tag "manifest-$pass" >"$RUN/theirs"; then
    echo '"the manifest could not be read from the repository"' >"$RUN/details"
    fail repository 46
  fi
  ask compare
  mark "named-$pass"
  fail differs 43
}

# Another try of this mover may have copied what the source has compared.
check_digest() {
  [ "$(fact "final-$pass-$snapshot" digest)" != "$digest" ] || return 0
  echo '"the source has compared its volume with another copy than this one"' >"$RUN/details"
  fail differs 43
}

pass=0
meet_manifest_program
if [ "$MOVER_TRY" -eq 1 ]; then refuse_foreign_data; fi
await offered
while :; do
  pass=$(highest_complete)
  snapshot=$(fact "complete-$pass" data)
  if [ "$pass" -eq 1 ] && [ "$MOVER_TRY" -eq 1 ]; then check_space; fi
  case $MOVER_VERIFY in
    restore) restore_data --verify ;;
    *) restore_data ;;
  esac
  # Not the whole node: another volume of it may hang. Where sync knows no better, all the same.
  run sync -f "$VOLUME" || run sync
  say "\"milestone\":\"restored\",\"pass\":$pass,\"snapshot\":\"$snapshot\""
  take_manifest
  take_fingerprint
  mark "copied-$pass" "digest-$digest"
  await decided
  if offered; then continue; fi
  if marked "mismatch-$pass"; then name_differences; fi
  check_digest
  verified=
  [ -z "$digest" ] || verified=",\"verified\":{\"entries\":$entries,\"digest\":\"$digest\"}"
  finish "\"pass\":$pass,\"snapshot\":\"$snapshot\",\"fingerprint\":\"$fingerprint\"$verified"
done
