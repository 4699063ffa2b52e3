"""A correct greeter with a small window, which it opens again only after a known delay.

`--level stream` has a window of `--window` bytes on each stream, and none to speak of on the
connection; `--level connection` has one of 65,535 bytes on the connection and a large one on each
stream. Once a window is used up, its WINDOW_UPDATE waits `--delay` seconds. After SIGTERM it prints
`{"served": N, "updates": n, "waited": ns, "late": ns}`: how long windows were shut in all, by its
monotonic clock, and how much of that was more than the delay.
"""

import argparse
import collections
import sys
import time

import h2.events

import h2_greeter
import peer

CONNECTION = 65535


class Server(h2_greeter.Greeter):
    """Keeps shut windows in the line in which they were shut: all wait equally long."""

    def __init__(self, options):
        self.is_of_streams = options.level == "stream"
        super().__init__(window=options.window if self.is_of_streams else 1 << 24)
        self.size = options.window if self.is_of_streams else CONNECTION
        self.delay = int(options.delay * 1e9)
        self.used = collections.Counter()
        self.shut = collections.deque()
        self.now = self.updates = self.waited = self.late = 0

    def serve(self, connection, events):
        # A window was used up when its last bytes came, not when they were understood.
        self.now = time.monotonic_ns()
        super().serve(connection, events)

    def act(self, connection, event):
        if isinstance(event, h2.events.DataReceived):
            self.take(connection, event.stream_id, event.flow_controlled_length)
            connection.bodies[event.stream_id] += event.data
        elif isinstance(event, h2.events.StreamEnded):
            # What is not asked for any more is no wait.
            self.shut = collections.deque(
                each for each in self.shut if each[2] != event.stream_id)
            super().act(connection, event)
        else:
            super().act(connection, event)

    def take(self, connection, stream, length):
        if self.is_of_streams:
            connection.http2.increment_flow_control_window(length)
        key = (connection.socket, stream if self.is_of_streams else None)
        self.used[key] += length
        if self.used[key] == self.size:
            self.used[key] = 0
            self.shut.append((self.now, connection, key[1]))

    def tick(self):
        while self.shut:
            began, connection, stream = self.shut[0]
            now = time.monotonic_ns()
            if now < began + self.delay:
                return (began + self.delay - now) / 1e9
            self.shut.popleft()
            connection.http2.increment_flow_control_window(self.size, stream)
            self.flush(connection)
            self.updates += 1
            self.waited += now - began
            self.late += now - began - self.delay
        return 0.2


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--level", choices=["stream", "connection"], default="stream")
    parser.add_argument("--window", type=int, default=4096)
    parser.add_argument("--delay", type=float, default=0.02)
    peer.serve(Server(parser.parse_args()), "served", "updates", "waited", "late")


if __name__ == "__main__":
    sys.exit(main())
