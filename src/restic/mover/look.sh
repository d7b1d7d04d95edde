# shellcheck shell=dash
# Looks whether a volume is still as the mover that copied it has left it.
. ./result.sh
. ./fingerprint.sh

take_fingerprint
finish "\"fingerprint\":\"$fingerprint\""
