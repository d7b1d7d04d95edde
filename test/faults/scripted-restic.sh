#!/bin/sh
# Stands in for restic in a mover: copies with cp and keeps its snapshots as folders beside itself, which every mover of the sandbox sees.
# The way to the server is real. What it does not do: encrypt, deduplicate, look whether anything has changed since a snapshot.
set -eu
# By what only the movers of one workspace know: the next move of a claim has a workspace of the same name.
store=${0%/*}/stores/$(printf %s "$RESTIC_PASSWORD" | sha256sum | cut -c 1-16)
server=$(printf %s "${RESTIC_REPOSITORY#rest:https://}" | cut -d / -f 1)
proxy=$(printf %s "${http_proxy:-}" | sed -E 's,^http://|/$,,g')

# It is there and has nothing to give: all there is lies in the store. (busybox speaks no TLS through a proxy.)
reach_server() {
  printf 'CONNECT %s HTTP/1.1\r\n\r\n' "$server" | nc -w 10 "${proxy%:*}" "${proxy#*:}" | head -n 1 | grep ' 200 ' >/dev/null
}

new_id() {
  head -c 32 /dev/urandom | sha256sum | cut -d ' ' -f 1
}

# keep ID TAGS: the snapshot appears whole or not at all.
keep() {
  printf '{"id":"%s","short_id":"%.8s","tags":["%s"]}\n' "$1" "$1" "$(printf %s "$2" | sed 's/,/","/g')" >"$store/new-$1"
  mv "$store/new-$1" "$store/snapshots/$(printf %04d "$(find "$store/snapshots" -type f | wc -l)")-$1"
}

command=$1
shift
case $command in
  init)
    reach_server
    mkdir -p "$store/snapshots"
    ;;
  cat) reach_server && [ -d "$store" ] ;;
  backup)
    what=$1 tags='' dry=no
    while [ "$#" -gt 0 ]; do
      case $1 in --tag) tags=$2 ;; --dry-run) dry=yes ;; esac
      shift
    done
    id=$(new_id)
    files=0 bytes=0
    if [ "$dry" = no ]; then
      mkdir -p "$store/$id"
      cp -a "$what" "$store/$id/"
      files=$(find "$store/$id" -type f | wc -l)
      bytes=$(($(du -sk "$store/$id" | cut -f 1) * 1024))
      keep "$id" "$tags"
    fi
    printf '{"message_type":"summary","files_new":0,"files_changed":0,"dirs_new":0,"dirs_changed":0,"data_blobs":0,"tree_blobs":0,'
    printf '"total_files_processed":%d,"total_bytes_processed":%d,"snapshot_id":"%s"}\n' "$files" "$bytes" "$id"
    ;;
  snapshots) cat "$store"/snapshots/* 2>/dev/null || true ;;
  restore)
    id=$1
    while [ "$1" != --target ]; do shift; done
    (cd "$2/data" && rm -rf -- ..?* .[!.]* *)
    cp -a "$store/$id/data/." "$2/data/"
    ;;
  unlock | repair) ;;
  *) exit 1 ;;
esac
