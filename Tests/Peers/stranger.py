"""Servers of other protocols on one port each: what their first words are, and nothing more.

The kinds: http1 answers 400 to whatever comes, page does so without a status line, as Python's
http.server does, https answers as Go's TLS servers do to plaintext,
ssh and mail greet, redis complains, silent says nothing, close closes, tls completes a handshake
without knowing ALPN, and mute says nothing behind one that has agreed on h2.
"""

import argparse
import socketserver
import ssl
import sys

import peer

GREETINGS = {"ssh": b"SSH-2.0-OpenSSH_9.2p1\r\n", "mail": b"220 mail.example ESMTP\r\n"}
ANSWERS = {
    "http1": b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
    "page": b'<!DOCTYPE HTML>\n<html lang="en">\n<body><h1>Error response</h1></body>\n</html>\n',
    "https": b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
    "redis": b"-ERR unknown command 'PRI'\r\n",
}


class Stranger(socketserver.BaseRequestHandler):
    """One connection."""

    def handle(self):
        kind = self.server.kind
        try:
            if kind == "close":
                return
            if self.server.context:
                self.request = self.server.context.wrap_socket(self.request, server_side=True)
            if kind in GREETINGS:
                self.request.sendall(GREETINGS[kind])
            while self.request.recv(65536):
                if kind in ANSWERS:
                    self.request.sendall(ANSWERS[kind])
                    return
        except OSError:
            pass


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=[*GREETINGS, *ANSWERS, "silent", "close", "tls", "mute"])
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    options = parser.parse_args()
    peer.follow_parent()
    with Server(("127.0.0.1", 0), Stranger) as server:
        server.kind = options.kind
        server.context = None
        if options.kind in ("tls", "mute"):
            server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            server.context.load_cert_chain(options.certificate, options.key)
        if options.kind == "mute":
            server.context.set_alpn_protocols(["h2"])
        peer.announce(f"127.0.0.1:{server.server_address[1]}")
        server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
