"""Answers greetings properly, but drops each connection after n calls, without a GOAWAY.

It closes it in order, or with `--reset` by a TCP reset, which also takes back what nobody has read.
After SIGTERM it prints `{"served": N, "drops": N}`.
"""

import argparse
import socket
import struct
import sys

import h2_greeter
import peer


class Server(h2_greeter.Greeter):
    """Leaves each client after a fixed number of answers."""

    def __init__(self, calls, resets):
        super().__init__()
        self.calls = calls
        self.resets = resets
        self.drops = 0

    def flush(self, connection):
        super().flush(connection)
        if connection.answered >= self.calls and connection.socket.fileno() >= 0:
            self.drops += 1
            if self.resets:
                # Lingering for no time at all is what makes the kernel send a reset.
                connection.socket.setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close(connection)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--reset", action="store_true")
    options = parser.parse_args()
    server = Server(options.calls, options.reset)
    peer.serve(server, "served", "drops")


if __name__ == "__main__":
    sys.exit(main())
