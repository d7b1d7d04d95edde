# What the target's file system cannot hold, told apart from a volume that is full.

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
  refused='(symlink|link|mknod|mkfifo|lchown|chmod|attribute .*): operation not permitted|attribute .*: no space left on device'
  refused="$refused|argument list too long|numerical result out of range|value too large for defined data type|invalid argument"
  refused="$refused|file too large|file name too long|too many links|invalid or incomplete multibyte or wide character"
  refused="$refused|(operation )?not supported|function not implemented|file exists|(is|not) a directory"
  grep -v ': no such file or directory"$' "$RUN/details" >"$RUN/refusals"
  [ -s "$RUN/refusals" ] && ! grep -qvE ": ($refused)\"\$" "$RUN/refusals" && mv "$RUN/refusals" "$RUN/details"
}

# Whether this file system takes names for the same that differ in case, or in how an accent is written.
folds_names() {
  composed=$(printf '\303\251')
  touch "$VOLUME/.liqoctl-$composed" 2>/dev/null || return 1
  [ -e "$VOLUME/.LIQOCTL-$composed" ] || [ -e "$VOLUME/.liqoctl-$(printf 'e\314\201')" ]
  set -- $?
  rm -f "$VOLUME/.liqoctl-$composed"
  return "$1"
}

# Names of the snapshot that are found and not listed: each of them is that of another entry now. The manifests show that by themselves.
check_names() {
  run restic ls "$snapshot" --quiet --cache-dir "$RUN/cache" --no-lock >"$RUN/listed" || fail_unread snapshot
  run compare_names >"$RUN/details" || exit 1
  [ ! -s "$RUN/details" ] || fail unfit 51
}

compare_names() {
  cd "$VOLUME_PARENT" || exit 1
  grep '^/data/' "$RUN/listed" | LC_ALL=C sort >"$RUN/theirs"
  find data | sed -n 's,^data/,/data/,p' | LC_ALL=C sort >"$RUN/ours"
  LC_ALL=C comm -23 "$RUN/theirs" "$RUN/ours" | while IFS= read -r path; do
    [ ! -e ".$path" ] && [ ! -L ".$path" ] || printf '%s\n' "$path"
  done | LC_ALL=C sed -e 's/[[:cntrl:]"\\]/?/g' -e 's,^/data/\(.*\),"\1: the file system takes this name for another one",'
}
