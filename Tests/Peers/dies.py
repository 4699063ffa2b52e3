"""Answers greetings properly until `--after` seconds have passed since the first one; then it dies.

It leaves without a word: no GOAWAY, no trailers for what is open, and its port refuses from then on.
"""

import argparse
import os
import sys
import threading

import h2_greeter
import peer


class Server(h2_greeter.Greeter):
    """Starts its countdown with the first answer."""

    def __init__(self, seconds):
        super().__init__()
        self.seconds = seconds

    def after_answer(self, connection):
        if self.served == 1:
            timer = threading.Timer(self.seconds, os._exit, args=(9,))
            timer.daemon = True
            timer.start()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--after", type=float, default=1.0)
    options = parser.parse_args()
    peer.follow_parent()
    Server(options.after).run()


if __name__ == "__main__":
    sys.exit(main())
