# shellcheck shell=dash
# Whether somebody has written to a volume.
. ./mover.sh

# What take_fingerprint has left.
fingerprint=

# Leaves a digest of what the volume holds, content aside, in $fingerprint. A write to a file changes its ctime, which cannot be set
# back: so the same digest later means that nothing was written since. In the order of the directories, since sorting takes memory for all.
take_fingerprint() {
  run digest_metadata
  # shellcheck disable=SC2034 # Those who call this use it.
  fingerprint=$(cut -d ' ' -f 1 "$RUN/fingerprint")
}

digest_metadata() {
  cd "$VOLUME" && find . -xdev -exec stat -c '%n %i %f %h %u %g %s %Y %Z' {} + | sha256sum >"$RUN/fingerprint"
}
