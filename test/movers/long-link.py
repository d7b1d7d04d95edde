"""A long link, between two network namespaces of its own or between two bridges of the one that it runs in.

long-link.py BITS_PER_SECOND ROUND_TRIP_SECONDS LOSS [BRIDGE OTHER_BRIDGE]

Each direction carries that many bits per second, holds up to a tenth of a second of packets in its queue, and loses that fraction of all packets.
The kernels that this runs on need not have netem. The link goes with this program.

Its own namespaces, NEAR and FAR, go when nothing runs in them any more. Their connections slow down at a loss, as most do; those with BBR would not.
Prints its descriptor of NEAR when the link is up, and is in FAR itself then; between bridges it prints 0.
"""

import collections
import ctypes
import fcntl
import os
import random
import select
import struct
import subprocess
import sys
import time

NEAR, FAR = '10.213.0.1', '10.213.0.2'
TUNSETIFF = 0x400454CA
IFF_TUN, IFF_TAP, IFF_NO_PI = 0x0001, 0x0002, 0x1000
CLONE_NEWNET = 0x40000000
QUEUE_SECONDS = 0.1
LONGEST_PACKET = 65536


class Direction:
    """Packets on their way from one device to the other."""

    def __init__(self, source, target, link):
        self.source, self.target = source, target
        self.bytes_per_second, self.delay, self.loss = link
        self.under_way = collections.deque()
        self.free = 0.0

    def take(self, now):
        """Puts all packets that wait at the source on their way."""
        while True:
            try:
                packet = os.read(self.source, LONGEST_PACKET)
            except BlockingIOError:
                return
            begin = max(now, self.free)
            if begin - now > QUEUE_SECONDS or random.random() < self.loss:
                continue
            self.free = begin + len(packet) / self.bytes_per_second
            self.under_way.append((self.free + self.delay, packet))

    def deliver(self, now):
        """Hands over what has arrived; returns when there is more to do."""
        while self.under_way and self.under_way[0][0] <= now:
            os.write(self.target, self.under_way.popleft()[1])
        return self.under_way[0][0] if self.under_way else now + 1


def open_device(kind, name, *settings):
    device = os.open('/dev/net/tun', os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack('16sH22x', name.encode(), kind | IFF_NO_PI))
    for words in (*settings, f'link set {name} txqueuelen 10000 up'):
        subprocess.run(['ip', *words.split()], check=True)
    return device


def open_end(own, other):
    """An end for the programs of the namespace that this is in."""
    device = open_device(IFF_TUN, 'long', f'addr add {own} peer {other} dev long', 'link set lo up')
    with open('/proc/sys/net/ipv4/tcp_congestion_control', 'w', encoding='ascii') as algorithm:
        algorithm.write('reno')
    return device


def join_namespaces():
    enter_new_namespace()
    near_namespace = os.open('/proc/self/ns/net', os.O_RDONLY)
    near = open_end(NEAR, FAR)
    enter_new_namespace()
    return near_namespace, near, open_end(FAR, NEAR)


def join_bridges(*bridges):
    near, far = (open_device(IFF_TAP, f'long-{bridge}', f'link set long-{bridge} master {bridge}') for bridge in bridges)
    return 0, near, far


def enter_new_namespace():
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), 'no new network namespace')


def relay(near, far, link):
    directions = [Direction(near, far, link), Direction(far, near, link)]
    due = 0
    while True:
        select.select([near, far], [], [], max(0, due - time.monotonic()))
        for direction in directions:
            direction.take(time.monotonic())
        due = min(direction.deliver(time.monotonic()) for direction in directions)


def main():
    # On a busy machine its own turns would be part of the delay.
    os.nice(-15)
    bits_per_second, round_trip, loss = map(float, sys.argv[1:4])
    bridges = sys.argv[4:]
    ready, near, far = join_bridges(*bridges) if bridges else join_namespaces()
    print(ready, flush=True)
    relay(near, far, (bits_per_second / 8, round_trip / 2, loss))


if __name__ == '__main__':
    main()
