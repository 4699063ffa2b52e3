"""A client's end of HTTP/2 that says anything: frames by hyperframe, fields by hpack, no rules."""

import dataclasses
import select
import socket
import time

import hpack
from hyperframe import frame
from hyperframe.exceptions import HyperframeError

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
CODES = ["NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT",
         "STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR",
         "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED"]
GET = [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "host")]
POST = [(":method", "POST"), *GET[1:]]
# Long enough for a busy machine; what is expected comes at once on an idle one.
LIMIT_S = 20


def call(path="/greet.Greeter/SayHello"):
    """The fields of a gRPC request."""
    return [(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "host"),
            ("te", "trailers"), ("content-type", "application/grpc")]


def hello(name):
    """A HelloRequest behind gRPC's prefix."""
    name = name.encode()
    length, rest = b"", len(name)
    while rest > 127:
        length += bytes([rest & 127 | 128])
        rest >>= 7
    message = b"\x0a" + length + bytes([rest]) + name if name else b""
    return b"\0" + len(message).to_bytes(4, "big") + message


def raw(kind, flags=0, stream=0, payload=b""):
    """A frame that hyperframe would not make."""
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def reset(stream, code=8):
    return raw(3, 0, stream, code.to_bytes(4, "big"))


def update(stream, increment):
    return raw(8, 0, stream, increment.to_bytes(4, "big"))


def settings(*entries):
    return raw(4, 0, 0, b"".join(
        name.to_bytes(2, "big") + value.to_bytes(4, "big") for name, value in entries))


@dataclasses.dataclass
class Ending:
    """How a connection ended: the code and the reason of GOAWAY, or none where it was just cut."""

    code: str
    reason: str


class Attacker:
    """One connection to the server under test."""

    def __init__(self, host, port, greet=True, entries=()):
        self.socket = socket.create_connection((host, port), timeout=LIMIT_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.decoder = hpack.Decoder()
        self.pending = b""
        self.goaway = None
        self.closed = False
        # The kernel said that the other end took what we sent for nothing: what it had said itself
        # may be lost with that.
        self.broken = False
        if greet:
            self.send(PREFACE, settings(*entries))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def head(self, stream, fields=None, end=True, flags=None, block=None):
        """HEADERS with literals that the decoder's table does not see."""
        if block is None:
            block = literals(fields or GET)
        if flags is None:
            flags = 4 | (1 if end else 0)
        return raw(1, flags, stream, block)

    def data(self, stream, body=b"", end=False):
        return raw(0, 1 if end else 0, stream, body)

    def send(self, *parts):
        """Sends all, whatever comes back meanwhile."""
        rest = memoryview(b"".join(parts))
        self.socket.setblocking(False)
        limit = time.monotonic() + LIMIT_S
        while rest and not self.closed and time.monotonic() < limit:
            readable, writable, _ = select.select([self.socket], [self.socket], [], 1)
            try:
                if readable:
                    self.take()
                if writable:
                    rest = rest[self.socket.send(rest[:1 << 18]):]
            except (BrokenPipeError, ConnectionResetError):
                self.drain()
                self.closed = self.broken = True
        return not rest

    def push(self, data, limit_s):
        """Sends without reading, for as long as the server takes it; how much it took."""
        sent = 0
        self.socket.setblocking(False)
        limit = time.monotonic() + limit_s
        while sent < len(data) and time.monotonic() < limit:
            _, writable, _ = select.select([], [self.socket], [], 0.05)
            if writable:
                try:
                    sent += self.socket.send(data[sent:sent + (1 << 18)])
                except (BrokenPipeError, ConnectionResetError):
                    self.broken = True
                    break
        return sent

    def take(self):
        try:
            data = self.socket.recv(1 << 20)
        except BlockingIOError:
            return
        except ConnectionResetError:
            data = b""
            self.broken = True
        self.closed |= not data
        self.pending += data
        if self.goaway is None and len(self.pending) > 1 << 22:
            list(self.parsed())

    def drain(self):
        """What the kernel still has of a connection that is broken."""
        try:
            while data := self.socket.recv(1 << 20):
                self.pending += data
        except OSError:
            pass

    def parsed(self):
        """The frames that have come; a GOAWAY is kept."""
        while len(self.pending) >= 9:
            length = int.from_bytes(self.pending[:3], "big")
            if len(self.pending) < 9 + length:
                return
            head, body = self.pending[:9], self.pending[9:9 + length]
            self.pending = self.pending[9 + length:]
            try:
                made, _ = frame.Frame.parse_frame_header(memoryview(head))
                made.parse_body(memoryview(body))
            except HyperframeError:
                raise AssertionError(f"the server sent a frame that is none: {head.hex()}")
            if isinstance(made, frame.GoAwayFrame) and made.error_code:
                self.goaway = made
            yield made

    def frames(self, limit_s=LIMIT_S):
        """The frames that come until the connection ends or the time is over."""
        limit = time.monotonic() + limit_s
        while True:
            yield from self.parsed()
            if self.closed or time.monotonic() > limit:
                return
            if select.select([self.socket], [], [], 0.1)[0]:
                self.take()

    def ending(self):
        """How the server ends the connection; none when it does not."""
        for _ in self.frames():
            if self.goaway:
                break
        if self.goaway:
            code = self.goaway.error_code
            name = CODES[code] if code < len(CODES) else str(code)
            return Ending(name, bytes(self.goaway.additional_data).decode())
        return Ending("closed", "") if self.closed else None

    def await_frame(self, kind, stream=None, limit_s=LIMIT_S, **wanted):
        """The next frame of a kind; none when the connection ends or the time is over before."""
        for got in self.frames(limit_s):
            if isinstance(got, kind) and stream in (None, got.stream_id):
                if all(getattr(got, name) == value for name, value in wanted.items()):
                    return got
        return None

    def stays(self, limit_s=0.3):
        """Whether the connection neither ends nor says so for a while."""
        for _ in self.frames(limit_s):
            pass
        return not self.closed and self.goaway is None

    def lives(self):
        """Whether the connection still answers a PING."""
        self.send(raw(6, 0, 0, b"are you?"))
        for got in self.frames():
            if isinstance(got, frame.PingFrame) and got.opaque_data == b"are you?":
                return True
        return False


def literals(fields):
    """A header block of literals that are not added to the table (RFC 7541 section 6.2.2)."""
    block = b""
    for field in fields:
        block += b"\0"
        for text in field:
            text = text.encode()
            assert len(text) < 127
            block += bytes([len(text)]) + text
    return block
