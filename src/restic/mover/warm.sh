# shellcheck shell=dash
# The source mover while the application runs: copies the volume pass after pass, until the next difference would be small or gets no smaller.
. ./backup.sh
. ./known.sh

max_passes=10
mode=warm
# Seconds that this pass and the one before have taken, the target's part included.
took='' before=''

# What is written during a pass takes the next one about as long: a pass that was short enough is followed by one that is, too.
enough() {
  [ "$took" -gt "$MOVER_WARM" ] || return 0
  [ "$pass" -lt "$max_passes" ] || return 0
  [ -n "$before" ] && [ $((took * 5)) -gt $((before * 4)) ]
}

meet_manifest_program
[ "$MOVER_TRY" -eq 1 ] || { repair; go_on; }
until [ -n "$took" ] && enough; do
  started=$(date +%s)
  pass=$((pass + 1))
  take_snapshot
  offer
  describe_source
  await marked "copied-$pass"
  before=$took
  took=$(($(date +%s) - started))
  milestone warmed "\"seconds\":$took"
done
hand_down_known
finish "\"warm\":{\"passes\":$pass,\"seconds\":$took,\"bytes\":$bytes}"
