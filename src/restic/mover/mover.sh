# shellcheck shell=dash
# What every program in a mover's pod begins with. They run in busybox ash and in dash, which share POSIX and `local`. Kubernetes expands
# dollar signs in a container's command when they are doubled or stand before a variable's name in parentheses: neither may occur here.
#
# A file sources those that it needs; a container's command has their text instead. What functions share is set at the top of their file and
# all else is local, so that shellcheck tells which name is unknown. Names in capitals come from the pod.
set -u
: "${VOLUME_PARENT:=/vol}" "${RUN:=/run/move}" "${TERMINATION:=/dev/termination-log}"
VOLUME=$VOLUME_PARENT/data
# The command that `run` waits for, if any.
child=

# PID 1 ignores signals that it does not handle, and restic may hang when its server is gone.
stop() {
  local killer
  trap '' TERM INT
  if [ -n "$child" ]; then
    kill -TERM "$child" 2>/dev/null
    { sleep 2; kill -KILL "$child"; } 2>/dev/null &
    killer=$!
    wait "$child"
    kill "$killer" 2>/dev/null
  fi
  exit 143
}
trap stop TERM INT

# A shell that waits for a foreground command hears signals only afterwards.
run() {
  local status
  "$@" &
  child=$!
  wait "$child"
  status=$?
  child=
  return "$status"
}

# Only for `run`: it replaces the subshell that runs it.
within() {
  cd "$1" || exit 1
  shift
  exec "$@"
}

# What is only in memory goes to the disk; not the whole node's, since another volume of it may hang. Where sync knows no better, all the same.
sync_volume() {
  run sync -f "$VOLUME" || run sync
}
