#!/usr/bin/env bash
# krew-manifest.sh FOLDER URI: prints deploy/krew/liqo.yaml with this version, the address that people get the archives from, and the digest of each
# archive liqoctl-OS-ARCH.tar.gz in FOLDER. Fails where one is missing.
set -euo pipefail

folder=$(realpath "$1")
uri=$2
cd "$(dirname "$0")/.."

edits=(-e '1d' -e "s|{{version}}|$(node -p 'require("./package.json").version')|" -e "s|{{uri}}|$uri|")
while read -r platform; do
  archive=$folder/liqoctl-$platform.tar.gz
  [ -f "$archive" ] || { echo "there is no $archive" >&2 && exit 1; }
  edits+=(-e "s|{{sha256 $platform}}|$(sha256sum "$archive" | cut -d ' ' -f 1)|")
done < <(grep -oP '(?<={{sha256 )[a-z0-9-]+' deploy/krew/liqo.yaml)
sed "${edits[@]}" deploy/krew/liqo.yaml
