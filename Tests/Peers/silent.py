"""Accepts every connection and reads what comes, but never answers, not even with SETTINGS."""

import selectors
import socket
import sys

import peer


def main():
    peer.follow_parent()
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    peer.announce(f"127.0.0.1:{listener.getsockname()[1]}")
    while True:
        for key, _ in selector.select():
            if key.fileobj is listener:
                selector.register(listener.accept()[0], selectors.EVENT_READ)
                continue
            try:
                data = key.fileobj.recv(65536)
            except ConnectionError:
                data = b""
            if not data:
                selector.unregister(key.fileobj)
                key.fileobj.close()


if __name__ == "__main__":
    sys.exit(main())
