"""Walks a volume: every entry once, a directory before what is in it, names in the order of their bytes.

Memory: the names of the open directories, one path per file with several links, and AHEAD open files.
"""

import collections
import os
import stat

from run_folder import RUN

VOLUME = os.fsencode(os.environ.get('VOLUME_PARENT', '/vol')) + b'/data'
CHUNK = 1 << 20
AHEAD = 32


class Unreadable(Exception):
    """A path of the volume that cannot be described, and why."""

    def __init__(self, path, reason):
        super().__init__(path, reason)
        self.path, self.reason = path, reason


class Entry:
    """Something on the volume. `first` is the first path of a file that has been met before; of any other file, `content` is what is known
    of it, or `descriptor` is open to read it."""

    __slots__ = ('path', 'status', 'first', 'content', 'descriptor')

    def __init__(self, path, status, first):
        self.path, self.status, self.first, self.content, self.descriptor = path, status, first, None, None


def full(path):
    return VOLUME + b'/' + path


def read_volume(uncarried, known):
    """Yields every entry, files with their content open where it is not known. While one is hashed, the kernel fetches the next ones from the medium."""
    waiting = collections.deque()
    try:
        for entry in walk(uncarried):
            try:
                open_content(entry, uncarried, known)
            except FileNotFoundError:
                continue  # Vanished: on the source the rescan sees it, on the target it is missing.
            except OSError as error:
                raise Unreadable(entry.path, error.strerror) from error
            waiting.append(entry)
            if len(waiting) > AHEAD:
                yield waiting.popleft()
        while waiting:
            yield waiting.popleft()
    finally:
        for entry in waiting:
            if entry.descriptor is not None:
                os.close(entry.descriptor)


def open_content(entry, uncarried, known):
    """What counts is on the medium: pages that the kernel still holds are dropped before it is told to read."""
    if entry.first is not None or not stat.S_ISREG(entry.status.st_mode):
        return
    descriptor = os.open(full(entry.path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    uncarried.look_at(descriptor)
    entry.content = known.find(entry)
    if entry.content is not None:
        os.close(descriptor)
        return
    entry.descriptor = descriptor
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_SEQUENTIAL)
    os.posix_fadvise(descriptor, 0, CHUNK, os.POSIX_FADV_WILLNEED)


def walk(uncarried):
    """Yields the volume and everything in it but sockets and what the copy leaves out. No recursion: directories may nest deeply."""
    first_paths = {}
    yield Entry(b'', os.lstat(VOLUME), None)
    left_out = read_left_out()
    pending = [(b'', (name for name in list_names(b'', uncarried) if name not in left_out))]
    while pending:
        parent, names = pending[-1]
        name = next(names, None)
        if name is None:
            pending.pop()
            continue
        path = parent + name
        try:
            status = os.lstat(full(path))
        except FileNotFoundError:
            continue
        except OSError as error:
            raise Unreadable(path, error.strerror) from error
        if stat.S_ISSOCK(status.st_mode):
            uncarried.sockets += 1
            continue
        first = find_first(path, status, first_paths)
        if first is not None and not stat.S_ISREG(status.st_mode):
            # restic carries links of regular files only.
            uncarried.links += 1
            first = None
        yield Entry(path, status, first)
        if stat.S_ISDIR(status.st_mode):
            pending.append((path + b'/', iter(list_names(path, uncarried))))


def find_first(path, status, first_paths):
    if status.st_nlink < 2 or stat.S_ISDIR(status.st_mode):
        return None
    first = first_paths.setdefault((status.st_dev, status.st_ino), path)
    return None if first == path else first


def list_names(path, uncarried):
    try:
        descriptor = os.open(full(path), os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            uncarried.look_at(descriptor)
            return sorted(map(os.fsencode, os.listdir(descriptor)))
        finally:
            os.close(descriptor)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise Unreadable(path, error.strerror) from error


def read_left_out():
    """Names in the volume's root that the mover's shell leaves out of the copy."""
    with open(f'{RUN}/left', 'rb') as left:
        return left.read().split(b'\n')
