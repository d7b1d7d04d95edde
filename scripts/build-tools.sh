#!/usr/bin/env bash
# build-tools.sh CACHE 'NAME VERSION MODULE PACKAGE'...: builds these programs from their released sources, all at once, each into
# CACHE/NAME-VERSION. Says on stderr what it is going to do and how long that takes, what it is doing, and what came of it.
set -euo pipefail

cache=$1
shift
scratch=$(mktemp -d "$cache/.build-XXXXXX")
declare -A builders=()

cleanup() {
  if [ ${#builders[@]} -gt 0 ]; then kill "${builders[@]}" 2>/dev/null || true; fi
  wait
  rm -rf "$scratch"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

say() { printf '%sliqoctl tools: %s\n' "$clear" "$*" >&2; }
megabytes() { du -sm "$1" 2>/dev/null | cut -f 1; }
count() { grep -c "$1" "$2" 2>/dev/null || true; }

# A terminal shows one line that changes, anything else a line now and then.
clear=
pause=15
if [ -t 2 ]; then
  clear=$'\r\e[K'
  pause=1
fi

# A throw-away module asks for exactly this version; `go install package@version` wants a list of versions, which not every proxy has.
build() {
  local name=$1 version=$2 module=$3 package=$4
  mkdir -p "$scratch/$name/tmp"
  cd "$scratch/$name"
  printf 'module tools\n\nrequire %s %s\n' "$module" "$version" >go.mod
  GOTMPDIR=$PWD/tmp CGO_ENABLED=0 GOFLAGS=-mod=mod GOWORK=off exec go build -v -buildvcs=false -trimpath -ldflags '-s -w' -o "bin/$name" "$package"
}

# progress_of NAME: what its log tells.
progress_of() {
  local log=$scratch/$1.log
  printf '%s: %s downloads, %s packages' "$1" "$(count '^go: downloading' "$log")" "$(count '^[a-z][^:]*$' "$log")"
}

show() {
  local name parts=
  for name in "${!builders[@]}"; do parts+="$(progress_of "$name"); "; done
  printf '%s%s%s%s MB of work files, %s s%s' "$clear" "${clear:+  }" "$parts" "$(megabytes "$scratch")" "$SECONDS" "${newline-}" >&2
}

# finish NAME VERSION: takes the program over, or shows why there is none.
finish() {
  local name=$1 version=$2 folder=$cache/$1-$2 status=0
  wait "${builders[$name]}" || status=$?
  unset "builders[$name]"
  if [ "$status" != 0 ]; then
    tail -n 20 "$scratch/$name.log" >&2
    say "failed: building $name $version" && exit 1
  fi
  # The rename makes the folder appear whole or not at all; a second builder without flock loses the race and needs nothing.
  mv -T "$scratch/$name/bin" "$folder" 2>/dev/null || [ -x "$folder/$name" ] || { say "cannot write $folder" && exit 1; }
  say "$name $version is built: $(megabytes "$folder") MB in $folder, after $SECONDS s"
}

is_running() { kill -0 "${builders[$1]}" 2>/dev/null; }

names=
for each in "$@"; do
  read -r name version _ <<<"$each"
  names+="${names:+ and }$name $version"
done
say "building $names from their sources, once: one to five minutes, about 150 MB to download (more where Go itself is too old)"
if [ -z "$clear" ]; then newline=$'\n'; fi
for each in "$@"; do
  read -r name version module package <<<"$each"
  build "$name" "$version" "$module" "$package" >"$scratch/$name.log" 2>&1 9<&- &
  builders[$name]=$!
done
shown=0
while [ ${#builders[@]} -gt 0 ]; do
  sleep 1
  for each in "$@"; do
    read -r name version _ <<<"$each"
    if [ -n "${builders[$name]-}" ] && ! is_running "$name"; then finish "$name" "$version"; fi
  done
  if [ ${#builders[@]} -gt 0 ] && [ $((SECONDS - shown)) -ge "$pause" ]; then
    show
    shown=$SECONDS
  fi
done
