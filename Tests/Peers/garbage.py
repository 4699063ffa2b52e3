"""Answers every read with seeded random bytes; one connection in two gets valid SETTINGS first.

A peer that only ever sends noise is cut off at its first frame; with SETTINGS before it, the noise
arrives in the middle of a connection that has begun well.
"""

import argparse
import random
import socketserver
import sys

import peer

SETTINGS = bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])


class Noise(socketserver.BaseRequestHandler):
    """One connection: as many random bytes as a read brought, until the other end has enough."""

    def handle(self):
        order = self.server.accepted
        self.server.accepted += 1
        source = random.Random(f"{self.server.seed}:{order}")
        try:
            if order % 2 == 1:
                self.request.sendall(SETTINGS)
            while self.request.recv(65536):
                self.request.sendall(source.randbytes(source.randrange(1, 4096)))
        except ConnectionError:
            pass


class Server(socketserver.ThreadingTCPServer):
    """Counts the connections it accepts: the number chooses each one's noise."""

    daemon_threads = True
    request_queue_size = 1024
    accepted = 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    peer.follow_parent()
    with Server(("127.0.0.1", 0), Noise) as server:
        server.seed = options.seed
        print(f"seed {options.seed}", file=sys.stderr)
        peer.announce(f"127.0.0.1:{server.server_address[1]}")
        server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
