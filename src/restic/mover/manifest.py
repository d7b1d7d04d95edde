"""Describes a volume entry by entry, and compares a volume with such a description.

The description is in RUN/manifest, one JSON object per entry, in the order of the walk: a directory before what is in it, names in the
order of their bytes. Memory: the names of the open directories and one path per file with several links.
"""

import errno
import hashlib
import json
import os
import stat
import time

VOLUME = os.fsencode(os.environ.get('VOLUME_PARENT', '/vol')) + b'/data'
RUN = os.environ.get('RUN', '/run/move')
CHUNK = 1 << 20
KINDS = {
    stat.S_IFREG: 'file',
    stat.S_IFDIR: 'directory',
    stat.S_IFLNK: 'symlink',
    stat.S_IFIFO: 'fifo',
    stat.S_IFCHR: 'character device',
    stat.S_IFBLK: 'block device',
}


class Unreadable(Exception):
    """A path of the volume that cannot be described, and why."""


class Progress:
    """What has been seen so far; prints its counters at most once a second."""

    def __init__(self, step, number):
        self.step, self.number = step, number
        self.bytes = self.files = self.sockets = 0
        self.digest = hashlib.sha256()
        self.printed = time.monotonic()

    def total(self):
        return f'{self.files} {self.digest.hexdigest()} {self.sockets}'

    def show(self):
        if time.monotonic() - self.printed < 1:
            return
        self.printed = time.monotonic()
        line = {'message_type': 'mover', 'step': self.step, 'pass': self.number, 'bytes': self.bytes, 'files': self.files}
        print(json.dumps(line, separators=(',', ':')), flush=True)


def escape(name):
    """Bytes as ASCII that can be read and turned back: printable characters stay, all others become \\xNN and the like."""
    return name.decode('latin-1').encode('unicode_escape').decode('ascii')


def sort_key(path):
    """Orders escaped paths as the walk does; '.' is the volume itself."""
    names = path.encode('ascii').decode('unicode_escape').encode('latin-1').split(b'/')
    return [] if names == [b'.'] else names


def walk(progress):
    """Yields (relative path, stat) of the volume and everything in it. No recursion: directories may nest deeply."""
    root = os.lstat(VOLUME)
    yield b'', root
    pending = [(b'', iter(list_names(b'')))]
    while pending:
        parent, names = pending[-1]
        name = next(names, None)
        if name is None:
            pending.pop()
            continue
        path = parent + name
        try:
            status = os.lstat(VOLUME + b'/' + path)
        except FileNotFoundError:
            continue  # Vanished: on the source the rescan sees it, on the target it is missing.
        except OSError as error:
            raise Unreadable(path, error.strerror) from error
        if stat.S_ISSOCK(status.st_mode):
            progress.sockets += 1
            continue
        yield path, status
        if stat.S_ISDIR(status.st_mode):
            below = list_names(path)
            # The backup does not cross it either.
            if below and status.st_dev != root.st_dev:
                raise Unreadable(path, 'another file system is mounted here, and its content would be left out')
            pending.append((path + b'/', iter(below)))


def list_names(path):
    try:
        names = sorted(os.listdir(VOLUME + b'/' + path))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise Unreadable(path, error.strerror) from error
    # Made by mkfs on each volume of its own; not the user's data.
    return [name for name in names if name != b'lost+found'] if path == b'' else names


def describe_all(progress):
    """Yields a line of JSON for every entry, in the order of the walk."""
    first_paths = {}
    for path, status in walk(progress):
        try:
            entry = describe(path, status, first_paths, progress)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise Unreadable(path, error.strerror) from error
        progress.files += 1
        progress.show()
        line = json.dumps(entry, separators=(',', ':'))
        progress.digest.update(line.encode() + b'\n')
        yield line


