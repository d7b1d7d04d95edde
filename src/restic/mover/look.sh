# Looks whether a volume is still as the mover that copied it has left it.

take_fingerprint
finish "\"fingerprint\":\"$fingerprint\""
