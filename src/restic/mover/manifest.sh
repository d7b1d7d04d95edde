# shellcheck shell=dash
# The line to the manifest program (verify.py), and what that has counted.
. ./log.sh
. ./result.sh

# Number and digest of the manifest's entries, nothing without a manifest; then what restic does not carry.
entries='' digest='' sockets=0 flagged=0 flags=0 projects=0 links=0 attributes=- fractions=0

# Opens the line to the manifest program. When either side dies the other reads the end of the file.
meet_manifest_program() {
  [ "$MOVER_VERIFY" = full ] || return 0
  until [ -e "$RUN/ready" ]; do run sleep 0.1; done
  exec 3>"$RUN/ask" 4<"$RUN/answer"
}

# ask REQUEST: leaves the manifest program's answer in $RUN/line.
ask() {
  local answer=''
  (echo "$1" >&3) 2>/dev/null && run read_answer && read -r answer _ <"$RUN/line"
  case $answer in
    '')
      echo '"the manifest program ended without an answer; see the log of container verify"' >"$RUN/details"
      fail manifest 49
      ;;
    unreadable) fail unreadable 41 ;;
    refused) fail repository 46 ;;
    impostor) fail certificate 54 ;;
  esac
}

# In a subshell of its own: a signal must be able to end the wait.
read_answer() {
  local line
  IFS= read -r line <&4 && printf '%s\n' "$line" >"$RUN/line"
}

# take_manifest [RULE]: leaves the volume's manifest in $RUN/manifest, and in the variables above what it holds. With a rule of known.py, files
# that are known from an earlier one are not read again.
take_manifest() {
  [ "$MOVER_VERIFY" = full ] || return 0
  ask "manifest $pass${1:+ $1}"
  # shellcheck disable=SC2034 # The movers use them.
  read -r _ entries digest sockets flagged flags projects links attributes fractions <"$RUN/line"
}
