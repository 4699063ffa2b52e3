"""The cases of conformance.py: what a client says, and what the RFCs have for an answer.

Numbers are sections of RFC 9113, or of RFC 7541 where H stands before them. Where RFC 9113 leaves
a choice between an error of the stream and one of the connection, the case has what docs/http2.md
says.
"""

import dataclasses

from adversary_wire import PREFACE, literals, raw, reset, settings, update


@dataclasses.dataclass
class Ends:
    """GOAWAY with a code, and then the connection is closed."""

    code: str

    def __str__(self):
        return f"GOAWAY {self.code}"


@dataclasses.dataclass
class Resets:
    """RST_STREAM with a code, and the connection goes on."""

    code: str
    stream: int = 1

    def __str__(self):
        return f"RST_STREAM {self.code} on {self.stream}"


@dataclasses.dataclass
class Answered:
    """Whole responses on these streams, and the connection goes on."""

    streams: tuple = (1,)
    status: str = "200"

    def __str__(self):
        return ", ".join(f"{self.status} on {stream}" for stream in self.streams)


@dataclasses.dataclass
class Goes:
    """No error; perhaps so much DATA on stream 1, and so many more SETTINGS with ACK than one."""

    data: int = None
    settings: int = 0

    def __str__(self):
        return "PING with ACK" + ("" if self.data is None else f" and {self.data} B of DATA")


@dataclasses.dataclass
class HTTP1:
    """An answer of HTTP/1.1, and then the connection is closed."""

    status: int

    def __str__(self):
        return f"HTTP/1.1 {self.status}"


@dataclasses.dataclass
class Until:
    """A step that waits for a response's head, or its end."""

    stream: int = 1
    ended: bool = True


@dataclasses.dataclass
class Case:
    section: str
    name: str
    answer: object
    steps: tuple
    # Whether the preface and empty SETTINGS come before the first step.
    greets: bool = True


DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, \
    CONTINUATION = range(10)
END_STREAM, ACK, END_HEADERS, PADDED, PRIORITIZED = 1, 1, 4, 8, 32
PROTOCOL, FLOW, CLOSED, SIZE, COMPRESSION = (
    "PROTOCOL_ERROR", "FLOW_CONTROL_ERROR", "STREAM_CLOSED", "FRAME_SIZE_ERROR",
    "COMPRESSION_ERROR")
GET = {":method": "GET", ":scheme": "http", ":path": "/", ":authority": "host"}
POST = GET | {":method": "POST"}
MAXIMUM = 2**31 - 1
# What the server allows; this is how it is started.
STREAMS_AT_ONCE = 100


def block(fields=GET, *more):
    return literals([*fields.items(), *more])


def head(stream=1, fields=GET, *more, end=True):
    return raw(HEADERS, END_HEADERS | (END_STREAM if end else 0), stream, block(fields, *more))


def post(stream=1, *more):
    """A request whose body is still to come."""
    return head(stream, POST, *more, end=False)


def data(stream=1, body=b"a", end=True):
    return raw(DATA, END_STREAM if end else 0, stream, body)


def trailers(*fields, stream=1, end=True):
    return raw(HEADERS, END_HEADERS | (END_STREAM if end else 0), stream, literals(fields))


def priority(stream, parent):
    return raw(PRIORITY, 0, stream, number(parent) + b"\x0f")


def number(value):
    return value.to_bytes(4, "big")


def ends(section, name, code, *steps):
    return Case(section, name, Ends(code), steps)


def resets(section, name, code, *steps, stream=1):
    return Case(section, name, Resets(code, stream), steps)


def answered(section, name, *steps, streams=(1,)):
    return Case(section, name, Answered(streams), steps)


def goes(section, name, *steps, **expected):
    return Case(section, name, Goes(**expected), steps)


def greetings(is_secure):
    other = b"INVALID CONNECTION PREFACE\r\n\r\n"
    return [
        Case("3.4", "another preface", Ends(PROTOCOL) if is_secure else HTTP1(400), (other,),
             False),
        Case("3.4", "PING in place of the first SETTINGS", Ends(PROTOCOL),
             (PREFACE, raw(PING, 0, 0, bytes(8))), False),
        Case("3.4", "SETTINGS with ACK in place of the first SETTINGS", Ends(PROTOCOL),
             (PREFACE, raw(SETTINGS, ACK)), False),
        Case("3.4", "preface and request in single bytes", Answered(),
             tuple(bytes([byte]) for byte in PREFACE + settings() + head()), False),
    ]


