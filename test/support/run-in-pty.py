"""run-in-pty.py COLUMNS PROGRAM...: runs it in a pseudo terminal, passes on what it writes; a number on stdin is the
terminal's new width, and what comes behind `type ` is typed, in JSON."""

import fcntl
import json
import os
import pty
import struct
import sys
import termios
import threading

ROWS = 200


def set_width(terminal, columns):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', ROWS, columns, 0, 0))


def follow_orders(terminal):
    for line in sys.stdin:
        order, _, text = line.partition(' ')
        if order == 'type':
            os.write(terminal, json.loads(text).encode())
        else:
            set_width(terminal, int(line))


def main(columns, program):
    child, terminal = pty.fork()
    if child == 0:
        # The width must be there before the program looks.
        set_width(0, columns)
        os.execvp(program[0], program)
    threading.Thread(target=follow_orders, args=(terminal,), daemon=True).start()
    while True:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # Linux says so when the last writer has gone.
            break
        if not chunk:
            break
        sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
