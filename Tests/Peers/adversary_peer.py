"""A server that misbehaves, frame by frame, for a client that must end every call all the same.

A case is told each request that is whole, with its number on this server: 0 for the first. What the
cases see is printed as JSON after SIGTERM.
"""

import itertools
import json
import os
import signal
import socket
import threading
import time

import hpack
from hyperframe import frame

import peer
from adversary_heed import Heed
from adversary_wire import CODES, PREFACE, literals, raw, reset, settings, update

HEAD = [(":status", "200"), ("content-type", "application/grpc")]
OK = [("grpc-status", "0")]
# A HelloResponse without a message, and what a client that verifies nothing takes for an answer.
MESSAGE = b"\0\0\0\0\0"

counter = itertools.count()
seen = {"requests": 0, "connections": 0}


def head(stream, fields, end=False):
    return raw(1, 5 if end else 4, stream, literals(fields))


def data(stream, body, end=False):
    return raw(0, 1 if end else 0, stream, body)


def answer(stream):
    return head(stream, HEAD) + data(stream, MESSAGE) + head(stream, OK, end=True)


class Connection:
    """One client: its frames as they come, and a lock to send under."""

    def __init__(self, stream, case):
        self.socket = stream
        self.case = case
        self.number = seen["connections"]
        seen["connections"] += 1
        self.lock = threading.Lock()
        self.heed = Heed(seen)
        # Streams whose request is not whole.
        self.open = set()
        self.requests = 0
        self.goaway = None
        self.is_silent = False
        # Streams without an answer, and whether their number is looked at.
        self.unanswered = set()
        self.is_strict = False
        self.acknowledged = 0

    def send(self, *parts):
        with self.lock:
            if not self.is_silent:
                self.socket.sendall(b"".join(parts))

    def set(self, *entries):
        """Sends SETTINGS, which the client must heed once it has acknowledged them."""
        with self.lock:
            if not self.is_silent:
                self.heed.sent.append(entries)
                self.socket.sendall(settings(*entries))

    def set_later(self, seconds, *entries):
        threading.Timer(seconds, self.try_set, entries).start()

    def try_set(self, *entries):
        try:
            self.set(*entries)
        except OSError:
            pass

    def last_send(self, part):
        """Sends and then says nothing more."""
        self.send(part)
        self.is_silent = True

    def later(self, seconds, *parts):
        threading.Timer(seconds, self.try_send, parts).start()

    def try_send(self, *parts):
        try:
            self.send(*parts)
        except OSError:
            pass

    def run(self):
        try:
            if self.read(len(PREFACE)) != PREFACE:
                return
            self.set((3, 100))
            while True:
                made, length = frame.Frame.parse_frame_header(memoryview(self.read(9)))
                made.parse_body(memoryview(self.read(length)))
                self.heed.came(length)
                self.act(made)
        except (OSError, EOFError):
            pass
        except hpack.HPACKError:
            self.heed.violation("table")
        finally:
            self.socket.close()

    def read(self, count):
        got = b""
        while len(got) < count:
            part = self.socket.recv(count - len(got))
            if not part:
                raise EOFError
            got += part
        return got

    def act(self, got):
        if isinstance(got, frame.SettingsFrame):
            if "ACK" in got.flags:
                self.acknowledged += 1
                self.heed.acknowledged()
            else:
                self.send(raw(4, 1))
        elif isinstance(got, frame.PingFrame):
            if "ACK" not in got.flags:
                self.send(raw(6, 1, 0, got.opaque_data))
        elif isinstance(got, frame.GoAwayFrame):
            self.goaway = CODES[got.error_code]
            seen.setdefault("goaways", {})[self.number] = self.goaway
        elif isinstance(got, frame.HeadersFrame):
            self.heed.opened(got.stream_id, got.data)
            self.open.add(got.stream_id)
            if watch := getattr(self.case, "opened", None):
                watch(self, got.stream_id)
        elif isinstance(got, frame.DataFrame):
            if count := got.flow_controlled_length:
                self.heed.data(got.stream_id, count)
                self.heed.widen(got.stream_id, count)
                self.send(update(0, count), update(got.stream_id, count))
        elif isinstance(got, frame.RstStreamFrame):
            self.open.discard(got.stream_id)
        if isinstance(got, (frame.HeadersFrame, frame.DataFrame)) and "END_STREAM" in got.flags:
            self.open.discard(got.stream_id)
            self.requests += 1
            seen["requests"] += 1
            self.case(self, got.stream_id, next(counter))