SIZES = [
    answered("4.2", "DATA of 16,384", post(), data(body=bytes(16_384))),
    ends("4.2", "DATA of 16,385", SIZE, post(), data(body=bytes(16_385))),
    ends("4.2", "HEADERS of 16,385", SIZE, raw(HEADERS, 5, 1, bytes(16_385))),
    ends("4.2", "an unknown frame of 16,385", SIZE, raw(0xBE, 0, 0, bytes(16_385))),
    ends("4.2", "the length of 2^24-1", SIZE, post(), b"\xff\xff\xff\0\0\0\0\0\1"),
    resets("6.3", "PRIORITY of 4", SIZE, post(), raw(PRIORITY, 0, 1, bytes(4))),
    resets("6.3", "PRIORITY of 6", SIZE, post(), raw(PRIORITY, 0, 1, bytes(6))),
    ends("6.4", "RST_STREAM of 3", SIZE, post(), raw(RST_STREAM, 0, 1, bytes(3))),
    ends("6.4", "RST_STREAM of 5", SIZE, post(), raw(RST_STREAM, 0, 1, bytes(5))),
    ends("6.5", "SETTINGS of 5", SIZE, raw(SETTINGS, 0, 0, bytes(5))),
    ends("6.5", "SETTINGS of 7", SIZE, raw(SETTINGS, 0, 0, bytes(7))),
    ends("6.5", "SETTINGS with ACK of 6", SIZE, raw(SETTINGS, ACK, 0, bytes(6))),
    ends("6.7", "PING of 7", SIZE, raw(PING, 0, 0, bytes(7))),
    ends("6.7", "PING of 9", SIZE, raw(PING, 0, 0, bytes(9))),
    ends("6.8", "GOAWAY of 7", SIZE, raw(GOAWAY, 0, 0, bytes(7))),
    ends("6.9", "WINDOW_UPDATE of 3", SIZE, raw(WINDOW_UPDATE, 0, 0, bytes(3))),
    ends("6.9", "WINDOW_UPDATE of 5", SIZE, raw(WINDOW_UPDATE, 0, 0, bytes(5))),
    ends("6.1", "DATA that is padded and empty", SIZE, post(), raw(DATA, PADDED, 1)),
    ends("6.2", "HEADERS with half of its priority", SIZE,
         raw(HEADERS, 5 | PRIORITIZED, 1, bytes(3))),
]

STREAMS = [
    ends("6.1", "DATA on stream 0", PROTOCOL, raw(DATA, 0, 0, b"a")),
    ends("6.2", "HEADERS on stream 0", PROTOCOL, raw(HEADERS, 5, 0, block())),
    ends("6.3", "PRIORITY on stream 0", PROTOCOL, priority(0, 1)),
    ends("6.4", "RST_STREAM on stream 0", PROTOCOL, reset(0)),
    ends("6.5", "SETTINGS on a stream", PROTOCOL, post(), raw(SETTINGS, 0, 1)),
    ends("6.6", "PUSH_PROMISE", PROTOCOL, post(), raw(PUSH_PROMISE, 4, 1, number(2) + block())),
    ends("6.7", "PING on a stream", PROTOCOL, post(), raw(PING, 0, 1, bytes(8))),
    ends("6.8", "GOAWAY on a stream", PROTOCOL, post(), raw(GOAWAY, 0, 1, bytes(8))),
    ends("6.10", "CONTINUATION on stream 0", PROTOCOL, raw(CONTINUATION, 4, 0, block())),
    ends("5.1.1", "an even stream", PROTOCOL, head(2)),
    ends("5.1.1", "a lower stream than before", PROTOCOL, post(5), head(3)),
    answered("5.1.1", "a stream number with gaps", head(5), head(901), streams=(5, 901)),
    resets("5.1.2", "a stream more than MAX_CONCURRENT_STREAMS", "REFUSED_STREAM",
           *(post(number) for number in range(1, 2 * STREAMS_AT_ONCE + 2, 2)),
           stream=2 * STREAMS_AT_ONCE + 1),
    answered("4.1", "the reserved bit of a stream number", raw(HEADERS, 5, 1 | 1 << 31, block())),
    answered("4.1", "flags that mean nothing", raw(HEADERS, 5 | 0xD2, 1, block())),
]

