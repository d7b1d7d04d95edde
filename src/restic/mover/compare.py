"""Compares two manifests, without holding more than an entry of each."""

import json

from differences import Differences
from run_folder import RUN
from unfit import unescape


def compare(expected, actual):
    """Yields what both sides say of every path that differs, None for a side without it; the sides are lines in the order of the walk."""
    theirs, ours = next(expected, None), next(actual, None)
    while theirs is not None or ours is not None:
        if theirs == ours:
            theirs, ours = next(expected, None), next(actual, None)
            continue
        there = json.loads(theirs) if theirs is not None else None
        here = json.loads(ours) if ours is not None else None
        if here is None or (there is not None and sort_key(there['path']) < sort_key(here['path'])):
            yield there, None
            theirs = next(expected, None)
        elif there is None or sort_key(here['path']) < sort_key(there['path']):
            yield None, here
            ours = next(actual, None)
        else:
            yield there, here
            theirs, ours = next(expected, None), next(actual, None)


def sort_key(path):
    """Orders escaped paths as the walk does; '.' is the volume itself."""
    names = unescape(path).split(b'/')
    return [] if names == [b'.'] else names


def compare_manifests():
    """Tells how RUN/manifest differs from RUN/theirs."""
    with (
        open(f'{RUN}/theirs', encoding='ascii') as theirs,
        open(f'{RUN}/manifest', encoding='ascii') as ours,
        open(f'{RUN}/details', 'w', encoding='ascii') as details,
    ):
        differences = Differences(details)
        for there, here in compare(theirs, ours):
            differences.add(there, here)
        return differences.end()
