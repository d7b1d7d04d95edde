# shellcheck shell=dash
# How the data goes over the link: over how many connections, in packs of which size, compressed or not, and how fast at most.
. ./log.sh
. ./manifest.sh
. ./markers.sh

# Bytes per second from which on compressing costs more time than it saves.
fast=100000000
# Bytes per second over one connection, 0 where nothing was measured. Then what follows fits a slow link.
rate=0 connections=16
# MiB.
pack_size=16
# restic's own word. Nothing until it was chosen.
compression=

# Only the manifest program can measure.
measure_link() {
  [ "$MOVER_VERIFY" = full ] || return 0
  ask "link $fast"
  read -r _ rate connections pack_size <"$RUN/line"
}

# link_fast RATE: whether nothing is won by sending less.
link_fast() {
  [ "${1:-0}" -ge "$fast" ] && [ "$((${MOVER_LIMIT:-$fast} * 1024))" -ge "$fast" ]
}

# The data goes two ways, and the target tells how good its own is as soon as it starts. It may take long to start; until then it counts as slow.
hear_target() {
  local look=0 packs
  [ "$MOVER_VERIFY" = full ] || return 0
  until { read_markers && marked link-target; } || [ "$look" -ge 25 ]; do
    look=$((look + 1))
    run sleep 0.2
  done
  packs=$(fact link-target packs)
  packs=${packs:-16}
  [ "$pack_size" -le "$packs" ] || pack_size=$packs
}

# The volume is looked at only where the link leaves something to win.
choose_compression() {
  local percent
  compression=auto
  case $MOVER_COMPRESSION in
    on) return 0 ;;
    off) compression=off; return 0 ;;
  esac
  [ "$MOVER_VERIFY" = full ] || return 0
  if link_fast "$rate" && link_fast "$(fact link-target rate)"; then
    compression=off
    return 0
  fi
  ask sample
  read -r _ percent <"$RUN/line"
  [ "$percent" -le 90 ] || compression=off
}

choose_transfer() {
  local compressed=false
  measure_link
  hear_target
  choose_compression
  [ "$compression" = off ] || compressed=true
  milestone link "\"bytesPerSecond\":$rate,\"connections\":$connections,\"packMebibytes\":$pack_size,\"compressed\":$compressed"
}