STATES = [
    ends("5.1", "idle: DATA", PROTOCOL, data()),
    ends("5.1", "idle: RST_STREAM", PROTOCOL, reset(1)),
    ends("5.1", "idle: WINDOW_UPDATE", PROTOCOL, update(1, 1)),
    ends("5.1", "idle: CONTINUATION", PROTOCOL, raw(CONTINUATION, 4, 1, block())),
    goes("5.1", "idle: PRIORITY", priority(1, 3)),
    resets("5.1", "half-closed: DATA", CLOSED, settings((4, 0)), head(), Until(1, False), data()),
    resets("5.1", "half-closed: HEADERS", CLOSED,
           settings((4, 0)), head(), Until(1, False), trailers(("x", "y"))),
    goes("5.1", "half-closed: WINDOW_UPDATE", settings((4, 0)), head(), Until(1, False),
         update(1, 1), data=1, settings=1),
    goes("5.1", "half-closed: RST_STREAM", settings((4, 0)), head(), Until(1, False), reset(1),
         data=0, settings=1),
    resets("5.1", "reset by the client: DATA", CLOSED, post(), reset(1), data()),
    ends("5.1", "closed: DATA", CLOSED, head(), Until(), data()),
    ends("5.1", "closed: HEADERS", CLOSED, head(), Until(), head()),
    ends("5.1", "closed: CONTINUATION", PROTOCOL,
         head(), Until(), raw(CONTINUATION, 4, 1, block())),
    answered("5.1", "closed: WINDOW_UPDATE", head(), Until(), update(1, 1)),
    answered("5.1", "closed: RST_STREAM", head(), Until(), reset(1)),
    answered("5.1", "closed: PRIORITY", head(), Until(), priority(1, 3)),
]

BLOCKS = [
    answered("6.10", "a block in three frames", raw(HEADERS, 1, 1, block()[:9]),
             raw(CONTINUATION, 0, 1, block()[9:20]), raw(CONTINUATION, 4, 1, block()[20:])),
    ends("6.2", "HEADERS inside a block", PROTOCOL, raw(HEADERS, 1, 1, block()), head(3)),
    ends("6.2", "DATA inside a block", PROTOCOL, raw(HEADERS, 0, 1, block(POST)), data()),
    ends("6.2", "PING inside a block", PROTOCOL,
         raw(HEADERS, 1, 1, block()), raw(PING, 0, 0, bytes(8))),
    ends("6.2", "SETTINGS inside a block", PROTOCOL, raw(HEADERS, 1, 1, block()), settings()),
    ends("5.5", "an unknown frame inside a block", PROTOCOL,
         raw(HEADERS, 1, 1, block()), raw(0xBE, 0, 1)),
    ends("6.10", "CONTINUATION of another stream", PROTOCOL,
         raw(HEADERS, 1, 1, block()[:9]), raw(CONTINUATION, 4, 3, block()[9:])),
    ends("6.10", "CONTINUATION behind END_HEADERS", PROTOCOL, post(), raw(CONTINUATION, 4, 1, b"")),
    ends("6.10", "CONTINUATION behind DATA", PROTOCOL,
         post(), data(end=False), raw(CONTINUATION, 4, 1, b"")),
    answered("6.2", "HEADERS with padding",
             raw(HEADERS, 5 | PADDED, 1, b"\5" + block() + bytes(5))),
    ends("6.2", "HEADERS with too much padding", PROTOCOL,
         raw(HEADERS, 5 | PADDED, 1, bytes([len(block()) + 6]) + block() + bytes(5))),
    answered("6.1", "DATA with padding", post(), raw(DATA, 1 | PADDED, 1, b"\3a" + bytes(3))),
    answered("6.1", "DATA of padding alone", post(), raw(DATA, 1 | PADDED, 1, b"\3" + bytes(3))),
    ends("6.1", "DATA with too much padding", PROTOCOL,
         post(), raw(DATA, 1 | PADDED, 1, b"\5a" + bytes(3))),
    answered("6.2", "HEADERS with a priority",
             raw(HEADERS, 5 | PRIORITIZED, 1, number(3) + b"\xff" + block())),
    resets("5.3", "HEADERS with a priority on itself", PROTOCOL,
           raw(HEADERS, 5 | PRIORITIZED, 1, number(1) + b"\xff" + block())),
    resets("5.3", "PRIORITY on itself", PROTOCOL, post(), priority(1, 1)),
]


