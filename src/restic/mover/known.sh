# shellcheck shell=dash
# Hashes of files that are known from an earlier pass (known.py), so that the last one, which the application waits for, reads only what may
# have changed since.
. ./markers.sh
. ./fingerprint.sh

# Whether this file system gives a file another ctime for each write, also for a store into a page that a program has mapped: of ext4, XFS,
# Btrfs and F2FS that can be read in their page_mkwrite. Elsewhere, on NFS for instance, a time of our own clock says nothing.
tells_writes() {
  case $(stat -f -c %t "$VOLUME") in
    ef53 | 58465342 | 9123683e | f2f52010) ;;
    *) return 1 ;;
  esac
}

# For the mover that comes when the application is down.
hand_down_known() {
  [ ! -f "$RUN/known" ] || ! tells_writes || keep known known
}

# Fetches what a mover beside the application has handed down.
recall_known() {
  [ "$MOVER_VERIFY" = full ] && tells_writes || return 1
  run restic dump latest /known --no-cache --no-lock --host "$MOVER_HOST" --tag known >"$RUN/known" && return 0
  rm -f "$RUN/known"
  return 1
}

# On the target: forgets the hashes of a copy that somebody else has written to since. restic sets all times again, so files alone cannot tell.
forget_touched() {
  local before="$fingerprint"
  [ -f "$RUN/known" ] || return 0
  take_fingerprint
  [ "$fingerprint" = "$before" ] || rm -f "$RUN/known"
}