def describe(path, status, first_paths, progress):
    entry = {'path': escape(path) or '.', 'type': KINDS[stat.S_IFMT(status.st_mode)]}
    # restic carries links of regular files only.
    if status.st_nlink > 1 and stat.S_ISREG(status.st_mode):
        first = first_paths.setdefault((status.st_dev, status.st_ino), entry['path'])
        if first != entry['path']:
            return {**entry, 'same file as': first}
    entry['mode'] = format(stat.S_IMODE(status.st_mode), '04o')
    entry['owner'] = f'{status.st_uid}:{status.st_gid}'
    entry['mtime'] = status.st_mtime_ns
    full = VOLUME + b'/' + path
    attributes = read_attributes(full)
    if attributes:
        entry['attributes'] = attributes
    if stat.S_ISREG(status.st_mode):
        entry['size'] = status.st_size
        entry['content'] = hash_content(full, progress)
    elif stat.S_ISLNK(status.st_mode):
        entry['target'] = escape(os.readlink(full))
    elif stat.S_ISCHR(status.st_mode) or stat.S_ISBLK(status.st_mode):
        entry['device'] = f'{os.major(status.st_rdev)}:{os.minor(status.st_rdev)}'
    return entry


def read_attributes(full):
    """Extended attributes; ACLs and file capabilities are among them. SELinux labels belong to the host, not to the data."""
    try:
        names = os.listxattr(full, follow_symlinks=False)
    except OSError as error:
        if error.errno == errno.EOPNOTSUPP:
            return {}
        raise
    return {
        escape(os.fsencode(name)): os.getxattr(full, name, follow_symlinks=False).hex()
        for name in sorted(names)
        if name != 'security.selinux'
    }


def hash_content(full, progress):
    """SHA-256 of what is on the medium: pages that the kernel still holds are dropped before they are read."""
    digest = hashlib.sha256()
    descriptor = os.open(full, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_SEQUENTIAL)
        offset = 0
        while chunk := os.read(descriptor, CHUNK):
            digest.update(chunk)
            os.posix_fadvise(descriptor, offset, len(chunk), os.POSIX_FADV_DONTNEED)
            offset += len(chunk)
            progress.bytes += len(chunk)
            progress.show()
    finally:
        os.close(descriptor)
    return digest.hexdigest()


def compare(expected, actual):
    """Yields a sentence for every path that differs; both sides are lines in the order of the walk. Holds one entry of each."""
    theirs, ours = next(expected, None), next(actual, None)
    while theirs is not None or ours is not None:
        if theirs == ours:
            theirs, ours = next(expected, None), next(actual, None)
            continue
        there = json.loads(theirs) if theirs is not None else None
        here = json.loads(ours) if ours is not None else None
        if here is None or (there is not None and sort_key(there['path']) < sort_key(here['path'])):
            yield f'{there["path"]}: missing'
            theirs = next(expected, None)
        elif there is None or sort_key(here['path']) < sort_key(there['path']):
            yield f'{here["path"]}: only here'
            ours = next(actual, None)
        else:
            yield f'{here["path"]}: {tell_difference(there, here)}'
            theirs, ours = next(expected, None), next(actual, None)


def tell_difference(there, here):
    facts = [fact for fact in {**there, **here} if there.get(fact) != here.get(fact)]
    return ', '.join(tell_fact(fact, there.get(fact), here.get(fact)) for fact in facts)


def tell_fact(fact, there, here):
    if fact in ('content', 'attributes'):
        return fact
    return f'{fact} {"-" if there is None else there} became {"-" if here is None else here}'


def write_manifest(progress):
    with open(f'{RUN}/manifest', 'w', encoding='ascii') as manifest:
        for line in describe_all(progress):
            print(line, file=manifest)
    return f'done {progress.total()}'


def compare_with_manifest(progress):
    count = 0
    with open(f'{RUN}/manifest', encoding='ascii') as manifest, open(f'{RUN}/details', 'w', encoding='ascii') as details:
        for difference in compare((line.rstrip('\n') for line in manifest), describe_all(progress)):
            count += 1
            print(json.dumps(difference), file=details)
    return f'differs {count}' if count else f'equal {progress.total()}'
