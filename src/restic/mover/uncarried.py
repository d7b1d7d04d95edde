"""Counts what is on a volume and what restic does not carry, so that it can be named."""

import collections
import fcntl
import struct

from attributes import format_counts

GET_FLAGS = (2 << 30) | (struct.calcsize('l') << 16) | (ord('f') << 8) | 1
GET_PROJECT = (2 << 30) | (28 << 16) | (ord('X') << 8) | 31

# Flags of lsattr(1) that somebody has set: s u c S i a d A E j t D T V C x P F. Others are the file system's own, such as e for extents.
FLAGS = 0x6293C8FF


class Uncarried:
    """Sockets, files and directories with inode flags (and which flags), those with a project id, further links of what is no regular file,
    attributes that stay behind, and times with fractions of a second."""

    def __init__(self):
        self.sockets = self.flagged = self.flags = self.projects = self.links = self.fractions = 0
        self.attributes = collections.Counter()

    def __str__(self):
        return f'{self.sockets} {self.flagged} {self.flags:x} {self.projects} {self.links} {format_counts(self.attributes)} {self.fractions}'

    def look_at(self, descriptor):
        """Asks about a file that is open anyway: a microsecond for each question."""
        flags = struct.unpack_from('=I', ask(descriptor, GET_FLAGS, 8))[0] & FLAGS
        if flags:
            self.flagged += 1
            self.flags |= flags
        if struct.unpack_from('=I', ask(descriptor, GET_PROJECT, 28), 12)[0]:
            self.projects += 1


def ask(descriptor, question, size):
    """The kernel's answer; zeros where the file system knows no such thing."""
    try:
        return fcntl.ioctl(descriptor, question, bytes(size))
    except OSError:
        return bytes(size)
