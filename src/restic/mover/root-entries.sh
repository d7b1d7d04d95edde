# shellcheck shell=dash
# What file systems, their makers and storage classes put into the root of every volume, told from somebody's data. The table is in
# docs/fidelity.md. What cannot be told for sure is data on the source, and somebody's on the target.
. ./mover.sh

# What both the copy and the manifest leave out, a name per line.
: >"$RUN/left"

# kind_of NAME: `snapshots` of the volume, which are read-only; `quotas`, which the kernel writes; an `empty` folder for later; or nothing.
kind_of() {
  case $1 in
    .Trash-*[!0-9]*) ;;
    .snapshot | .snapshots | .zfs | .ckpt | '~snapshot') echo snapshots ;;
    aquota.user | aquota.group | quota.user | quota.group) echo quotas ;;
    lost+found | .Trash | .Trash-[0-9]* | .Trashes | .trashcan | 'System Volume Information') echo empty ;;
  esac
}

# leave_out: on the source. Looked at anew each time, since a folder that was empty may have been filled.
leave_out() {
  local name path
  for name in lost+found .snapshot .snapshots .zfs .ckpt '~snapshot' aquota.user aquota.group quota.user quota.group; do
    path=$VOLUME/$name
    case $(kind_of "$name") in
      snapshots) shows_snapshots "$path" ;;
      quotas) holds_quotas "$path" ;;
      empty) is_empty "$path" ;;
    esac && echo "$name"
  done >"$RUN/left"
}

# fresh NAME: on the target, whether a volume that was never used may have this. Nothing here is deleted: it is left alone.
fresh() {
  local path="$VOLUME/$1"
  case $(kind_of "$1") in
    snapshots) is_empty "$path" || is_closed "$path" || shows_snapshots "$path" ;;
    quotas) is_file_of_root "$path" ;;
    empty) is_empty "$path" || is_closed "$path" ;;
    *) return 1 ;;
  esac
}

is_folder() {
  [ -d "$1" ] && [ ! -L "$1" ]
}

# The dot keeps the line ends of a list, which may be all of a name.
is_empty() {
  local listed
  is_folder "$1" && listed=$(ls -A "$1" 2>/dev/null && echo .) && [ "$listed" = . ]
}

# Not even to be listed by us, so not to be deleted by us.
is_closed() {
  is_folder "$1" && ! ls -A "$1" >/dev/null 2>&1
}

# What a folder of snapshots shows is the volume at other times: each entry has the root's inode number, which on the root's own device
# no ordinary folder's entry can have.
shows_snapshots() {
  local entry
  is_folder "$1" || return 1
  # ZFSCTL_INO_ROOT of OpenZFS; the entries below it are mounted when somebody enters them, which a container may not.
  [ "$(stat -c %i "$1")" != 281474976710655 ] || return 0
  if is_empty "$1"; then is_exported "$1"; return; fi
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    [ -e "$entry" ] || [ -L "$entry" ] || continue
    is_folder "$entry" && [ "$(stat -c %i "$entry/.")" = "$(stat -c %i "$VOLUME/.")" ] || return 1
    is_exported "$entry" || [ "$(stat -c %d "$entry/.")" = "$(stat -c %d "$VOLUME/.")" ] || return 1
  done
  # Where it may not be listed, nothing of it was seen.
  ls "$1" >/dev/null 2>&1
}

# Another device than the root's counts on network file systems only (NFS, CIFS, SMB2 in linux/magic.h), where no user can make one.
is_exported() {
  [ "$(stat -c %d "$1/.")" != "$(stat -c %d "$VOLUME/.")" ] || return 1
  case $(stat -f -c %t "$1/.") in
    6969 | ff534d42 | fe534d42) return 0 ;;
  esac
  return 1
}

is_file_of_root() {
  [ -f "$1" ] && [ ! -L "$1" ] && [ "$(stat -c %u "$1")" = 0 ]
}

# By the magic numbers of fs/quota/quotaio_v2.h for users, groups and projects.
holds_quotas() {
  is_file_of_root "$1" || return 1
  case $(head -c 4 "$1" | od -An -tx1 | tr -d ' ') in
    111fc0d9 | 2719c0d9 | 143fc0d9) return 0 ;;
  esac
  return 1
}
