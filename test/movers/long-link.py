"""A long link between two network namespaces of its own, NEAR and FAR, which go when nothing runs in them any more.

long-link.py BITS_PER_SECOND ROUND_TRIP_SECONDS LOSS

Each direction carries that many bits per second, holds up to a tenth of a second of packets in its queue, and loses that fraction of all packets.
Connections of both namespaces slow down at a loss, as most do; those with BBR would not. The kernels that this runs on need not have netem. Prints its descriptor of NEAR
when the link is up; itself it is in FAR then.
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
IFF_TUN_WITHOUT_HEADER = 0x0001 | 0x1000
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


def open_device(own, other):
    device = os.open('/dev/net/tun', os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack('16sH22x', b'long', IFF_TUN_WITHOUT_HEADER))
    for words in (f'addr add {own} peer {other} dev long', 'link set long txqueuelen 10000 up', 'link set lo up'):
        subprocess.run(['ip', *words.split()], check=True)
    with open('/proc/sys/net/ipv4/tcp_congestion_control', 'w', encoding='ascii') as algorithm:
        algorithm.write('reno')
    return device


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
    bits_per_second, round_trip, loss = map(float, sys.argv[1:])
    enter_new_namespace()
    near_namespace = os.open('/proc/self/ns/net', os.O_RDONLY)
    near = open_device(NEAR, FAR)
    enter_new_namespace()
    far = open_device(FAR, NEAR)
    print(near_namespace, flush=True)
    relay(near, far, (bits_per_second / 8, round_trip / 2, loss))


if __name__ == '__main__':
    main()
