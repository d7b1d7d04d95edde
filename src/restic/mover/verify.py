"""Answers the mover's shell, which cannot read a volume's every detail, nor ask a server without showing a password.

It asks through a FIFO and reads one answer per question through another:

manifest PASS [RULE]
                `done ENTRIES DIGEST SOCKETS FLAGGED FLAGS PROJECTS LINKS ATTRIBUTES FRACTIONS` or `unreadable`; the manifest is in RUN/manifest.
                With a rule of known.py, files that are known from an earlier manifest are not read again
compare         `named COUNT WHY`: how RUN/manifest differs from RUN/theirs, and what that is: differs, unfit or times
mark TAG...     `marked`, `refused`, or `impostor`: what answers is not the move's own server
markers         `news`: what markers there are is in RUN/markers; or `impostor`
news            the same, when there are other markers than when it was last asked
link FAST       `link RATE CONNECTIONS PACK`: see link.py; or `impostor`
sample          `sample PERCENT`: see sample.py

Details, if any, are in RUN/details, one JSON string per line.
"""

import os
import signal

from compare import compare_manifests
from manifest import Progress, escape_path, write_manifest
from link import measure_link
from markers import Impostor, Markers
from run_folder import RUN, write_detail
from sample import measure_sample
from walk import Unreadable


def answer(question, markers):
    task, *words = question.split()
    try:
        match task:
            case 'manifest':
                return describe_volume(*words)
            case 'compare':
                return compare_manifests()
            case 'mark':
                return markers.mark(' '.join(words))
            case 'markers':
                return markers.look()
            case 'news':
                return markers.wait_for_news()
            case 'link':
                return measure_link(int(words[0]))
            case 'sample':
                return measure_sample()
    except Impostor as impostor:
        write_detail(str(impostor))
        return 'impostor'


def describe_volume(number, rule=None):
    try:
        return write_manifest(Progress(int(number), rule))
    except Unreadable as error:
        write_detail(f'{escape_path(error.path)}: {error.reason}')
        return 'unreadable'


def serve():
    # PID 1 ignores signals that it does not handle.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(143))
    with open(f'{RUN}/ready', 'w', encoding='ascii'):
        pass
    with open(f'{RUN}/ask', encoding='ascii') as questions, open(f'{RUN}/answer', 'w', encoding='ascii') as answers:
        markers = Markers(questions)
        for question in questions:
            try:
                print(answer(question, markers), file=answers, flush=True)
            except BrokenPipeError:
                os._exit(0)  # The answer is not wanted any more.


if __name__ == '__main__':
    serve()
