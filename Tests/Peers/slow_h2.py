"""A correct greeter on h2 that takes `--delay` seconds for each call, however many are open.

Its MAX_CONCURRENT_STREAMS is exact: it counts a stream as closed once its trailers are written, and
cuts off a client that opens one too many. After SIGTERM it prints `{"served": N, "most_open": n}`:
n calls of one connection were open at a time.
"""

import argparse
import collections
import sys
import time

import h2_greeter
import peer


class Server(h2_greeter.Greeter):
    """Keeps whole requests until their time has come; all wait equally long, so in line."""

    def __init__(self, streams, delay):
        super().__init__(streams)
        self.delay = delay
        self.waiting = collections.deque()
        self.most_open = 0

    def asked(self, connection, stream):
        self.most_open = max(self.most_open, connection.http2.open_inbound_streams)
        self.waiting.append((time.monotonic() + self.delay, connection, stream))

    def tick(self):
        now = time.monotonic()
        while self.waiting and self.waiting[0][0] <= now:
            _, connection, stream = self.waiting.popleft()
            # A call that its client gave up meanwhile has no body any more.
            if connection.socket.fileno() >= 0 and stream in connection.bodies:
                self.answer(connection, stream)
                self.write(connection)
        return min(0.2, max(0.0, self.waiting[0][0] - now)) if self.waiting else 0.2

    def write(self, connection):
        try:
            self.flush(connection)
        except OSError:
            self.close(connection)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=0.05, help="seconds each call takes")
    parser.add_argument("--max-concurrent-streams", type=int, default=1000)
    options = parser.parse_args()
    server = Server(options.max_concurrent_streams, options.delay)
    peer.serve(server, "served", "most_open")


if __name__ == "__main__":
    sys.exit(main())
