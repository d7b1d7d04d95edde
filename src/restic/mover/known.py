"""Knows the content of files from an earlier manifest, so that the last one, which the application waits for, reads only what may have changed.

`since-SECONDS`  the source, which somebody else writes to. A file is known while size, inode and all its times are the same. It is not
                 remembered when it was written to less than MARGIN before those seconds, when the volume was synced: of a page that was dirty
                 then, a later store leaves no time behind, and a long write may still be under way.
`copy`           the target, which only restic writes to; whoever asks has made sure of that. restic sets a file's times again and leaves its
                 content alone, but for one whose size or mtime it changes.
"""

import os

from compare import sort_key
from run_folder import RUN

MARGIN = 60 * 10**9
PATH = f'{RUN}/known'


class Known:
    """Reads what is known and writes what will be, a file per line in the order of the walk: KEY CONTENT PATH."""

    def __init__(self, rule):
        self.copied = rule == 'copy'
        self.limit = None if self.copied else int(rule.removeprefix('since-')) * 10**9 - MARGIN
        self.before = read_lines()
        self.line = next(self.before, None)
        self.after = open(f'{PATH}.next', 'w', encoding='ascii')

    def find(self, entry):
        """The content of a file, as hash_content tells it; None where it has to be read. To be asked in the order of the walk."""
        order = entry.path.split(b'/')
        while self.line is not None and self.line[0] < order:
            self.line = next(self.before, None)
        if self.line is None or self.line[0] != order or self.line[1] != self.key(entry.status):
            return None
        return self.line[2]

    def keep(self, entry, path, content):
        if self.copied or entry.status.st_ctime_ns < self.limit:
            print(self.key(entry.status), content, path, file=self.after)

    def key(self, status):
        key = f'{status.st_ino}:{status.st_size}:{status.st_mtime_ns}'
        return key if self.copied else f'{key}:{status.st_ctime_ns}'

    def close(self):
        self.after.close()
        os.replace(f'{PATH}.next', PATH)


class Unknown:
    """Where every file is read."""

    def find(self, _entry):
        return None

    def keep(self, _entry, _path, _content):
        pass

    def close(self):
        pass


def open_known(rule):
    return Known(rule) if rule else Unknown()


def read_lines():
    """Yields sort key, key and content of each file; nothing before the first manifest."""
    if not os.path.exists(PATH):
        return
    with open(PATH, encoding='ascii') as known:
        for line in known:
            key, content, path = line.rstrip('\n').split(' ', 2)
            yield sort_key(path), key, content