def malformed(section, name, fields, *more):
    return resets(section, name, PROTOCOL, head(1, fields, *more))


def instead(field, value):
    return malformed("8.3.1", f"{field} of {value!r}", GET | {field: value})


def without(field):
    return malformed("8.3.1", f"no {field}",
                     {name: value for name, value in GET.items() if name != field})


def doubled(field):
    return resets("8.3.1", f"{field} twice", PROTOCOL,
                  raw(HEADERS, 5, 1, literals([(field, GET[field]), *GET.items()])))


def forbidden(name, value):
    return malformed("8.2.2", f"{name}: {value}", GET, (name, value))


REQUESTS = [
    *(without(field) for field in (":method", ":scheme", ":path")),
    *(doubled(field) for field in GET),
    *(instead(*pair) for pair in [
        (":method", ""), (":method", "G ET"), (":method", "G\1"),
        (":scheme", ""), (":scheme", "1 :/"), (":scheme", "\1"),
        (":path", ""), (":path", "a"), (":path", "*"), (":path", "/a b"), (":path", "/\1"),
        (":path", "/\x7f"), (":authority", "a b"), (":authority", "\2"), (":authority", "me@host"),
    ]),
    malformed("8.3.1", "host twice", GET, ("host", "host"), ("host", "host")),
    malformed("8.3", "an unknown pseudo-header", GET | {":test": "a"}),
    malformed("8.3", "a response's pseudo-header", GET | {":status": "200"}),
    malformed("8.3", "a pseudo-header behind a field", {"x": "y"} | GET),
    malformed("8.5", "CONNECT with :scheme and :path", GET | {":method": "CONNECT"}),
    malformed("8.5", "CONNECT without :authority", {":method": "CONNECT"}),
    *(forbidden(*pair) for pair in [
        ("connection", "close"), ("keep-alive", "1"), ("proxy-connection", "close"),
        ("transfer-encoding", "chunked"), ("upgrade", "h2c"), ("te", "gzip"),
        ("te", "trailers, gzip"),
    ]),
    answered("8.2.2", "te: trailers", head(1, GET, ("te", "trailers"))),
    malformed("8.2.1", "a name in upper case", GET, ("X-Test", "a")),
    malformed("8.2.1", "a name with a space", GET, ("x test", "a")),
    malformed("8.2.1", "a name without a byte", GET, ("", "a")),
    malformed("8.2.1", "a value with NUL", GET, ("x", "a\0b")),
    malformed("8.2.1", "a value with CR and LF", GET, ("x", "a\r\nb: c")),
    malformed("8.2.1", "a value with a space before it", GET, ("x", " a")),
    malformed("8.1.1", "content-length that is no number", GET, ("content-length", "+1")),
    malformed("8.1.1", "content-length without a body", POST, ("content-length", "1")),
    resets("8.1.1", "content-length above the body", PROTOCOL,
           post(1, ("content-length", "2")), data()),
    resets("8.1.1", "content-length below the body", PROTOCOL,
           post(1, ("content-length", "0")), data()),
    answered("8.1.1", "content-length of the body", post(1, ("content-length", "1")), data()),
    answered("8.1", "trailers", post(), data(end=False), trailers(("x", "y"))),
    resets("8.1", "trailers without END_STREAM", PROTOCOL,
           post(), data(end=False), trailers(("x", "y"), end=False)),
    resets("8.1", "a pseudo-header in trailers", PROTOCOL,
           post(), data(end=False), trailers((":path", "/"))),
]

