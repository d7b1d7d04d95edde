#!/usr/bin/env bash
# single-executable.sh [FOLDER]: makes FOLDER/liqoctl (single/ when absent), one file that runs without Node.js: this machine's own Node.js with the
# program inside it. Beside it lies THIRD-PARTY.txt; Node.js has its own licence. Needs `npm ci` before. See docs/install.md for other systems.
set -euo pipefail

cd "$(dirname "$0")/.."
folder=$(realpath -m "${1:-single}")
bin=$PWD/node_modules/.bin
# What Node.js looks for to know that something was put into it: https://nodejs.org/api/single-executable-applications.html
fuse=NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2

# logged COMMAND...: its output only where it fails; postject warns of what it leaves alone.
logged() { "$@" >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2 && exit 1; }; }

scripts/installed.sh
mkdir -p "$folder"
scratch=$(mktemp -d "$folder/.build-XXXXXX")
trap 'rm -rf "$scratch"' EXIT

logged "$bin/rolldown" -c rolldown.single.config.ts --dir "$scratch"
cat >"$scratch/sea.json" <<JSON
{ "main": "$scratch/liqoctl.cjs", "output": "$scratch/liqoctl.blob", "disableExperimentalSEAWarning": true }
JSON
logged node --experimental-sea-config "$scratch/sea.json"
cp "$(node -p process.execPath)" "$scratch/liqoctl"
chmod 755 "$scratch/liqoctl"
logged "$bin/postject" "$scratch/liqoctl" NODE_SEA_BLOB "$scratch/liqoctl.blob" --sentinel-fuse "$fuse"
# A rename, so that nothing half made is ever started.
mv "$scratch/THIRD-PARTY.txt" "$scratch/liqoctl" "$folder"
echo "$folder/liqoctl, $(du -m "$folder/liqoctl" | cut -f 1) MB"
