#!/usr/bin/env bash
# Installs the npm packages of the lock file, unless they are there. Safe to run twice at once.
set -euo pipefail

cd "$(dirname "$0")/.."

supported='const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'
node -e "$supported" || { echo "liqoctl needs Node >= 20.19; this is $(node --version)" >&2 && exit 1; }

# A link leads to somebody else's packages, which are not ours to replace.
installed() { [ -L node_modules ] || { [ -f node_modules/.package-lock.json ] && [ ! package-lock.json -nt node_modules/.package-lock.json ]; }; }

installed && exit
exec 9<package-lock.json
flock 9
installed && exit
echo 'liqoctl: installing npm packages' >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Building is for whoever asked; a lock that was held open would outlive us in its helpers.
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >"$log" 2>&1 9<&- || { tail -n 30 "$log" >&2 && exit 1; }
touch node_modules/.package-lock.json