# Endings of single calls: the nth call has the nth of a list.

def reset_codes(connection, stream, number):
    connection.send(reset(stream, number % len(CODES)))


STATUSES = [200, 400, 401, 403, 404, 429, 431, 500, 502, 503, 504, 418]


def http_statuses(connection, stream, number):
    fields = [(":status", str(STATUSES[number % len(STATUSES)])), ("content-type", "text/html")]
    connection.send(head(stream, fields, end=True))


# What is sent in place of an answer, and the status that the call must have.
ANSWERS = [
    ("no trailers", lambda id: head(id, HEAD) + data(id, MESSAGE, end=True)),
    ("trailers without a status",
     lambda id: head(id, HEAD) + data(id, MESSAGE) + head(id, [("x", "y")], end=True)),
    ("a status that is no number",
     lambda id: head(id, HEAD) + data(id, MESSAGE) + head(id, [("grpc-status", "x")], end=True)),
    ("a web page", lambda id: head(id, [(":status", "200"), ("content-type", "text/html")])
     + data(id, b"<html>", end=True)),
    ("data before the head", lambda id: data(id, MESSAGE)),
    ("a name in upper case", lambda id: head(id, HEAD + [("X-Test", "a")])),
    ("a flag of compression without a codec",
     lambda id: head(id, HEAD) + data(id, b"\1" + MESSAGE[1:]) + head(id, OK, end=True)),
    ("only trailers", lambda id: head(id, HEAD + [("grpc-status", "5")], end=True)),
    ("trailers, then RST_STREAM", lambda id: answer(id) + reset(id, 0)),
    ("three times 103", lambda id: 3 * head(id, [(":status", "103")]) + answer(id)),
    ("a message that is cut off",
     lambda id: head(id, HEAD) + data(id, b"\0\0\0\0\7abc") + head(id, OK, end=True)),
    ("a message without end", lambda id: head(id, HEAD) + data(id, b"\0\xff\xff\xff\xff")),
    ("trailers that do not end the stream", lambda id: head(id, HEAD) + head(id, OK)),
    ("a body unlike its content-length",
     lambda id: head(id, HEAD + [("content-length", "3")]) + data(id, MESSAGE)),
    ("an increment of zero", lambda id: head(id, HEAD) + update(id, 0)),
    ("data in empty frames and padding",
     lambda id: head(id, HEAD) + data(id, b"") + raw(0, 8, id, b"\5" + MESSAGE + bytes(5))
     + head(id, OK, end=True)),
]


def answers(connection, stream, number):
    connection.send(ANSWERS[number % len(ANSWERS)][1](stream))


# Ends of the connection.

def half_frame(connection, stream, number):
    """Half a frame's head and nothing more."""
    connection.last_send(answer(stream)[:5])


def half_answer(connection, stream, number):
    """An answer as far as the middle of its trailers, and nothing more."""
    connection.last_send(answer(stream)[:-8])


def goaway(last, code=0):
    return raw(7, 0, 0, last.to_bytes(4, "big") + code.to_bytes(4, "big"))


def goaway_single(connection, stream, number):
    """Every tenth call is the last of its connection; what came behind it is not answered."""
    if connection.goaway == "sent":
        return
    connection.send(answer(stream))
    if connection.requests == 10:
        connection.send(goaway(stream))
        connection.goaway = "sent"


def goaway_twice(connection, stream, number):
    """All that crosses the first GOAWAY is answered."""
    connection.send(answer(stream))
    if connection.requests == 10:
        connection.send(goaway(0x7FFFFFFF))
        connection.later(0.05, goaway(stream + 40))


