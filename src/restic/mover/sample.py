"""Tells by a sample how much of its size the volume's data keeps when it is compressed."""

import bisect
import itertools
import os
import stat
import zlib

from uncarried import Uncarried
from walk import Unreadable, full, walk

# Of a volume with more entries only the first ones are looked at: the copy waits.
ENTRIES = 20_000
PIECES = 64
PIECE = 1 << 16


def measure_sample():
    """`sample PERCENT`; 100 for no data, and for data that cannot be read, which the backup will tell of."""
    read = kept = 0
    try:
        for piece in read_pieces():
            read += len(piece)
            kept += len(zlib.compress(piece, 1))
    except (OSError, Unreadable):
        return 'sample 100'
    return f'sample {100 * kept // read if read else 100}'


def read_pieces():
    """Pieces at even distances, as if all files were one: a large file counts for more than a small one."""
    paths, ends = [], []
    total = 0
    for entry in itertools.islice(walk(Uncarried()), ENTRIES):
        if entry.first is None and stat.S_ISREG(entry.status.st_mode) and entry.status.st_size > 0:
            total += entry.status.st_size
            paths.append(entry.path)
            ends.append(total)
    for number in range(min(PIECES, total)):
        place = total * number // min(PIECES, total)
        index = bisect.bisect_right(ends, place)
        yield read_piece(paths[index], place - (ends[index - 1] if index else 0))


def read_piece(path, offset):
    descriptor = os.open(full(path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        return os.pread(descriptor, PIECE, offset)
    finally:
        os.close(descriptor)
