"""Says in a sentence what differs at a path, and whether the file system of the copy is the reason."""

import json

from times import was_cut
from unfit import refuses_attribute, takes_for_another


class Differences:
    """What has been told so far. Times that were cut short are told once: a file system cuts all of them."""

    def __init__(self, out):
        self.out = out
        self.count = self.unexplained = self.unfit = self.short = 0
        self.example = None

    def add(self, there, here):
        self.count += 1
        if there is None:
            self.tell(here['path'], [('only here', False)])
        elif here is None:
            self.tell(there['path'], [tell_missing(there['path'])])
        elif facts_that_differ(there, here) == ['mtime'] and was_cut(there['mtime'], here['mtime']):
            self.short += 1
            self.example = self.example or f'{there["path"]}: {tell_change("mtime", there, here)}'
        else:
            self.tell(there['path'], tell_facts(there, here))

    def tell(self, path, told):
        if all(explained for _, explained in told):
            self.unfit += 1
        else:
            self.unexplained += 1
        self.write(f'{path}: {", ".join(sentence for sentence, _ in told)}')

    def write(self, sentence):
        print(json.dumps(sentence), file=self.out)

    def end(self):
        if self.short:
            more = f', and {self.short - 1} more alike' if self.short > 1 else ''
            self.write(f'{self.example}: the file system here keeps no finer times{more}')
        why = 'differs' if self.unexplained else 'unfit' if self.unfit else 'times'
        return f'named {self.count} {why}'


def facts_that_differ(there, here):
    facts = [fact for fact in {**there, **here} if there.get(fact) != here.get(fact)]
    # One side tells nothing else of such a file.
    return ['same file as'] if 'same file as' in facts else facts


def tell_missing(path):
    if takes_for_another(path):
        return 'missing: the file system here takes this name for another one', True
    return 'missing', False


def tell_facts(there, here):
    """Each as a sentence and whether the file system explains it."""
    told = []
    for fact in facts_that_differ(there, here):
        if fact == 'attributes':
            told += tell_attributes(there, here)
        elif fact == 'content':
            told.append((fact, False))
        else:
            told.append((tell_change(fact, there, here), fact == 'mtime' and was_cut(there[fact], here[fact])))
    return told


def tell_attributes(there, here):
    before, after = there.get('attributes', {}), here.get('attributes', {})
    for name in sorted({**before, **after}):
        if before.get(name) == after.get(name):
            continue
        if name not in after and refuses_attribute(there['path'], name):
            yield f'attribute {name}, of a kind that the file system here does not keep', True
        else:
            yield f'attribute {name}', False


def tell_change(fact, there, here):
    return f'{fact} {there.get(fact, "-")} became {here.get(fact, "-")}'
