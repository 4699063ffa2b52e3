"""A greeter over TLS that keeps what its clients call it.

After SIGTERM it prints `{"served": N, "names": [...], "authorities": [...]}`: the names that came by
SNI, null for a client that sent none, and those in `:authority`.
"""

import argparse
import selectors
import socket
import ssl
import sys

import h2.events

import h2_greeter
import peer


class Records(ssl.SSLSocket):
    """Reads all that has come, because what is left inside wakes nobody up."""

    def recv(self, count, flags=0):
        data = super().recv(count, flags)
        while self.pending():
            data += super().recv(count, flags)
        return data


def text(value):
    return value.decode() if isinstance(value, bytes) else value


class Server(h2_greeter.Greeter):
    """Its sockets may block: the clients of a test send whole records."""

    def __init__(self, certificate, key):
        super().__init__()
        self.names = []
        self.authorities = []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self.context.set_alpn_protocols(["h2"])
        self.context.sslsocket_class = Records
        self.context.sni_callback = lambda _stream, name, _context: self.note(self.names, name)

    @staticmethod
    def note(known, word):
        if word not in known:
            known.append(word)

    def accept(self):
        stream, _ = self.listener.accept()
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            secure = self.context.wrap_socket(stream, server_side=True)
        except OSError:
            return
        connection = h2_greeter.Connection(secure, self.streams, self.window)
        self.selector.register(secure, selectors.EVENT_READ, connection)
        self.flush(connection)

    def act(self, connection, event):
        if isinstance(event, h2.events.RequestReceived):
            fields = {text(name): text(value) for name, value in event.headers}
            self.note(self.authorities, fields.get(":authority"))
        super().act(connection, event)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--certificate", required=True)
    parser.add_argument("--key", required=True)
    options = parser.parse_args()
    peer.serve(Server(options.certificate, options.key), "served", "names", "authorities")


if __name__ == "__main__":
    sys.exit(main())
