"""Compares two manifests, without holding more than an entry of each."""

import json


def compare(expected, actual):
    """Yields a sentence for every path that differs; both sides are lines in the order of the walk."""
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


def sort_key(path):
    """Orders escaped paths as the walk does; '.' is the volume itself."""
    names = path.encode('ascii').decode('unicode_escape').encode('latin-1').split(b'/')
    return [] if names == [b'.'] else names


def tell_difference(there, here):
    facts = [fact for fact in {**there, **here} if there.get(fact) != here.get(fact)]
    # One side tells nothing else of such a file.
    if 'same file as' in facts:
        facts = ['same file as']
    return ', '.join(tell_fact(fact, there.get(fact), here.get(fact)) for fact in facts)


def tell_fact(fact, there, here):
    if fact == 'content':
        return fact
    if fact == 'attributes':
        there, here = there or {}, here or {}
        return ', '.join(f'attribute {name}' for name in sorted({**there, **here}) if there.get(name) != here.get(name))
    return f'{fact} {"-" if there is None else there} became {"-" if here is None else here}'


def compare_manifests():
    """Tells how RUN/manifest differs from RUN/theirs."""
    count = 0
    with (
        open(f'{RUN}/theirs', encoding='ascii') as theirs,
        open(f'{RUN}/manifest', encoding='ascii') as ours,
        open(f'{RUN}/details', 'w', encoding='ascii') as details,
    ):
        for difference in compare(theirs, ours):
            count += 1
            print(json.dumps(difference), file=details)
    return f'named {count}'
