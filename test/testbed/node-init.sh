#!/usr/bin/env bash
# node-init.sh FOLDER PACKAGES: first process of a node's namespaces. FOLDER is the node's disk, PACKAGES has what is installed on it.
# Writes FOLDER/ready when programs can be started.
set -eu
folder=$1
packages=$2

mkdir -p "$folder/lib/local-path" "$folder/log" "$folder/tunables"
mount -t tmpfs -o mode=755 tmpfs /run
mount --bind "$folder/lib" /var/lib
mount --bind "$folder/log" /var/log
mount -t overlay -o "lowerdir=$packages/usr:/usr" overlay /usr

# The kubelet sets these for the whole machine unless they have its values already: it is shown files that do.
tunable() {
  printf '%s\n' "$2" >"$folder/tunables/${1//\//-}"
  mount --bind "$folder/tunables/${1//\//-}" "/proc/sys/$1"
}
tunable vm/overcommit_memory 1
tunable vm/panic_on_oom 0
tunable kernel/panic 10
tunable kernel/panic_on_oops 1
tunable kernel/keys/root_maxkeys 1000000
tunable kernel/keys/root_maxbytes 25000000

ip link set lo up
echo 1 >/proc/sys/net/ipv4/ip_forward
# Without it a pod that calls a Service on its own node gets the answer from an address that it did not ask.
if [ -e /proc/sys/net/bridge/bridge-nf-call-iptables ]; then echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables; fi

touch "$folder/ready"
# Reaps whatever loses its parent.
while :; do
  sleep 86400 &
  wait $!
done
