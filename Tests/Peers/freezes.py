"""Answers each message of a bidirectional stream at once, but stands still before one of them.

The one is `--at`, of the first stream, and the freeze takes `--freeze` seconds. A stream's window is
`--window` bytes, so that a client cannot send all that is due meanwhile. After SIGTERM it prints
`{"served": N, "frozen": ns}`.
"""

import argparse
import sys
import time

import h2.events

import h2_greeter
import peer


class Server(h2_greeter.Greeter):
    """Greets whole messages as they come; each comes in one piece, as it fits the window."""

    def __init__(self, options):
        super().__init__(window=options.window)
        self.at = options.at
        self.freeze = options.freeze
        self.frozen = 0
        self.messages = 0

    def act(self, connection, event):
        super().act(connection, event)
        if isinstance(event, h2.events.RequestReceived):
            connection.http2.send_headers(event.stream_id, h2_greeter.HEAD)
        elif isinstance(event, h2.events.DataReceived):
            self.greet(connection, event.stream_id)

    def greet(self, connection, stream):
        body = connection.bodies[stream]
        while len(body) >= 5 and len(body) >= 5 + int.from_bytes(body[1:5], "big"):
            if self.messages == self.at:
                began = time.monotonic_ns()
                time.sleep(self.freeze)
                self.frozen = time.monotonic_ns() - began
            self.messages += 1
            end = 5 + int.from_bytes(body[1:5], "big")
            connection.http2.send_data(stream, h2_greeter.greeting(body[5:end]))
            del body[:end]

    def asked(self, connection, stream):
        connection.http2.send_headers(stream, h2_greeter.OK, end_stream=True)
        self.served += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", type=int, default=60)
    parser.add_argument("--freeze", type=float, default=0.3)
    parser.add_argument("--window", type=int, default=65535)
    peer.serve(Server(parser.parse_args()), "served", "frozen")


if __name__ == "__main__":
    sys.exit(main())
