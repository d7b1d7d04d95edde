# shellcheck shell=dash
# A pass of the source: the volume goes into the repository as a snapshot, which the target may take.
. ./log.sh
. ./result.sh
. ./restic-output.sh
. ./manifest.sh
. ./markers.sh
. ./root-entries.sh
. ./times.sh
. ./transfer.sh

# What a pass rests on. `whole`: on nothing but itself. `warm`: the application runs beside it. `quick`: on what warm passes have copied and
# read; only what was written to since is copied and read again.
mode=whole
# Whether the next backup reads every file, whatever its times say.
force=
# The last pass's snapshot, which is the next one's parent, and how many bytes and files that holds.
parent='' bytes='' files=''
# When the volume was last synced before a backup, in seconds of its clock.
synced=

# Without a cache each look at a directory, here and in a restore, is a way through the network.
backup_data() {
  local name
  while IFS= read -r name; do set -- "$@" --exclude "$VOLUME/$name"; done <"$RUN/left"
  within "$VOLUME_PARENT" restic backup data --json --cache-dir "$RUN/cache" --retry-lock 5m --host "$MOVER_HOST" --tag "pass-$pass" \
    --compression "$compression" --pack-size "$pack_size" ${MOVER_LIMIT:+--limit-upload "$MOVER_LIMIT"} \
    -o "rest.connections=$connections" ${parent:+--parent "$parent"} "$@"
}

# After a mover that died: its lock goes, and what it has uploaded already is indexed, so that it is not sent again.
repair() {
  : >"$RUN/output"
  until run restic unlock --remove-all --no-cache && run restic repair index --no-cache --retry-lock 5m; do run sleep 5; done
}

# Leaves the last complete pass in $pass and its snapshot in $parent.
go_on() {
  until read_markers; do run sleep 1; done
  pass=$(highest_complete)
  [ "$pass" -eq 0 ] || parent=$(fact "complete-$pass" data)
}

# KiB that the data takes: a sparse file's size says nothing, and a folder on a shared disk does not fill it alone.
used_kib() {
  local used
  used=$(df -kP "$VOLUME" | awk 'NR == 2 { print $3 }')
  [ "$used" -lt $((bytes / 1024)) ] || used=$((bytes / 1024))
  echo "$used"
}

# Whether the server's disk or its quota is full, as the errors say: restic does not try that again.
is_full() {
  grep -q '507 Insufficient Storage' "$RUN/details"
}

take_snapshot() {
  leave_out
  look_at_times
  [ -n "$compression" ] || choose_transfer
  synced=$(date +%s)
  # Of a page that was dirty before, the next store would leave no time behind, and a rescan would not see it.
  sync_volume
  run_logged backup backup_data ${force:+--force}
  case $?,$mode in
    # What an application removes meanwhile cannot be read.
    0,* | 3,warm) ;;
    3,*) keep_errors; fail unreadable 41 ;;
    *) keep_errors; ! is_full || fail repository 46; fail backup 47 ;;
  esac
  force=
  parent=$(summary snapshot_id)
  bytes=$(summary total_bytes_processed)
  files=$(summary total_files_processed)
  # The same for pages that were written during the backup.
  sync_volume
  milestone snapshot "\"snapshot\":\"$parent\",\"bytes\":$bytes,\"files\":$files"
}

# The target may take it.
offer() {
  local odd
  odd=$(grep -c '^//' "$RUN/times")
  [ "$odd" -eq 0 ] || keep times "times-$pass"
  mark "complete-$pass" "data-$parent" "bytes-$bytes" "files-$files" "used-$(used_kib)" "times-$odd" "mode-$mode"
  milestone complete "\"snapshot\":\"$parent\""
}

# Describes the source, without reading again what is known.
describe_source() {
  case $mode in
    whole) take_manifest ;;
    *) take_manifest "since-$synced" ;;
  esac
}
