"""Announces a port on which nothing listens any more: every connection is refused."""

import signal
import socket
import sys

import peer

if __name__ == "__main__":
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    peer.follow_parent()
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    listener.close()
    peer.announce(f"127.0.0.1:{port}")
    signal.sigwait(ends)
    sys.exit(0)
