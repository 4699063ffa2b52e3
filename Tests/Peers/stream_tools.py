"""Those that move messages or bytes in streams: how each is asked for the same, and read."""

import dataclasses
import json
import os

import child
from child import Broken
from tools import LIMIT_S, last_line

PEERS = os.path.dirname(os.path.abspath(__file__))


@dataclasses.dataclass
class Kind:
    """A kind of streaming call in the shape of one of our scenarios.

    `word` is its name in the foreign clients, `counted` the field of our summary with its messages:
    of a bidirectional kind the answers, so that a message there and its answer are one.
    """

    name: str
    word: str
    scenario: str
    streams: int
    messages: int
    counted: str


KINDS = [
    Kind("server streaming", "server", "server-streaming", 100, 1000, "messages_received"),
    Kind("client streaming", "client", "client-streaming", 100, 1000, "messages_sent"),
    Kind("bidi ping-pong", "pingpong", "bidi-pingpong", 10, 100, "messages_received"),
    Kind("bidi flood", "flood", "bidi-flood", 10, 1000, "messages_received"),
]


@dataclasses.dataclass
class Flow:
    """What one run of one tool moved in its time, and what it cost the client and the server."""

    units: int
    seconds: float
    cpu_s: float
    server_cpu_s: float = 0.0
    document: dict = None

    @property
    def per_s(self):
        return self.units / self.seconds

    @property
    def per_cpu_s(self):
        return self.units / self.cpu_s

    @property
    def cpu_ns(self):
        return self.cpu_s / self.units * 1e9

    @property
    def server_cpu_ns(self):
        return self.server_cpu_s / self.units * 1e9


def ours(grpcbench, command, what, counted, unit=1):
    """A run of grpcbench: all CPU of the process, start-up included, for the measured messages."""
    ended, document = grpcbench.play(command, what)
    summary = document["summary"]
    if not summary[counted]:
        raise Broken(f"grpcbench {what}: no message; give the runs more seconds")
    return Flow(summary[counted] * unit, summary["duration_s"], ended.user_s + ended.system_s,
                document=document)


def theirs(command, what, counted):
    """A run of a client that prints its own figures: its start-up is not in its CPU."""
    ended = child.run(command, LIMIT_S)
    if ended.status != 0:
        raise Broken(f"{what}: exit code {ended.status}: {last_line(ended.errors)}")
    told = json.loads(ended.output)
    if not told[counted]:
        raise Broken(f"{what}: nothing moved; see whether the server answers")
    return Flow(told[counted], told["seconds"], told["cpu_s"])


def cpp_command(binary, port, kind, seconds):
    return [binary, str(port), kind.word, str(kind.streams), str(kind.messages), f"{seconds:g}"]


def python_command(python, port, kind, seconds):
    script = os.path.relpath(os.path.join(PEERS, "stream_client.py"))
    return [python, script, str(port), kind.word, str(kind.streams), str(kind.messages),
            f"{seconds:g}"]


def copy_command(binary, port, direction, chunk, seconds):
    return [binary, direction, str(port), str(chunk), f"{seconds:g}"]
