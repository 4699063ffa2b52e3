"""Runs a command on a terminal of its own and shows on standard error what it writes there.

Its standard output stays what it was. `--interrupt TEXT` presses Ctrl-C when the terminal shows the
text: it then sends SIGINT to every process in its foreground. Ends with the command's exit code.
"""

import argparse
import os
import pty
import sys

import peer


def show(terminal, interrupt):
    """Copies what comes from the terminal until nothing has it open any more."""
    shown = b""
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            return
        if not data:
            return
        os.write(2, data)
        shown += data
        if interrupt is not None and interrupt in shown:
            os.write(terminal, b"\x03")
            interrupt = None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interrupt", type=os.fsencode, metavar="TEXT")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    output = os.dup(1)
    child, terminal = pty.fork()
    if child == 0:
        os.dup2(output, 1)
        os.execv(options.command[0], options.command)
    peer.follow_parent()
    os.close(output)
    show(terminal, options.interrupt)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main())
