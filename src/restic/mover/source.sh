# shellcheck shell=dash
# The source mover: copies the volume into the repository, pass after pass, until the target's copy equals what the source still is.
. ./backup.sh
. ./fingerprint.sh
. ./known.sh

max_passes=3

# After a mover that died, or passes beside the application.
take_over() {
  local final
  go_on
  [ "$pass" -gt 0 ] || return 0
  # The target may have left already: it would never answer another pass.
  final=final-$pass-$parent
  ! marked "$final" || report_again "$final"
}

# report_again FINAL: ends with what another try has found, which the marker FINAL tells.
report_again() {
  leave_out
  bytes=$(fact "complete-$pass" bytes) files=$(fact "complete-$pass" files)
  digest=$(fact "$1" digest) fingerprint=$(fact "$1" fingerprint)
  sockets=$(fact "$1" sockets) links=$(fact "$1" links) attributes=$(fact "$1" attributes) fractions=$(fact "$1" fractions)
  flagged=$(fact "$1" flagged) flags=$(fact "$1" flags) projects=$(fact "$1" projects)
  report
}

report() {
  local counts left
  counts="\"sockets\":$sockets,\"flagged\":$flagged,\"flags\":\"$flags\",\"projects\":$projects"
  counts="$counts,\"links\":$links,\"attributes\":\"$attributes\",\"fractions\":$fractions,\"fingerprint\":\"$fingerprint\""
  left=$(sed 's/.*/"&"/' "$RUN/left" | paste -sd, -)
  finish "\"pass\":$pass,\"snapshot\":\"$parent\",\"bytes\":$bytes,\"files\":$files,$counts,\"left\":[$left]${digest:+,\"digest\":\"$digest\"}"
}

# Whether the target's manifest is the same. Without verify `full` neither end has one.
equal() {
  [ "$(fact "copied-$pass" digest)" = "$digest" ]
}

# Whether nothing at all has changed since the snapshot. Any change of an entry is a change of its directory's tree, metadata included.
unchanged() {
  local counter counters='files_new dirs_new dirs_changed data_blobs tree_blobs'
  leave_out
  # A network file system sets the time when it sends the page.
  sync_volume
  run_logged rescan backup_data --dry-run
  case $? in
    0) ;;
    3) keep_errors; fail unreadable 41 ;;
    *) keep_errors; fail backup 47 ;;
  esac
  # A time that restic cannot hold differs from the one in the snapshot for ever, and nothing else of that file does.
  [ -n "${MOVER_LOST_TIMES:-}" ] || counters="$counters files_changed"
  for counter in $counters; do
    [ "$(summary "$counter")" = 0 ] || return 1
  done
}

# The changed paths, files before directories: a directory is listed for every change below it. Sorted: restic names them as its threads finish.
name_changes() {
  run backup_data --dry-run -vv >"$RUN/output" 2>/dev/null
  sed -nE 's/^\{"message_type":"verbose_status","action":"(new|modified)","item":("([^"\\]|\\.)*").*$/\2/p' "$RUN/output" |
    sed -e 's,^"/data/,",' -e 's,^""$,".",' | LC_ALL=C sort >"$RUN/changes"
  { grep -v '/"$' "$RUN/changes" | grep -vx '"."'; grep -x '.*/"' "$RUN/changes"; grep -x '"."' "$RUN/changes"; } >"$RUN/details"
  milestone changed "\"paths\":[$(format_details)]"
}

# Only the target holds both manifests then, so it is the one that names what differs.
tell_mismatch() {
  keep manifest "manifest-$pass"
  mark "mismatch-$pass"
  await marked "named-$pass"
  rm -f "$RUN/details"
  fail differs 43
}

# What was copied beside the application counts where the files' times tell that it was not written to, and where both ends are compared.
rest_on_warm() {
  mode=quick
  recall_known || read_all
}

read_all() {
  mode=whole force=yes
}

meet_manifest_program
[ "$MOVER_TRY" -eq 1 ] || repair
[ "$MOVER_TRY${MOVER_WARMED:-}" = 1 ] || take_over
[ -z "${MOVER_WARMED:-}" ] || rest_on_warm
first=$((pass + 1))
# The manifest comes after the backup, never before: whatever changed since the backup began is found by the rescan, so manifest and
# snapshot can differ only where the rescan says so.
while :; do
  pass=$((pass + 1))
  take_snapshot
  offer
  describe_source
  await marked "copied-$pass"
  if equal; then milestone verified "${digest:+\"entries\":$entries,\"digest\":\"$digest\"}"; fi
  # Before the last look, which then shows that this is what the target has.
  take_fingerprint
  if unchanged; then
    if equal || [ "$mode" = whole ]; then break; fi
    # A file has changed and its times have not.
    read_all
    continue
  fi
  name_changes
  [ $((pass - first + 1)) -lt "$max_passes" ] || fail changing 42
done
equal || tell_mismatch
mark "final-$pass-$parent" "digest-$digest" "fingerprint-$fingerprint" "sockets-$sockets" "flagged-$flagged" "flags-$flags" \
  "projects-$projects" "links-$links" "attributes-$attributes" "fractions-$fractions"
milestone final "\"snapshot\":\"$parent\""
report