SETTINGS_AND_WINDOWS = [
    ends("6.5.2", "ENABLE_PUSH of 2", PROTOCOL, settings((2, 2))),
    ends("6.5.2", "INITIAL_WINDOW_SIZE of 2^31", FLOW, settings((4, 2**31))),
    ends("6.5.2", "MAX_FRAME_SIZE of 16,383", PROTOCOL, settings((5, 16_383))),
    ends("6.5.2", "MAX_FRAME_SIZE of 2^24", PROTOCOL, settings((5, 2**24))),
    goes("6.5.2", "an unknown parameter", settings((0xFEFE, 1)), settings=1),
    goes("6.5.3", "SETTINGS are acknowledged", settings(), settings(), settings=2),
    goes("6.5.3", "the last of two values", settings((4, 9), (4, 1)), head(), data=1, settings=1),
    goes("6.9.2", "a window that grows under a response", settings((4, 0)), head(), Until(1, False),
         settings((4, 2)), data=2, settings=2),
    ends("6.9.2", "a window that SETTINGS overflow", FLOW,
         post(), update(1, MAXIMUM - 65_535), settings((4, 65_536))),
    ends("6.9", "WINDOW_UPDATE of the connection by 0", PROTOCOL, update(0, 0)),
    resets("6.9", "WINDOW_UPDATE of a stream by 0", PROTOCOL, post(), update(1, 0)),
    ends("6.9.1", "the connection's window above 2^31-1", FLOW, update(0, MAXIMUM)),
    resets("6.9.1", "a stream's window above 2^31-1", FLOW, post(), update(1, MAXIMUM)),
    goes("6.9", "the reserved bit of an increment", update(0, 1 | 1 << 31)),
    goes("6.7", "PING with ACK that nobody asked for", raw(PING, ACK, 0, bytes(8))),
    answered("6.8", "GOAWAY, and a stream that goes on",
             post(), raw(GOAWAY, 0, 0, bytes(8)), data()),
    ends("6.8", "GOAWAY that takes another back", PROTOCOL, post(),
         raw(GOAWAY, 0, 0, number(0) + bytes(4)), raw(GOAWAY, 0, 0, number(2) + bytes(4))),
    goes("7", "RST_STREAM with an unknown code", post(), reset(1, 0xFE)),
    answered("5.5", "unknown frames", raw(0xBE, 0xFF, 0, b"a"), raw(0xFF, 0, 1), head(),
             raw(0x0B, 0, 1, bytes(99))),
]


def corrupt(section, name, after):
    return ends(section, name, COMPRESSION, raw(HEADERS, 5, 1, block() + after))


HPACK = [
    answered("H6.1", "fields of the static table", raw(HEADERS, 5, 1, b"\x82\x86\x84\x41\4host")),
    answered("H6.2.1", "a field that is added and used again",
             raw(HEADERS, 5, 1, b"\x82\x86\x84\x41\4host"), raw(HEADERS, 5, 3, b"\x82\x86\x84\xbe"),
             streams=(1, 3)),
    answered("H5.2", "Huffman code", raw(HEADERS, 5, 1, b"\x82\x86\x84\x41\x83\x9c\xe8\x4f")),
    answered("H4.2", "two updates that open a block",
             raw(HEADERS, 5, 1, b"\x20\x3f\xe1\x1f\x82\x86\x84\x41\4host")),
    corrupt("H2.3.3", "index 0", b"\x80"),
    corrupt("H2.3.3", "an index beyond both tables", b"\xbe"),
    corrupt("H6.2.2", "a name's index beyond both tables", b"\x0f\x2f\0"),
    ends("H6.3", "an update above HEADER_TABLE_SIZE", COMPRESSION,
         raw(HEADERS, 5, 1, b"\x3f\xe2\x1f" + block())),
    corrupt("H4.2", "an update behind a field", b"\x20"),
    corrupt("H5.2", "Huffman code with 8 bits of padding", b"\0\1x\x82\x1f\xff"),
    corrupt("H5.2", "Huffman padding that is not ones", b"\0\1x\x81\x18"),
    corrupt("H5.2", "Huffman code with EOS", b"\0\1x\x84\xff\xff\xff\xff"),
    corrupt("H5.1", "a number without end", b"\xff\xff\xff\xff\xff\xff\xff\x7f"),
    corrupt("H5.1", "a number that is cut off", b"\xff\x80"),
    corrupt("H5.2", "a string that is cut off", b"\0\1x\x09a"),
]


def cases(is_secure):
    return greetings(is_secure) + SIZES + STREAMS + STATES + BLOCKS + REQUESTS \
        + SETTINGS_AND_WINDOWS + HPACK
