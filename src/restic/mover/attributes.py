"""Tells which extended attributes stay behind: those of the file system or of the host, and those that the movers may not set."""

import fnmatch
import functools
import os
import urllib.parse

# In the words of restic's --exclude-xattr: the last rule that fits counts, and `!` carries the attribute.
RULES = os.environ['MOVER_ATTRIBUTES'].split()
MOST = 10


@functools.cache
def stays_behind(name):
    stays = False
    for rule in RULES:
        if fnmatch.fnmatchcase(name, rule.removeprefix('!')):
            stays = not rule.startswith('!')
    return stays


def format_counts(counter):
    """`NAME:COUNT/NAME:COUNT`, the most frequent ones first, those beyond MOST together as `*`; `-` for none."""
    counts = counter.most_common()
    named = [f'{urllib.parse.quote(os.fsencode(name), safe="")}:{count}' for name, count in counts[:MOST]]
    others = sum(count for _, count in counts[MOST:])
    return '/'.join([*named, *([f'*:{others}'] if others else [])]) or '-'
