"""What an adversary does to a server, case by case, and what the server must answer."""

import time

import h2.config
import h2.connection
import h2.events
import h2.settings
from hyperframe import frame

from adversary_wire import (
    GET, POST, PREFACE, Ending, LIMIT_S, call, hello, literals, raw, reset, settings, update)

CALM = "ENHANCE_YOUR_CALM"
# More than any burst, and than what time gives while they are sent.
MANY = 50_000
# RST_STREAM that a client may send at once, and in each second beside it (docs/http2.md).
RESETS_AT_ONCE = 10_000
RESETS_PER_SECOND = 100_000
POSTED = literals(POST)


class Wrong(Exception):
    """An answer that is not the expected one, in one line."""


def ends(attacker, code):
    """The connection must end with a code; its reason.

    Where what we sent has broken the connection, the GOAWAY may have gone with it.
    """
    ending = attacker.ending()
    if isinstance(ending, Ending) and ending.code == code:
        return ending.reason
    if isinstance(ending, Ending) and ending.code == "closed" and attacker.broken:
        return "broken"
    raise Wrong(f"expected GOAWAY {code}, got {ending}")


def lives(attacker):
    if not attacker.lives():
        raise Wrong(f"the connection is gone: {attacker.goaway}")
    return "goes on"


def flood(attacker, chunk, count):
    """One and the same bytes again and again, until the server has had enough."""
    batch = max(1, (1 << 16) // len(chunk))
    for _ in range(count // batch + 1):
        if not attacker.send(chunk * batch):
            break
        if attacker.goaway or attacker.closed:
            break
    return ends(attacker, CALM)


def parts(made):
    """Bytes for each of many new streams, as many at once as are made before they are sent."""
    for start in range(0, 10 * MANY, MANY):
        yield b"".join([made(2 * number + 1) for number in range(start, start + MANY)])


def streams(attacker, made):
    """Bytes for each of many new streams, until the server has had enough."""
    for part in parts(made):
        if not attacker.send(part) or attacker.goaway or attacker.closed:
            break
    return ends(attacker, CALM)


def resets(attacker, made):
    """The same where each stream ends with its reset.

    A server that was too slow to be sent more of them than it allows goes on, and is right.
    """
    slowest = 0
    for part in parts(made):
        began = time.monotonic()
        if not attacker.send(part) or not attacker.lives():
            return ends(attacker, CALM)
        took = time.monotonic() - began
        if MANY > RESETS_AT_ONCE + took * RESETS_PER_SECOND:
            raise Wrong(f"expected GOAWAY {CALM}, and {MANY} resets in {took:.2f} s went through")
        slowest = max(slowest, took)
    return f"{MANY} resets took up to {slowest:.2f} s: fewer than are forbidden"


# Floods.

def ping_flood(attacker):
    return flood(attacker, raw(6, 0, 0, bytes(8)), MANY)


def unread_ping_flood(attacker):
    """Acknowledgements pile up, because nobody reads them."""
    attacker.push(raw(6, 0, 0, bytes(8)) * MANY, 2)
    return ends(attacker, CALM)


def settings_flood(attacker):
    return flood(attacker, settings(), MANY)


def window_flip_flood(attacker):
    return flood(attacker, settings((4, 0)) + settings((4, 1 << 20)), MANY)


def large_settings(attacker):
    attacker.send(settings(*[(0xEE, 0)] * 2000))
    return ends(attacker, CALM)


def rapid_reset(attacker):
    """Of requests that are not whole: a whole one may be answered before its reset comes, and then
    nothing was reset."""
    block = literals(call())
    return resets(attacker, lambda id: attacker.head(id, block=block, end=False) + reset(id))


def rapid_reset_with_data(attacker):
    block = literals(call())
    return resets(attacker, lambda id: (
        attacker.head(id, block=block, end=False) + attacker.data(id, b"\0") + reset(id)))


def made_you_reset(attacker):
    """The server is made to reset: by an increment of zero."""
    return streams(attacker, lambda id: (
        attacker.head(id, block=POSTED, end=False) + update(id, 0)))


def malformed_flood(attacker):
    return streams(attacker, lambda id: attacker.head(id, block=b"\0\1x\1y"))


def empty_data_flood(attacker):
    attacker.send(attacker.head(1, POST, end=False))
    return flood(attacker, attacker.data(1), MANY)


def padding_flood(attacker):
    attacker.send(attacker.head(1, POST, end=False))
    return flood(attacker, raw(0, 8, 1, b"\xc8x" + bytes(200)), MANY)


def continuation_flood(attacker):
    attacker.send(attacker.head(1, end=False, flags=0), raw(9, 0, 1, b"") * 1000)
    return ends(attacker, CALM)


def large_continuation_flood(attacker):
    attacker.send(attacker.head(1, flags=0), raw(9, 0, 1, literals([("x", "y" * 100)]) * 150) * 100)
    return ends(attacker, CALM)


def unfinished_block(attacker):
    """A header block without its end: nothing else may come, and nothing is owed."""
    attacker.send(attacker.head(1, flags=0), raw(6, 0, 0, bytes(8)))
    return ends(attacker, "PROTOCOL_ERROR")


def header_bomb(attacker):
    """One large field in the table, and thousands of bytes that each mean it."""
    value = b"y" * 3000
    length = b"\x7f" + bytes([(3000 - 127) & 127 | 128, (3000 - 127) >> 7])
    block = literals(GET) + b"\x40\x01x" + length + value + b"\xbe" * 12_000
    attacker.send(attacker.head(1, block=block))
    got = attacker.await_frame(frame.RstStreamFrame, 1)
    if not got or got.error_code != 11:
        raise Wrong(f"expected RST_STREAM {CALM}, got {got}")
    return lives(attacker)


def nameless_flood(attacker):
    """CVE-2019-9516: fields without name and value."""
    block = literals(GET) + b"\0\0\0" * 50
    return streams(attacker, lambda id: attacker.head(id, block=block))


def priority_flood(attacker):
    return flood(attacker, raw(2, 0, 1, bytes(5)), MANY)


def window_dribble(attacker):
    """A large answer, one byte at a time."""
    attacker.send(settings((4, 0)), attacker.head(1, call(), end=False),
                  attacker.data(1, hello("x" * 4000), end=True))
    for _ in range(500):
        if not attacker.send(update(1, 1)):
            break
    attacker.send(update(1, 0x7fff0000))
    return answered(attacker, 1)


def window_flood(attacker):
    attacker.send(attacker.head(1, POST, end=False))
    return flood(attacker, update(1, 1), 100 * MANY)


def unknown_flood(attacker):
    return flood(attacker, raw(0xEE, 0xFF, 7, b"grease"), MANY)


def goaway_flood(attacker):
    return flood(attacker, raw(7, 0, 0, bytes(8)), MANY)


def acknowledgement_flood(attacker):
    return flood(attacker, raw(6, 1, 0, bytes(8)) + raw(4, 1), MANY)


def refused_flood(attacker):
    """More streams than the server takes at once, none of which ends."""
    return streams(attacker, lambda id: attacker.head(id, block=POSTED, end=False))


def colliding_streams(attacker):
    """Streams in the first places of any table, and many frames on one whose place is taken."""
    ids = [2 * number + 1 for number in range(900)] + [1 + (1 << 30)]
    attacker.send(*[attacker.head(id, block=POSTED, end=False) for id in ids])
    attacker.send(update(ids[-1], 1) * 9_000)
    return lives(attacker)


def flood_behind_goaway(attacker):
    """A call makes the server say goodbye while it waits: what comes above it is dropped, up to a
    limit."""
    wish = [("grpcbench-go-away", "at once"), ("grpcbench-trickle", "1 every 10s")]
    attacker.send(attacker.head(1, call() + wish, end=False), attacker.data(1, hello("x"), end=True))
    if not attacker.await_frame(frame.GoAwayFrame):
        raise Wrong("the server did not say goodbye")
    return flood(attacker, attacker.data(99), MANY)


def late_data(attacker):
    """What is under way on streams that the server has answered early is nobody's fault."""
    for start in range(1, 20_001, 2_000):
        ids = range(start, start + 2_000, 2)
        attacker.send(*[attacker.head(id, call("/no.Such/Method"), end=False) for id in ids])
        attacker.send(*[attacker.data(id, b"late") for id in ids],
                      *[attacker.data(id, b"", end=True) for id in ids])
    return lives(attacker)


def unread_answers(attacker):
    """Answers of a megabyte each that nobody reads: the server must stop reading us."""
    body = hello("x" * 1_000_000)
    attacker.send(settings((4, 0x7fffffff)), update(0, 0x7fff0000 - 65_535))
    # The connection's window of 64 MiB opens again as the server reads, so nothing else stops us.
    taken = 0
    for number in range(200):
        id = 2 * number + 1
        part = b"".join(attacker.data(id, body[at:at + 16_384], at + 16_384 >= len(body))
                        for at in range(0, len(body), 16_384))
        part = attacker.head(id, call(), end=False) + part
        sent = attacker.push(part, 1)
        taken += sent
        if sent < len(part):
            return f"stopped reading after {taken >> 20} MiB"
    raise Wrong(f"the server took {taken >> 20} MiB and was never read")


# Frames in odd orders and sizes.

def byte_by_byte(attacker):
    block = literals(call())
    for byte in attacker.head(1, block=block, end=False) + attacker.data(1, hello("x"), end=True):
        attacker.send(bytes([byte]))
    return answered(attacker, 1)


def pieces(attacker):
    """A message in DATA of one byte each, with all the padding that there is in between."""
    attacker.send(attacker.head(1, call(), end=False))
    body = hello("world")
    for index, byte in enumerate(body):
        last = 1 if index == len(body) - 1 else 0
        attacker.send(raw(0, 8 | last, 1, b"\xff" + bytes([byte]) + bytes(255)))
    return answered(attacker, 1)


def interleaved(attacker):
    """A hundred calls whose frames are dealt out in turn."""
    ids = range(1, 201, 2)
    body = hello("world")
    attacker.send(*[attacker.head(id, call(), end=False) for id in ids])
    for index, byte in enumerate(body):
        attacker.send(*[attacker.data(id, bytes([byte]), index == len(body) - 1)
                        for id in reversed(ids)])
    return answered(attacker, *ids)


def answered(attacker, *ids):
    """Every stream must end with grpc-status 0."""
    left, trailers = set(ids), {}
    for got in attacker.frames():
        if isinstance(got, frame.HeadersFrame):
            fields = attacker.decoder.decode(got.data)
            if "END_STREAM" in got.flags:
                trailers[got.stream_id] = dict(fields).get("grpc-status")
                left.discard(got.stream_id)
        if not left:
            break
    if left or set(trailers.values()) != {"0"}:
        raise Wrong(f"{len(left)} of {len(ids)} calls have no answer: {trailers}, {attacker.goaway}")
    return f"{len(ids)} answered"


def unknown_in_between(attacker):
    attacker.send(raw(0xEE), attacker.head(1, call(), end=False), raw(0x42, 0xFF, 1, b"?" * 16_384),
                  attacker.data(1, hello("x"), end=True))
    return answered(attacker, 1)


def in_two(attacker, data, cut, then):
    """The first part is held, and with the second all is as if it had come at once."""
    attacker.send(data[:cut])
    if not attacker.stays():
        raise Wrong(f"half of it ended the connection: {attacker.goaway}")
    attacker.send(data[cut:])
    return f"held, then {then()}"


def half_a_frame(attacker):
    """A frame that never ends holds nothing up but itself."""
    frames = attacker.head(1, call(), end=False) + attacker.data(1, hello("x" * 99), end=True)
    return in_two(attacker, frames, len(frames) - 60, lambda: answered(attacker, 1))


def silence(attacker):
    """Half a preface and nothing more, for a while."""
    return in_two(attacker, PREFACE + settings(), 16, lambda: lives(attacker))


def wrong_preface(attacker):
    attacker.send(b"PRI * HTTP/2.0\r\n\r\nMS\r\n\r\n")
    return ends(attacker, "PROTOCOL_ERROR")


silence.greet = wrong_preface.greet = False


# Streams reset at every state.

def reset_idle(attacker):
    attacker.send(reset(1))
    return ends(attacker, "PROTOCOL_ERROR")


def reset_open(attacker):
    attacker.send(attacker.head(1, call(), end=False), reset(1))
    return lives(attacker)


def reset_half_message(attacker):
    attacker.send(attacker.head(1, call(), end=False), attacker.data(1, hello("x")[:3]), reset(1))
    return lives(attacker)


def reset_half_answer(attacker):
    attacker.send(settings((4, 3)), attacker.head(1, call(), end=False),
                  attacker.data(1, hello("world"), end=True))
    if not attacker.await_frame(frame.DataFrame, 1):
        raise Wrong("no DATA before the window was empty")
    attacker.send(reset(1), update(1, 1000))
    return lives(attacker)


def reset_closed(attacker):
    attacker.send(attacker.head(1))
    attacker.await_frame(frame.DataFrame, 1)
    attacker.send(reset(1), reset(1))
    return lives(attacker)


def data_after_reset(attacker):
    attacker.send(attacker.head(1, call(), end=False), reset(1), attacker.data(1, b"late"))
    got = attacker.await_frame(frame.RstStreamFrame, 1)
    if not got or got.error_code != 5:
        raise Wrong(f"expected RST_STREAM STREAM_CLOSED, got {got}")
    return lives(attacker)


def headers_after_reset(attacker):
    attacker.send(attacker.head(1, POST, end=False), reset(1), attacker.head(1))
    return ends(attacker, "STREAM_CLOSED")


def data_after_end(attacker):
    attacker.send(attacker.head(1))
    attacker.await_frame(frame.DataFrame, 1)
    attacker.send(attacker.data(1, b"late"))
    return ends(attacker, "STREAM_CLOSED")


def lower_stream(attacker):
    attacker.send(attacker.head(5), attacker.head(3))
    return ends(attacker, "PROTOCOL_ERROR")


# SETTINGS changed while calls are under way, by an implementation that is not ours.

class Lawful:
    """A client on PyPI's h2, which checks each frame that the server sends."""

    def __init__(self, attacker):
        self.attacker = attacker
        self.http2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        self.http2.initiate_connection()
        self.ended = set()
        self.bodies = {}
        self.largest = 0
        self.acknowledged = 0
        self.flush()
        self.play(lambda: self.acknowledged == 1)

    def flush(self):
        self.attacker.send(self.http2.data_to_send())

    def call(self, stream, body):
        self.http2.send_headers(stream, call())
        for start in range(0, len(body), 16_384):
            part = body[start:start + 16_384]
            self.http2.send_data(stream, part, end_stream=start + 16_384 >= len(body))
        self.flush()

    def play(self, until, limit_s=LIMIT_S):
        """Reads until a condition holds."""
        for _ in self.events(limit_s):
            if until():
                return
        raise Wrong("what was to come did not come")

    def events(self, limit_s):
        for got in self.attacker.frames(limit_s):
            for event in self.http2.receive_data(got.serialize()):
                if isinstance(event, h2.events.StreamEnded):
                    self.ended.add(event.stream_id)
                elif isinstance(event, h2.events.SettingsAcknowledged):
                    self.acknowledged += 1
                elif isinstance(event, h2.events.DataReceived):
                    body = self.bodies.setdefault(event.stream_id, bytearray())
                    body += event.data
                    self.largest = max(self.largest, len(event.data))
                    self.http2.acknowledge_received_data(
                        event.flow_controlled_length, event.stream_id)
            self.flush()
            yield

    def change(self, **values):
        """Changes parameters and waits until the server knows: h2 keeps no order among them."""
        codes = h2.settings.SettingCodes
        self.http2.update_settings({codes[name]: value for name, value in values.items()})
        self.flush()
        due = self.acknowledged + 1
        self.play(lambda: self.acknowledged == due)


def settings_under_way(attacker):
    """Window, frame size and table go to their ends and back while an answer is on its way."""
    client = Lawful(attacker)
    client.change(INITIAL_WINDOW_SIZE=0)
    client.call(1, hello("x" * 30_000))
    client.change(INITIAL_WINDOW_SIZE=1, MAX_FRAME_SIZE=20_000, HEADER_TABLE_SIZE=0)
    client.play(lambda: len(client.bodies.get(1, b"")) == 1)
    client.change(INITIAL_WINDOW_SIZE=0)
    client.change(INITIAL_WINDOW_SIZE=1 << 20, HEADER_TABLE_SIZE=100)
    client.play(lambda: 1 in client.ended)
    for number, size in enumerate([0, 4096, 50, 65_536]):
        client.change(HEADER_TABLE_SIZE=size, MAX_FRAME_SIZE=16_384 + number)
        client.call(3 + 2 * number, hello("x" * 50_000))
        client.play(lambda: 3 + 2 * number in client.ended)
    if client.largest > 20_000:
        raise Wrong(f"DATA of {client.largest} bytes where 20,000 were allowed")
    return "5 answered"


settings_under_way.greet = False

FLOODS = [
    ping_flood, unread_ping_flood, settings_flood, window_flip_flood, large_settings, rapid_reset,
    rapid_reset_with_data, made_you_reset, malformed_flood, empty_data_flood, padding_flood,
    continuation_flood, large_continuation_flood, header_bomb, nameless_flood, priority_flood,
    window_dribble, window_flood, unknown_flood, goaway_flood, acknowledgement_flood,
    refused_flood, colliding_streams, flood_behind_goaway, late_data, unread_answers,
]
ORDERS = [
    unfinished_block, byte_by_byte, pieces, interleaved, unknown_in_between, half_a_frame, silence,
    wrong_preface, reset_idle, reset_open, reset_half_message, reset_half_answer, reset_closed,
    data_after_reset, headers_after_reset, data_after_end, lower_stream, settings_under_way,
]
