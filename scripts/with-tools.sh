#!/usr/bin/env bash
# with-tools.sh COMMAND...: runs it with the tools (tools.sh) and the project's own programs on PATH.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
folders=$("$here/tools.sh")
PATH=${folders:+$folders:}$here/../node_modules/.bin:$PATH exec "$@"
