"""Answers greetings properly, but refuses every nth call before it has looked at it.

Refused is what RST_STREAM (REFUSED_STREAM) says: the call was not taken, and may be sent once more.
After SIGTERM it prints `{"served": N, "refused": N}`.
"""

import argparse
import sys

import h2.errors
import h2.events

import h2_greeter
import peer


class Server(h2_greeter.Greeter):
    """Counts requests over all connections."""

    def __init__(self, calls):
        super().__init__()
        self.calls = calls
        self.requests = 0
        self.refused = 0

    def act(self, connection, event):
        if isinstance(event, h2.events.RequestReceived):
            self.requests += 1
            if self.requests % self.calls:
                super().act(connection, event)
            else:
                connection.http2.reset_stream(
                    event.stream_id, h2.errors.ErrorCodes.REFUSED_STREAM)
                self.refused += 1
        elif getattr(event, "stream_id", 0) in connection.bodies:
            # What still comes of a refused call is dropped.
            super().act(connection, event)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=10)
    options = parser.parse_args()
    peer.serve(Server(options.calls), "served", "refused")


if __name__ == "__main__":
    sys.exit(main())
