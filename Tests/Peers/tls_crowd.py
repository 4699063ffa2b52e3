"""A crowd at the door of a TLS server: clients that connect and make nothing of it.

    tls_crowd.py silent|byte|hello HOST:PORT

They say nothing, or the first byte of a handshake, or all that a client says first, and then no more.
Each that the server sends away comes again at once. Once all have been there, a line says so.
"""

import argparse
import resource
import select
import socket
import ssl
import sys

import peer


def first_flight():
    """What a client of TLS says first."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["h2"])
    sent = ssl.MemoryBIO()
    end = context.wrap_bio(ssl.MemoryBIO(), sent, server_hostname="localhost")
    try:
        end.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return sent.read()


class Crowd:
    """Clients that say the same words each time they come."""

    def __init__(self, address, words):
        self.address = address
        self.words = words
        self.poll = select.epoll()
        self.sockets = {}
        self.arrived = 0

    def come(self):
        client = socket.socket()
        client.setblocking(False)
        client.connect_ex(self.address)
        self.sockets[client.fileno()] = client
        self.poll.register(client, select.EPOLLIN | select.EPOLLOUT | select.EPOLLET)

    def turn(self):
        for number, events in self.poll.poll(0.2):
            client = self.sockets[number]
            try:
                if events & select.EPOLLIN:
                    while client.recv(65536):
                        pass
                if events & (select.EPOLLIN | select.EPOLLERR | select.EPOLLHUP):
                    raise ConnectionError("the server has closed it")
            except BlockingIOError:
                # What the server says is not answered.
                continue
            except OSError:
                del self.sockets[number]
                client.close()
                self.come()
                continue
            self.arrived += 1
            if self.words:
                client.send(self.words)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("way", choices=["silent", "byte", "hello"])
    parser.add_argument("target", help="host:port")
    parser.add_argument("--clients", type=int, default=3000)
    options = parser.parse_args()
    peer.follow_parent()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    host, _, port = options.target.rpartition(":")
    words = {"silent": b"", "byte": b"\x16", "hello": first_flight()}[options.way]
    crowd = Crowd((host, int(port)), words)
    for _ in range(options.clients):
        crowd.come()
    said = False
    while True:
        crowd.turn()
        if not said and crowd.arrived >= options.clients:
            said = True
            print("the crowd is here", flush=True)


if __name__ == "__main__":
    sys.exit(main())
