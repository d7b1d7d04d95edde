"""Measures the way to the repository's server, and says how restic is to use it.

restic sends what it has over five connections, in packs of the size that it was told. Over a long way with losses a connection carries little,
however wide the link is: TCP halves its speed at each loss, and takes a round trip for each packet to win back. More connections fill such a link.
"""

import hashlib
import http.client
import math
import os
import time

from markers import call

MIB = 1 << 20
# A connection that is slower gets company, up to the 125 MB/s of a gigabit.
WIDE = 125_000_000
FEWEST, MOST = 5, 64
# Seconds that an upload takes at least to be believed: TCP starts slowly.
LONG = 0.5
LARGEST = 8 * MIB
# MiB of packs in memory: with five connections, as many as fit into 64 MiB each.
HELD = 5 * 64


def measure_link(fast):
    """`link RATE CONNECTIONS PACK`: bytes per second over one connection, 0 where they could not be measured; PACK in MiB. From `fast` on, it
    matters no more how fast it is."""
    try:
        rate = measure_rate(fast)
    except (OSError, ValueError, http.client.HTTPException):
        return 'link 0 16 16'
    return f'link {rate} {connections_for(rate)} {pack_size_for(rate)}'


def connections_for(rate):
    return min(max(FEWEST, math.ceil(WIDE / rate)), MOST)


def pack_size_for(rate):
    """What a connection carries in four seconds: at the end of a copy all connections but those with the last packs have nothing to do. restic
    takes 4 MiB at least, and a restore keeps a pack for each connection in memory."""
    return max(4, min(4 * rate // MIB, HELD // connections_for(rate)))


def measure_rate(fast):
    call('POST', '?create=true')
    rate, size = 0, MIB
    while True:
        took = time_upload(os.urandom(size))
        rate = max(rate, int(size / took))
        if rate >= fast or took >= LONG or size >= LARGEST:
            return rate
        size *= 2


def time_upload(body):
    """Seconds. The server keeps only what is named by its digest."""
    name = hashlib.sha256(body).hexdigest()
    started = time.monotonic()
    call('POST', f'data/{name}', body)
    took = time.monotonic() - started
    call('DELETE', f'data/{name}')
    return took
