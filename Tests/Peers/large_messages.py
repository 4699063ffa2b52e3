"""How grpcbench is asked to move large messages one way only.

The server repeats each name in its answers, so names alone would flow both ways. Messages that are
sent in streams therefore have no name but a field that the service does not know: the answer stays
small. A scenario file is too short for 1 MiB of it; there each call sends one name of that size,
and asks for a stream of no answers, which costs the server what it costs to read that name.
"""

import base64
import dataclasses
import os

KIB, MIB = 1 << 10, 1 << 20
# The longest that a scenario file has room for.
LONGEST_DATA = 2 * MIB
# Messages of one call come to so many bytes, as many calls at a time share one connection.
CALL_BYTES = 64 * MIB
STREAMS = 4


@dataclasses.dataclass
class Direction:
    """A direction by its words: ours, and that of the plain copy; and what our summary counts."""

    name: str
    word: str
    counted: str


SENDING = Direction("sending", "send", "messages_sent")
RECEIVING = Direction("receiving", "receive", "messages_received")
CASES = [
    (SENDING, 64 * KIB), (SENDING, MIB),
    (RECEIVING, 64 * KIB), (RECEIVING, MIB),
]


def named(direction, size):
    return f"{direction.name} {size // MIB} MiB" if size >= MIB else (
        f"{direction.name} {size // KIB} KiB")


def unknown_field(size):
    """A protobuf message of so many bytes: one field of number 15, as long as it takes."""
    length = size - 4
    head = bytes([15 << 3 | 2, length & 127 | 128, length >> 7 & 127 | 128, length >> 14])
    return head + b"x" * length


def scenario(folder, size):
    """Writes the scenario whose messages are so many bytes of an unknown field; its path."""
    path = os.path.join(folder, f"send-{size // KIB}.yaml")
    with open(path, "w") as file:
        file.write(
            "# Large messages from client to server, which answers them all in a few bytes.\n"
            "method: greet.Greeter/SayHelloClientStream\n"
            f"request:\n  data: {base64.b64encode(unknown_field(size)).decode()}\n")
    return path


def words(folder, direction, size, streams=STREAMS, messages=None):
    """The scenario and the options that move messages of this size in this direction."""
    messages = messages or CALL_BYTES // size
    if direction is SENDING and size <= LONGEST_DATA:
        question = [scenario(folder, size), "--messages-sent", str(messages)]
    else:
        answers = messages if direction is RECEIVING else 0
        question = ["server-streaming", "--request-size", str(size),
                    "--messages-received", str(answers)]
    return [*question, "--streams", str(streams)]
