"""A client that breaks the rules of RFC 9113 and RFC 7541 one at a time, and judges each answer.

    conformance.py HOST:PORT [--ca FILE] [--cases NAME ...]

It plays the cases of conformance_cases.py against a server that answers GET and POST of / with a
page, over TLS if a CA is given, each on a connection of its own, and prints a line of JSON for
each. It ends with 1 if one is answered wrongly. Frames are bytes here, and no library for HTTP/2
judges them; only the answers' header blocks are read by hpack.
"""

import argparse
import json
import socket
import ssl
import sys
import time

import hpack

import conformance_cases
import peer
from adversary_wire import CODES, PREFACE, raw, settings
from conformance_cases import Answered, Ends, Goes, HTTP1, Resets, Until

# For a machine that is busy; what is right comes at once.
LIMIT_S = 20
ACK, END_STREAM, END_HEADERS = 1, 1, 4
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY = 0, 1, 3, 4, 6, 7
QUESTION = b"still on"


class Peer:
    """One connection, and what the server has said on it."""

    def __init__(self, options):
        host, _, port = options.target.rpartition(":")
        self.socket = socket.create_connection((host, int(port)), timeout=LIMIT_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if options.context:
            self.socket = options.context.wrap_socket(self.socket, server_hostname=host)
        self.limit = time.monotonic() + LIMIT_S
        self.decoder = hpack.Decoder()
        self.pending = b""
        self.closed = False
        self.frames = 0
        self.goaway = None
        self.resets = []
        self.statuses = {}
        self.lengths = {}
        self.ended = set()
        self.acknowledged = 0
        self.pings = []
        self.first = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except (ConnectionError, ssl.SSLError):
            # What it has said before is still to be read.
            pass

    def read(self, is_enough):
        """Reads until there is enough, the server has gone, or the time is over."""
        while not is_enough() and not self.closed:
            self.socket.settimeout(max(0.01, self.limit - time.monotonic()))
            try:
                came = self.socket.recv(1 << 16)
            except TimeoutError:
                return
            except (ConnectionError, ssl.SSLError):
                came = b""
            self.closed = not came
            self.pending += came
            self.first = self.first or self.pending[:9]
            if not self.first.startswith(b"HTTP/1.1"):
                self.parse()

    def parse(self):
        while len(self.pending) >= 9:
            end = 9 + int.from_bytes(self.pending[:3], "big")
            if len(self.pending) < end:
                return
            kind, flags = self.pending[3], self.pending[4]
            stream = int.from_bytes(self.pending[5:9], "big")
            body, self.pending = self.pending[9:end], self.pending[end:]
            self.frames += 1
            self.note(kind, flags, stream, body)

    def note(self, kind, flags, stream, body):
        if self.frames == 1 and (kind, flags, stream) != (SETTINGS, 0, 0):
            raise ValueError("the first frame is not SETTINGS")
        if kind == HEADERS:
            assert flags & END_HEADERS, "a response in several frames"
            fields = dict(self.decoder.decode(body))
            self.statuses.setdefault(stream, fields.get(":status"))
        elif kind == DATA:
            self.lengths[stream] = self.lengths.get(stream, 0) + len(body)
        elif kind == RST_STREAM:
            self.resets.append((stream, name(body)))
        elif kind == SETTINGS and flags & ACK:
            self.acknowledged += 1
        elif kind == PING and flags & ACK:
            self.pings.append(body)
        elif kind == GOAWAY:
            self.goaway = name(body[4:8])
        if kind in (HEADERS, DATA) and flags & END_STREAM:
            self.ended.add(stream)


def name(code):
    code = int.from_bytes(code, "big")
    return CODES[code] if code < len(CODES) else str(code)


def play(options, case):
    """Plays a case; what the server answered, and whether that is right."""
    with Peer(options) as server:
        if case.greets:
            server.send(PREFACE + settings())
        for step in case.steps:
            if isinstance(step, Until):
                server.read(lambda: reached(server, step))
            else:
                server.send(step)
        if isinstance(case.answer, (Ends, HTTP1)):
            server.read(lambda: False)
            return answer(server), said(server, case.answer) and server.closed
        server.send(raw(PING, 0, 0, QUESTION))
        # Errors are told before the question is answered; a response may take longer.
        may_come = isinstance(case.answer, (Answered, Goes))
        server.read(lambda: server.goaway or QUESTION in server.pings
                    and (said(server, case.answer) or server.resets or not may_come))
        return answer(server), QUESTION in server.pings and said(server, case.answer)


def reached(server, step):
    return server.goaway or step.stream in (server.ended if step.ended else server.statuses)


def said(server, expected):
    """Whether the server has said what it should, and nothing that it should not."""
    if isinstance(expected, Ends):
        return server.goaway == expected.code
    if isinstance(expected, HTTP1):
        return server.pending.startswith(b"HTTP/1.1 %d " % expected.status)
    if server.goaway:
        return False
    if isinstance(expected, Resets):
        return server.resets == [(expected.stream, expected.code)]
    if server.resets:
        return False
    if isinstance(expected, Goes):
        sent = server.lengths.get(1, 0)
        return expected.data in (None, sent) and server.acknowledged > expected.settings
    return all(server.statuses.get(stream) == expected.status and stream in server.ended
               for stream in expected.streams)


def answer(server):
    """What the server did, in one line."""
    if server.pending.startswith(b"HTTP/1.1"):
        return server.pending.split(b"\r\n")[0].decode()
    parts = [f"{status} on {stream}" for stream, status in server.statuses.items()]
    parts += [f"RST_STREAM {code} on {stream}" for stream, code in server.resets]
    parts += [f"GOAWAY {server.goaway}"] if server.goaway else []
    parts += ["PING with ACK"] if QUESTION in server.pings else []
    parts += ["closed"] if server.closed else []
    return ", ".join(parts) or "nothing"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", help="host:port")
    parser.add_argument("--ca", help="the authority of the server's certificate: play over TLS")
    parser.add_argument("--cases", nargs="+", help="only these")
    options = parser.parse_args()
    peer.follow_parent()
    options.context = None
    if options.ca:
        options.context = ssl.create_default_context(cafile=options.ca)
        options.context.set_alpn_protocols(["h2"])
    wrong = 0
    for case in conformance_cases.cases(is_secure=options.ca is not None):
        if options.cases and case.name not in options.cases:
            continue
        began = time.monotonic()
        try:
            told, fine = play(options, case)
        except (OSError, ValueError, AssertionError, hpack.HPACKError) as error:
            told, fine = f"{type(error).__name__}: {error}", False
        wrong += not fine
        print(json.dumps({
            "case": case.name, "section": case.section, "ok": fine, "expected": str(case.answer),
            "answer": told, "seconds": round(time.monotonic() - began, 3),
        }, ensure_ascii=False), flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
