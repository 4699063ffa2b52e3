"""A correct greeter that watches how calls arrive: alone, or several in one read.

After SIGTERM it prints `{"served": N, "alone": n}`: n calls came in a read that brought no other.
"""

import sys

import h2.events

import h2_greeter
import peer


class Server(h2_greeter.Greeter):
    """Counts the calls of each read."""

    def __init__(self):
        super().__init__()
        self.alone = 0
        self.together = 0

    def serve(self, connection, events):
        self.together = 0
        super().serve(connection, events)
        if self.together == 1:
            self.alone += 1

    def act(self, connection, event):
        super().act(connection, event)
        if isinstance(event, h2.events.StreamEnded):
            self.together += 1


def main():
    server = Server()
    peer.serve(server, "served", "alone")


if __name__ == "__main__":
    sys.exit(main())
