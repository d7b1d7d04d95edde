"""Knows how file systems cut times short, and leaves out of a description those that may get lost, where that was accepted at both ends."""

import os
import re

from run_folder import RUN

ACCEPTED = 'MOVER_LOST_TIMES' in os.environ
SECOND = 10**9
# Steps of times in nanoseconds: NTFS, microseconds, milliseconds, exFAT, whole seconds.
STEPS = (100, 1000, 10**6, 10**7, SECOND)
# FAT's. Whole seconds that differ by one may have another reason.
LONGEST = 2 * SECOND


def was_cut(there, here):
    """Whether a time has become a whole number of steps."""
    return any(there // step * step == here for step in STEPS) or (there % SECOND > 0 and there // LONGEST * LONGEST == here)


def carried_time(nanoseconds):
    """As far as every target keeps it."""
    return nanoseconds // LONGEST * LONGEST if ACCEPTED else nanoseconds


def read_odd_times():
    """Paths of the entries whose times not everything on the way holds; the mover's shell tells which of them have changed."""
    if not ACCEPTED:
        return set()
    with open(f'{RUN}/times', 'rb') as times:
        records = re.split(rb'(?:^|\n)//', times.read().removesuffix(b'\n'))[1:]
    return {record.split(b' ', 1)[1].removeprefix(b'data').removeprefix(b'/') for record in records}
