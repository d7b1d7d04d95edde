# shellcheck shell=dash
# What the target's file system cannot hold, told apart from a volume that is full.
. ./mover.sh
. ./result.sh
. ./restic-output.sh

room_kib() {
  df -kP "$VOLUME" | awk 'NR == 2 { print $2 - $3 }'
}

# fail_restore: ends with what restic's errors mean.
fail_restore() {
  keep_errors
  # The cache is on the node's disk, not on the volume.
  grep -v " $RUN/cache/" "$RUN/details" | grep -E '(no space left on device|disk quota exceeded)"$' >"$RUN/space"
  if grep -qv ': attribute ' "$RUN/space"; then
    if lacks_inodes; then fail no-inodes 52; fi
    fail too-small 44
  fi
  # An attribute may be too large for a file system that has room: it takes 64 KiB at most.
  if [ -s "$RUN/space" ] && [ "$(room_kib)" -lt 64 ]; then fail too-small 44; fi
  if all_unfit; then fail unfit 51; fi
  fail restore 48
}

# Where inodes are made of free bytes, a full volume has none left either.
lacks_inodes() {
  [ "$(room_kib)" -gt 1024 ] && df -iP "$VOLUME" | awk 'NR == 2 { exit !($2 > 0 && $4 == 0) }'
}

# Whether nothing failed but what this file system would refuse again. What is in a folder that was refused has no place then.
all_unfit() {
  local refused
  refused='(symlink|link|mknod|mkfifo|lchown|chmod|attribute .*): operation not permitted|attribute .*: no space left on device'
  refused="$refused|argument list too long|numerical result out of range|value too large for defined data type|invalid argument"
  refused="$refused|file too large|file name too long|too many links|invalid or incomplete multibyte or wide character"
  refused="$refused|(operation )?not supported|function not implemented|file exists|(is|not) a directory"
  grep -v ': no such file or directory"$' "$RUN/details" >"$RUN/refusals"
  [ -s "$RUN/refusals" ] && ! grep -qvE ": ($refused)\"\$" "$RUN/refusals" && mv "$RUN/refusals" "$RUN/details"
}
