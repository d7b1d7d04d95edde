#!/usr/bin/env bash
# Makes the programs that tests and the demo need available and prints the folders to put before PATH (one line, maybe empty).
# Looks on PATH first, then in the cache, then installs. Safe to repeat and to run twice at once.
# With TOOLS_OWN=1 neither what is on PATH counts nor are packages installed: static programs that run anywhere.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-${HOME:?neither HOME nor XDG_CACHE_HOME is set}/.cache}/liqoctl/tools
log=$(mktemp)
scratch=
folders=

cleanup() { rm -rf "$log" ${scratch:+"$scratch"}; }
trap cleanup EXIT

say() { echo "liqoctl tools: $*" >&2; }
fail() { say "$*" && exit 1; }
has() { command -v "$1" >/dev/null; }

# at_least MINIMUM VERSION: dotted numbers, compared one by one.
at_least() { [ -n "$2" ] && [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# version_of PROGRAM ARGUMENT: the first dotted number that it prints.
version_of() { "$@" 2>/dev/null | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1 || true; }

# quietly WHAT COMMAND...: output only on failure, then its tail.
quietly() {
  local what=$1
  shift
  say "$what"
  "$@" >"$log" 2>&1 || { tail -n 20 "$log" >&2 && fail "failed: $what"; }
}

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

# A throw-away module asks for exactly this version; `go install package@version` wants a list of versions, which not every proxy has.
build_module() {
  local package=$1 module=$2 version=$3 name=$4
  printf 'module tools\n\nrequire %s %s\n' "$module" "$version" >"$scratch/go.mod"
  (cd "$scratch" && CGO_ENABLED=0 GOFLAGS=-mod=mod GOWORK=off go build -buildvcs=false -trimpath -ldflags '-s -w' -o "bin/$name" "$package")
}

# ensure_built NAME MINIMUM VERSION MODULE PACKAGE GO
ensure_built() {
  local name=$1 minimum=$2 version=$3 module=$4 package=$5 go=$6 folder=$cache/$1-$3
  if [ -z "${TOOLS_OWN:-}" ] && has "$name" && at_least "$minimum" "$(version_of "$name" "$(version_flag "$name")")"; then return; fi
  folders=${folders:+$folders:}$folder
  [ -x "$folder/$name" ] && return
  require_go "$go" "$name >= $minimum"
  mkdir -p "$cache"
  exec 9>"$cache/.lock"
  if has flock; then flock 9; fi
  [ -x "$folder/$name" ] && return
  scratch=$(mktemp -d "$cache/.build-XXXXXX")
  quietly "building $name $version, once (a few minutes at most)" build_module "$package" "$module" "$version" "$name"
  # The rename makes the folder appear whole or not at all; a second builder without flock loses the race and needs nothing.
  mv -T "$scratch/bin" "$folder" 2>/dev/null || [ -x "$folder/$name" ] || fail "cannot write $folder"
  rm -rf "$scratch"
  exec 9>&-
}

version_flag() { if [ "$1" = restic ]; then echo version; else echo --version; fi; }

main() {
  at_least 20.19 "$(version_of node --version)" || fail "Node >= 20.19 is needed; $(has node && node --version || echo none) was found"
  if [ -z "${TOOLS_OWN:-}" ]; then ensure_packages; fi
  ensure_built restic 0.18.1 v0.19.1 github.com/restic/restic github.com/restic/restic/cmd/restic 1.25.8
  ensure_built rest-server 0.13 v0.14.0 github.com/restic/rest-server github.com/restic/rest-server/cmd/rest-server 1.23
  echo "$folders"
}

main
