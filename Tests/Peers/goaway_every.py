"""Answers greetings properly, but says GOAWAY after every n calls of a connection, then closes it.

The GOAWAY names the last stream it will answer; calls above that were not processed. After SIGTERM
it prints `{"served": N, "goaways": N}`.
"""

import argparse
import sys

import h2.events

import h2_greeter
import peer


class Server(h2_greeter.Greeter):
    """Ends each connection after a fixed number of answers."""

    def __init__(self, calls):
        super().__init__()
        self.calls = calls
        self.goaways = 0

    def after_answer(self, connection):
        if connection.answered == self.calls:
            # Streams are answered in the order of their ids, so all below the last one are done.
            connection.closing = True
            connection.http2.close_connection(last_stream_id=self.last_stream)
            self.goaways += 1

    def refuses(self, connection):
        return connection.closing

    def act(self, connection, event):
        if isinstance(event, h2.events.StreamEnded):
            self.last_stream = event.stream_id
        if not connection.closing:
            super().act(connection, event)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100)
    options = parser.parse_args()
    server = Server(options.calls)
    peer.serve(server, "served", "goaways")


if __name__ == "__main__":
    sys.exit(main())
