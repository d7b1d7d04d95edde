# shellcheck shell=dash
# Init container: image, volume and the way to the repository work. Each attempt is bounded, their number is not.
. ./log.sh
. ./result.sh

attempt() {
  if [ "$MOVER_ROLE" = target ]; then
    run timeout -k 5 20 restic cat config --no-cache --no-lock >/dev/null 2>"$RUN/output"
    return
  fi
  run timeout -k 5 60 restic init --json --no-cache >"$RUN/output" 2>&1 || grep -q 'config file already exists' "$RUN/output"
}

# Somebody else may answer in the server's place, and would go on doing so.
refuse_impostor() {
  local why
  why=$(grep -oE '(x509: [^"\(]*|server gave HTTP response)' "$RUN/output" | head -n 1)
  [ -n "$why" ] || return 0
  echo "\"$why\"" >"$RUN/details"
  fail certificate 54
}

[ -d "$VOLUME" ] || exit 1
# An image that does not have it would be tried for ever.
command -v restic >/dev/null || { echo 'there is no restic in this image'; exit 127; }
mkfifo "$RUN/ask" "$RUN/answer" || exit 1
tries=0
until attempt; do
  cat "$RUN/output"
  refuse_impostor
  # The repository starts at the same time, and is there soon in most clusters.
  tries=$((tries + 1))
  if [ "$tries" -le 25 ]; then run sleep 0.2; else run sleep 1; fi
done
say '"milestone":"reached"'
