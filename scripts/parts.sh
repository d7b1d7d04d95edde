#!/usr/bin/env bash
# parts.sh COMMAND...: runs each command line, silent about success, and shows what a failed one printed.
# A part that closes with `N passed, N failed` counts as that many, any other as one. PARTS_SECONDS bounds all of them together.
set -uo pipefail

output=$(mktemp)
trap 'rm -f "$output"' EXIT
limit=${PARTS_SECONDS:-3600}
passed=0
failed=0

run() {
  local left=$((limit - SECONDS))
  if [ "$left" -le 0 ]; then echo 'no time left' >"$output" && return 124; fi
  timeout --kill-after=30 "$left" bash -c "$1" >"$output" 2>&1 </dev/null
}

for part in "$@"; do
  status=0
  run "$part" || status=$?
  ok=$((status == 0))
  bad=$((status != 0))
  if [[ $(tail -n 1 "$output") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
    ok=${BASH_REMATCH[1]}
    if [ "${BASH_REMATCH[2]}" -gt 0 ]; then bad=${BASH_REMATCH[2]}; fi
  fi
  passed=$((passed + ok))
  failed=$((failed + bad))
  if [ "$bad" -gt 0 ]; then
    echo "FAILED ($status): $part"
    tail -n 500 "$output"
  fi
done

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
