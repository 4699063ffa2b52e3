"""Leaves its first client's bytes unread, then drops the connection; serves all later ones properly.

It promises large windows and reads nothing, so that calls are held back in the client's own memory:
of those no byte has left when the connection goes, after `--seconds`.
After SIGTERM it prints `{"served": N, "drops": N}`.
"""

import argparse
import socket
import sys
import time

import h2_greeter
import peer


class Server(h2_greeter.Greeter):
    """Takes its first connection out of the selector."""

    def __init__(self, seconds):
        super().__init__(window=1 << 24)
        # What the kernel takes for us while we do not read; connections inherit it.
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.seconds = seconds
        self.drops = 0
        self.first = None
        self.until = 0

    def flush(self, connection):
        if self.first is not None:
            return super().flush(connection)
        self.first = connection
        self.until = time.monotonic() + self.seconds
        connection.http2.increment_flow_control_window((1 << 24) - 65535)
        super().flush(connection)
        self.selector.unregister(connection.socket)

    def tick(self):
        if self.first is not None and self.drops == 0 and time.monotonic() >= self.until:
            self.first.socket.close()
            self.drops = 1
        return 0.02


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=0.5)
    options = parser.parse_args()
    peer.serve(Server(options.seconds), "served", "drops")


if __name__ == "__main__":
    sys.exit(main())
