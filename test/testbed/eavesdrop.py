"""Writes what goes through the network that it runs in to a port of TCP or from it: FOLDER PORT; a file for each direction of each connection.

It says `listening` when it does, and ends with its input.
"""

import os
import select
import socket
import struct
import sys

ALL_PROTOCOLS = 3
IPV4 = 0x0800
TCP = 6


def read_segment(frame):
    """Source, target and payload of a TCP segment; None for anything else."""
    if struct.unpack_from('!H', frame, 12)[0] != IPV4 or frame[23] != TCP:
        return None
    header = 14 + 4 * (frame[14] & 15)
    # What comes behind the packet only fills the frame.
    end = 14 + struct.unpack_from('!H', frame, 16)[0]
    source, target = struct.unpack_from('!HH', frame, header)
    return source, target, frame[26:34], frame[header + 4 * (frame[header + 12] >> 4) : end]


def listen(folder, port):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_PROTOCOLS)) as tap:
        tap.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 26)
        print('listening', flush=True)
        while True:
            ready, _, _ = select.select([tap, sys.stdin], [], [])
            if sys.stdin in ready:
                return
            frame, (_, _, kind, _, _) = tap.recvfrom(1 << 17)
            # A bridge shows each frame when it comes and when it leaves.
            segment = None if kind == socket.PACKET_OUTGOING else read_segment(frame)
            if segment is None or port not in segment[:2] or not segment[3]:
                continue
            source, target, addresses, payload = segment
            with open(os.path.join(folder, f'{addresses.hex()}-{source}-{target}'), 'ab') as file:
                file.write(payload)


listen(sys.argv[1], int(sys.argv[2]))
