"""Describes a volume entry by entry: one JSON object per line, in the order of the walk."""

import errno
import hashlib
import json
import os
import stat
import time

from attributes import stays_behind
from known import open_known
from run_folder import RUN
from times import SECOND, carried_time, read_odd_times
from uncarried import Uncarried
from user import as_carried
from walk import CHUNK, Unreadable, full, read_volume

ENCODE = json.JSONEncoder(separators=(',', ':')).encode
BUFFER = memoryview(bytearray(CHUNK))
KINDS = {
    stat.S_IFREG: 'file',
    stat.S_IFDIR: 'directory',
    stat.S_IFLNK: 'symlink',
    stat.S_IFIFO: 'fifo',
    stat.S_IFCHR: 'character device',
    stat.S_IFBLK: 'block device',
}


class Progress:
    """What has been seen so far; prints its counters at most once a second."""

    def __init__(self, number, rule=None):
        self.number = number
        self.known = open_known(rule)
        self.bytes = self.files = 0
        self.uncarried = Uncarried()
        self.odd_times = read_odd_times()
        self.digest = hashlib.sha256()
        self.printed = time.monotonic()

    def total(self):
        return f'{self.files} {self.digest.hexdigest()} {self.uncarried}'

    def show(self):
        now = time.monotonic()
        if now - self.printed < 1:
            return
        self.printed = now
        line = {'message_type': 'mover', 'step': 'manifest', 'pass': self.number, 'bytes': self.bytes, 'files': self.files}
        print(ENCODE(line), flush=True)


def escape(name):
    """Bytes as ASCII that can be read and turned back: printable characters stay, all others become \\xNN and the like."""
    return name.decode('latin-1').encode('unicode_escape').decode('ascii')


def escape_path(path):
    return escape(path) or '.'


def describe_all(progress):
    """Yields a line of JSON for every entry."""
    for entry in read_volume(progress.uncarried, progress.known):
        try:
            facts = as_carried(describe(entry, progress))
        except FileNotFoundError:
            continue  # Vanished.
        except OSError as error:
            raise Unreadable(entry.path, error.strerror) from error
        if facts is None:
            continue
        # Of what the copy has, too: the time of a root that belongs to somebody else says nothing.
        progress.uncarried.fractions += 'mtime' in facts and entry.status.st_mtime_ns % SECOND > 0
        line = ENCODE(facts)
        progress.files += 1
        progress.show()
        progress.digest.update(line.encode() + b'\n')
        yield line


def describe(entry, progress):
    status = entry.status
    facts = {'path': escape_path(entry.path), 'type': KINDS[stat.S_IFMT(status.st_mode)]}
    if entry.first is not None:
        facts['same file as'] = escape_path(entry.first)
        return facts
    # First, since it closes what is open.
    content = read_content(entry, progress)
    facts['mode'] = format(stat.S_IMODE(status.st_mode), '04o')
    facts['owner'] = f'{status.st_uid}:{status.st_gid}'
    if entry.path not in progress.odd_times:
        facts['mtime'] = carried_time(status.st_mtime_ns)
    attributes = read_attributes(entry.path, progress.uncarried)
    if attributes:
        facts['attributes'] = attributes
    if content is not None:
        progress.known.keep(entry, facts['path'], content)
        facts['size'] = status.st_size
        facts['content'] = content
    elif stat.S_ISLNK(status.st_mode):
        facts['target'] = escape(os.readlink(full(entry.path)))
    elif stat.S_ISCHR(status.st_mode) or stat.S_ISBLK(status.st_mode):
        facts['device'] = f'{os.major(status.st_rdev)}:{os.minor(status.st_rdev)}'
    return facts


def read_attributes(path, uncarried):
    """Extended attributes that a copy has; ACLs and file capabilities are among them."""
    try:
        names = os.listxattr(full(path), follow_symlinks=False)
    except OSError as error:
        if error.errno == errno.EOPNOTSUPP:
            return {}
        raise
    uncarried.attributes.update(filter(stays_behind, names))
    return {
        escape(os.fsencode(name)): os.getxattr(full(path), name, follow_symlinks=False).hex()
        for name in sorted(names)
        if not stays_behind(name)
    }


def read_content(entry, progress):
    if entry.descriptor is not None:
        return hash_content(entry.descriptor, progress)
    if entry.content is not None:
        progress.bytes += entry.status.st_size
    return entry.content


def hash_content(descriptor, progress):
    """SHA-256 of an open file, which it closes. Pages are given back once read: a volume may be larger than the memory."""
    digest = hashlib.sha256()
    offset = 0
    try:
        while count := os.readv(descriptor, [BUFFER]):
            digest.update(BUFFER[:count])
            os.posix_fadvise(descriptor, offset, count, os.POSIX_FADV_DONTNEED)
            offset += count
            progress.bytes += count
            progress.show()
    finally:
        os.close(descriptor)
    return digest.hexdigest()


def write_manifest(progress):
    with open(f'{RUN}/manifest', 'w', encoding='ascii') as manifest:
        for line in describe_all(progress):
            print(line, file=manifest)
    progress.known.close()
    return f'done {progress.total()}'
