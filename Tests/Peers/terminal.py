"""Runs a command on a terminal of its own and shows on standard error what it writes there.

Its standard output stays what it was. `--interrupt SECONDS` presses Ctrl-C: the terminal then sends
SIGINT to every process in its foreground. Ends with the command's exit code.
"""

import argparse
import os
import pty
import select
import sys
import time

import peer


def show(terminal, interrupt_at):
    """Copies what comes from the terminal until nothing has it open any more."""
    while True:
        wait = None if interrupt_at is None else max(0.0, interrupt_at - time.monotonic())
        ready, _, _ = select.select([terminal], [], [], wait)
        if not ready:
            os.write(terminal, b"\x03")
            interrupt_at = None
            continue
        try:
            data = os.read(terminal, 65536)
        except OSError:
            return
        if not data:
            return
        os.write(2, data)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interrupt", type=float, metavar="SECONDS")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    output = os.dup(1)
    child, terminal = pty.fork()
    if child == 0:
        os.dup2(output, 1)
        os.execv(options.command[0], options.command)
    peer.follow_parent()
    os.close(output)
    show(terminal, None if options.interrupt is None else time.monotonic() + options.interrupt)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main())
