"""Leaves out of a description what movers that are not root cannot carry: neither end then compares it."""

import os

USER = os.environ.get('MOVER_UID')


def as_carried(facts):
    """What of an entry a copy made by USER has; None for an entry that it does not have."""
    if USER is None:
        return facts
    if 'device' in facts:
        return None
    # The volume's root belongs to the program that made the volume.
    if facts['path'] == '.':
        return {'path': facts['path'], 'type': facts['type']}
    return {fact: value for fact, value in facts.items() if fact != 'owner'}