def goaway_error(connection, stream, number):
    """Every tenth call ends its connection with an error, and none before it is known."""
    if connection.requests < 10:
        connection.send(answer(stream))
    else:
        connection.send(goaway(0, 2))
        connection.socket.shutdown(socket.SHUT_RDWR)


def cut(connection, stream, number):
    """Every tenth answer is cut in its middle, and the connection with it."""
    if connection.requests < 10:
        connection.send(answer(stream))
    else:
        connection.send(answer(stream)[:-8])
        connection.socket.shutdown(socket.SHUT_RDWR)


# SETTINGS that change while calls are under way.

def settings_streams(connection, stream, number):
    """From the fifth call on one stream at a time; each answer takes a while."""
    if connection.requests == 5:
        connection.set((3, 1))
    threading.Timer(0.005, answered, [connection, stream]).start()


def answered(connection, stream):
    # Before the answer: the client may open the next stream as soon as it has it.
    connection.unanswered.discard(stream)
    connection.try_send(answer(stream))


def opened(connection, stream):
    """Once those from before the change are answered, no two streams may be open."""
    connection.unanswered.add(stream)
    if connection.is_strict:
        seen["most_open"] = max(seen.get("most_open", 0), len(connection.unanswered))
    elif connection.acknowledged > 1 and len(connection.unanswered) == 1:
        connection.is_strict = True


settings_streams.opened = opened


def settings_window(connection, stream, number):
    """From the third call on no data, until a while later."""
    if connection.requests % 10 == 3:
        connection.set((4, 0))
        connection.set_later(0.1, (4, 3))
        connection.set_later(0.15, (4, 0))
        connection.set_later(0.2, (4, 65_535))
    connection.send(answer(stream))


def settings_frames(connection, stream, number):
    """Longer frames are allowed with every call, and then not any more."""
    size = [16_384, 40_000, 16_777_215][connection.requests % 3]
    connection.set((5, size))
    connection.send(answer(stream))


def settings_table(connection, stream, number):
    """The table goes to nothing and back: the client's next block must say so."""
    size = [0, 4096, 100, 65_536, 0][connection.requests % 5]
    connection.set((1, size))
    connection.send(answer(stream))


# Floods: each connection has one of its own, from its first call on.

FLOODS = [
    ("ping", lambda id: raw(6, 0, 0, bytes(8))),
    ("settings", lambda id: settings((4, 1)) + settings((4, 1 << 20))),
    ("informational", lambda id: head(id, [(":status", "103")])),
    ("unknown", lambda id: raw(0xEE, 0, 0, b"grease")),
    ("empty data", lambda id: data(id, b"")),
    ("window", lambda id: update(0, 1)),
    ("goaway", lambda id: goaway(0x7FFFFFFF)),
    ("acknowledgement", lambda id: raw(6, 1, 0, bytes(8))),
]


def floods(connection, stream, number):
    if connection.number >= len(FLOODS):
        connection.send(answer(stream))
    if connection.requests > 1 or connection.number >= len(FLOODS):
        return
    name, made = FLOODS[connection.number]
    if name == "empty data":
        connection.send(head(stream, HEAD))
    threading.Thread(target=pour, args=(connection, made(stream)), daemon=True).start()


def pour(connection, chunk):
    """The same bytes without end; the client is to end it."""
    batch = chunk * (1 + 100_000 // len(chunk))
    limit = time.monotonic() + 30
    try:
        while time.monotonic() < limit and connection.goaway is None:
            connection.send(batch)
    except OSError:
        pass


CASES = {case.__name__: case for case in [
    reset_codes, http_statuses, answers, half_frame, half_answer, goaway_single, goaway_twice,
    goaway_error, cut, settings_streams, settings_window, settings_frames, settings_table, floods,
]}


def serve(name):
    """Serves until SIGTERM."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)

    def stop(*_):
        print(json.dumps(seen), flush=True)
        os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    peer.announce("127.0.0.1:%d" % listener.getsockname()[1])
    while True:
        stream, _ = listener.accept()
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(stream, CASES[name])
        threading.Thread(target=connection.run, daemon=True).start()
