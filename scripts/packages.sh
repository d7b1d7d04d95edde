#!/usr/bin/env bash
# packages.sh [--try] PROGRAM[:PACKAGE]...: installs the Debian packages of those programs that are not on PATH. A package has its program's
# name unless another one is given. Fails when a program is missing afterwards; with --try that is left to the caller. Safe to repeat.
set -euo pipefail

say() { echo "liqoctl tools: $*" >&2; }
has() { command -v "$1" >/dev/null; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
may_install() { has apt-get && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; }

install_packages() {
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
  as_root "${apt[@]}" update
  as_root "${apt[@]}" install --no-install-recommends -y "$@"
}

# install_logged PACKAGE...: output only on failure, then its tail.
install_logged() {
  local log status=0
  log=$(mktemp)
  say "installing $*"
  install_packages "$@" >"$log" 2>&1 || status=$?
  if [ "$status" != 0 ]; then tail -n 20 "$log" >&2; fi
  rm -f "$log"
  if [ "$status" != 0 ]; then say "failed: installing $*" && exit 1; fi
}

# The packages of those that are missing, one per line.
list_missing() {
  local wanted
  for wanted in "$@"; do has "${wanted%:*}" || echo "${wanted#*:}"; done
}

try=
if [ "$1" = --try ]; then
  try=yes
  shift
fi
mapfile -t missing < <(list_missing "$@")
[ ${#missing[@]} -gt 0 ] || exit 0
if may_install; then
  install_logged "${missing[@]}"
elif [ -z "$try" ]; then
  say "missing, and cannot be installed from here: ${missing[*]}; as root: apt-get install ${missing[*]}" && exit 1
fi
