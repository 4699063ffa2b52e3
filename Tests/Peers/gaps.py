"""Streams greetings at gaps that a seed decides, and writes down when it sent each.

One call at a time of SayHelloServerStream gets `--messages` answers; in front of the middle one the
server stands still for `--freeze` seconds. After SIGTERM it prints `{"served": N, "gaps": [...],
"late": [...]}`: nanoseconds of its monotonic clock between two sends, and how late each send was.
"""

import argparse
import random
import sys
import time

import h2_greeter
import peer


class Server(h2_greeter.Greeter):
    """Plays each stream to its end before it looks at anything else."""

    def __init__(self, options):
        super().__init__()
        self.messages = options.messages
        self.freeze = int(options.freeze * 1e9)
        self.random = random.Random(options.seed)
        self.gaps = []
        self.late = []

    def asked(self, connection, stream):
        message = connection.greeting(stream)
        connection.http2.send_headers(stream, h2_greeter.HEAD)
        self.flush(connection)
        due = last = time.monotonic_ns()
        for number in range(self.messages):
            due += 500_000 + int(self.random.expovariate(1 / 3_500_000))
            if number == self.messages // 2:
                due += self.freeze
            # It sleeps as any process does, so that its lateness tells of the machine.
            time.sleep(max(0, due - time.monotonic_ns()) / 1e9)
            connection.http2.send_data(stream, message)
            now = time.monotonic_ns()
            self.flush(connection)
            self.late.append(now - due)
            if number > 0:
                self.gaps.append(now - last)
            last = now
            # A send that was late moves all that follow: none is made up for in a hurry.
            due = now
        connection.http2.send_headers(stream, h2_greeter.OK, end_stream=True)
        self.served += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=400)
    parser.add_argument("--freeze", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=1)
    peer.serve(Server(parser.parse_args()), "served", "gaps", "late")


if __name__ == "__main__":
    sys.exit(main())
