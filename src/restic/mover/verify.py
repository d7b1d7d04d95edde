"""Answers the mover's shell, which cannot read a volume's every detail, nor ask a server without showing a password.

It asks through a FIFO, `manifest PASS`, `compare PASS` or `news SNAPSHOTS`, and reads one answer per question through another:
`done ENTRIES DIGEST UNCARRIED`, `equal ENTRIES DIGEST UNCARRIED`, `differs COUNT`, `unreadable` or `news`, where UNCARRIED is
SOCKETS FLAGGED FLAGS PROJECTS LINKS. Details, if any, are in RUN/details, one JSON string per line. Runs behind the other files, in one
program with them.
"""

import signal


def answer(question, asker):
    task, number = question.split()
    if task == 'news':
        return wait_for_news(int(number), asker)
    progress = Progress(task, int(number))
    try:
        return write_manifest(progress) if task == 'manifest' else compare_with_manifest(progress)
    except Unreadable as error:
        path, reason = error.args
        with open(f'{RUN}/details', 'w', encoding='ascii') as details:
            print(json.dumps(f'{escape_path(path)}: {reason}'), file=details)
        return 'unreadable'


def serve():
    # PID 1 ignores signals that it does not handle.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(143))
    with open(f'{RUN}/ready', 'w', encoding='ascii'):
        pass
    with open(f'{RUN}/ask', encoding='ascii') as questions, open(f'{RUN}/answer', 'w', encoding='ascii') as answers:
        for question in questions:
            try:
                print(answer(question, questions), file=answers, flush=True)
            except BrokenPipeError:
                os._exit(0)  # Nobody wants the answer any more.


serve()
