"""record-terminal.py COLUMNS ROWS COMMAND...: runs it in a terminal of that size, and prints a line of JSON for each piece of its output:
seconds since the start, and the text. Ends as the command does."""

import codecs
import fcntl
import json
import os
import pty
import struct
import sys
import termios
import time


def start(columns, rows, command):
    child, terminal = pty.fork()
    if child == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
        os.execvp(command[0], command)
    return child, terminal


def pieces(terminal):
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            # Linux says so when the last one has closed the terminal.
            return
        if not piece:
            return
        yield piece


def main(columns, rows, *command):
    child, terminal = start(int(columns), int(rows), command)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    began = time.monotonic()
    for piece in pieces(terminal):
        print(json.dumps([round(time.monotonic() - began, 3), decoder.decode(piece)]), flush=True)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


sys.exit(main(*sys.argv[1:]))
