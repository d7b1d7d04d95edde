#!/usr/bin/env bash
# Makes the programs that tests and the demo need available and prints the folders to put before PATH (one line, maybe empty).
# Looks on PATH first, then in the cache, then at Debian's packages, and builds what is in none of them. Safe to repeat and to run twice at once.
# With TOOLS_OWN=1 neither what is on PATH counts nor are packages installed: static programs that run anywhere.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-${HOME:?neither HOME nor XDG_CACHE_HOME is set}/.cache}/liqoctl/tools

# Name, oldest version that will do, what is built otherwise (version, module, package, with which Go), Debian's package.
programs=(
  'restic 0.18.1 v0.19.1 github.com/restic/restic github.com/restic/restic/cmd/restic 1.25.8 restic'
  'rest-server 0.13 v0.14.0 github.com/restic/rest-server github.com/restic/rest-server/cmd/rest-server 1.23 restic-rest-server'
)

say() { echo "liqoctl tools: $*" >&2; }
fail() { say "$*" && exit 1; }
has() { command -v "$1" >/dev/null; }

# at_least MINIMUM VERSION: dotted numbers, compared one by one.
at_least() { [ -n "$2" ] && [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# version_of PROGRAM ARGUMENT: the first dotted number that it prints.
version_of() { "$@" 2>/dev/null | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1 || true; }

# Tests that need one of the others say so when they are skipped.
ensure_packages() {
  "$here/packages.sh" --try python3 busybox:busybox-static setfattr:attr setfacl:acl
  "$here/packages.sh" python3
}

# Go older than a module asks for fetches a newer toolchain by itself, unless that is switched off.
require_go() {
  local wanted=$1 what=$2 found
  has go || fail "$what is not on PATH, and building it needs Go >= $wanted, which is missing"
  found=$(version_of go env GOVERSION)
  at_least "$wanted" "$found" && return
  if at_least 1.21 "$found" && [ "$(go env GOTOOLCHAIN)" != local ]; then return; fi
  fail "$what is not on PATH, and building it needs Go >= $wanted; this is Go $found"
}

# on_path NAME MINIMUM
on_path() { has "$1" && at_least "$2" "$(version_of "$1" "$(version_flag "$1")")"; }
version_flag() { if [ "$1" = restic ]; then echo version; else echo --version; fi; }

# from_debian NAME MINIMUM PACKAGE: installs the package where what would be installed is new enough.
from_debian() {
  local candidate
  has apt-cache || return 1
  candidate=$(apt-cache policy "$3" 2>/dev/null | sed -n 's/^  Candidate: \([0-9]*:\)\?\([0-9.]*\).*/\2/p')
  at_least "$2" "$candidate" || return 1
  "$here/packages.sh" --try "$1:$3"
  on_path "$1" "$2"
}

# What is neither on PATH nor in the cache nor in Debian: one line of `programs` each.
list_missing() {
  local line name minimum version package
  for line in "${programs[@]}"; do
    read -r name minimum version _ _ _ package <<<"$line"
    if [ -x "$cache/$name-$version/$name" ]; then continue; fi
    if [ -z "${TOOLS_OWN:-}" ] && { on_path "$name" "$minimum" || from_debian "$name" "$minimum" "$package"; }; then continue; fi
    echo "$line"
  done
}

build_missing() {
  local missing line name minimum version module package go
  local -a builds=()
  mapfile -t missing < <(list_missing)
  for line in "${missing[@]}"; do
    read -r name minimum version module package go _ <<<"$line"
    require_go "$go" "$name >= $minimum"
    builds+=("$name $version $module $package")
  done
  if [ ${#builds[@]} -gt 0 ]; then "$here/build-tools.sh" "$cache" "${builds[@]}"; fi
}

# The folders of the cache that are needed, with a colon between them.
print_folders() {
  local line name minimum version folders=
  for line in "${programs[@]}"; do
    read -r name minimum version _ <<<"$line"
    if [ -z "${TOOLS_OWN:-}" ] && on_path "$name" "$minimum"; then continue; fi
    folders=${folders:+$folders:}$cache/$name-$version
  done
  echo "$folders"
}

main() {
  at_least 20.19 "$(version_of node --version)" || fail "Node >= 20.19 is needed; $(has node && node --version || echo none) was found"
  if [ -z "${TOOLS_OWN:-}" ]; then ensure_packages; fi
  if [ -n "$(list_missing)" ]; then
    mkdir -p "$cache"
    exec 9>"$cache/.lock"
    if has flock; then flock 9; fi
    # Another one may have built it meanwhile.
    build_missing
    exec 9>&-
  fi
  print_folders
}

main
