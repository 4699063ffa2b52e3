"""The load generators under comparison: how each is asked the same question, and read."""

import dataclasses
import json
import os
import re
import tempfile

import child
from child import Broken

PATH = "/greet.Greeter/SayHello"
# The 5-byte prefix of gRPC (flag, length) and HelloRequest{name: "world"}.
REQUEST = b"\0\0\0\0\x07\x0a\x05world"
# The same of HelloResponse{message: "Hello, world!"}: 20 bytes.
RESPONSE = b"\0\0\0\0\x0f\x0a\x0dHello, world!"
LIMIT_S = 120


@dataclasses.dataclass
class Shape:
    """Connections × streams in each."""

    connections: int
    streams: int

    def __str__(self):
        return f"{self.connections} × {self.streams}"


@dataclasses.dataclass
class Run:
    """One run of one tool: calls that succeeded, and what they cost the client and the server."""

    calls: int
    calls_per_s: float
    user_us: float
    system_us: float
    server_us: float = 0.0
    peak_rss_bytes: int = 0
    document: dict = None

    @property
    def cpu_us(self):
        return self.user_us + self.system_us

    @property
    def cpu_s(self):
        """CPU of the whole process from start to end, in seconds."""
        return self.cpu_us * self.calls / 1e6

    @property
    def own_cpu_us(self):
        """What grpcbench says itself: its CPU per call while it measured."""
        return self.document["summary"]["client_cpu_us_per_call"]


def run_of(ended, calls, calls_per_s, **more):
    if calls <= 0:
        raise Broken("a tool made no call; see whether the server answers")
    return Run(calls, calls_per_s, ended.user_s / calls * 1e6, ended.system_s / calls * 1e6, **more)


def last_line(text):
    return (text.strip().splitlines() or ["(nothing on standard error)"])[-1]


def shown(command):
    """A command line as people would type it: programs without their folder."""
    words = [os.path.basename(command[0]), *command[1:]]
    return " ".join(f"'{w}'" if re.search(r"[\s]", w) else w for w in words)


class GRPCBench:
    """Ours. Runs by time, without warm-up, so that every call it pays for is counted."""

    name = "grpcbench"

    def __init__(self, binary, folder, more=()):
        self.binary = binary
        self.folder = os.path.join(folder, "runs")
        self.more = list(more)

    def command(self, port, shape, seconds, rate=None, warmup=0):
        command = [
            self.binary, "--scenario", "unary", "--target", f"127.0.0.1:{port}",
            "--connections", str(shape.connections), "--streams", str(shape.streams),
            "--duration", f"{seconds:g}s", "--warmup", f"{warmup:g}s", "--threads", "1",
            "--output", self.folder, "--json", *self.more,
        ]
        return command + (["--rate", str(rate), "--arrivals", "poisson"] if rate else [])

    def run(self, port, shape, seconds, rate=None, sample_memory=False, phases=None, warmup=0,
            more=()):
        command = [*self.command(port, shape, seconds, rate, warmup), *more]
        if phases is not None:
            command += ["--phases", "true" if phases else "false"]
        ended, document = self.play(command, str(shape), sample_memory)
        summary = document["summary"]
        return run_of(ended, summary["calls"], summary["achieved_per_s"], document=document,
                      peak_rss_bytes=ended.peak_rss_bytes)

    def streams(self, port, scenario, seconds, *more):
        """The command that plays a scenario's streams as its file says, for so long."""
        return [
            self.binary, "--scenario", scenario, "--target", f"127.0.0.1:{port}",
            "--duration", f"{seconds:g}s", "--warmup", "0s", "--threads", "1",
            "--output", self.folder, "--json", *self.more, *more,
        ]

    def play(self, command, what, sample_memory=False):
        """How a run ended, and its document; all of its calls must have succeeded."""
        ended = child.run(command, LIMIT_S, sample_memory)
        # 4 says that the generator doubts its own measurement; the document still has the figures.
        if ended.status not in (0, 4):
            raise Broken(f"grpcbench {what}: exit code {ended.status}: {last_line(ended.errors)}")
        document = json.loads(ended.output)
        summary = document["summary"]
        if summary["failed"] or summary["unfinished"]:
            raise Broken(f"grpcbench {what}: {summary['failed']} failed, "
                         f"{summary['unfinished']} unfinished calls")
        return ended, document

    def idle(self, port):
        """A run that is all start and end: some ten calls."""
        return self.run(port, Shape(1, 1), 0.1, rate=100)


class H2Load:
    """nghttp2's generator, with a gRPC request written by hand. Runs a number of calls."""

    name = "h2load"

    def __init__(self, folder, scheme="http"):
        self.scheme = scheme
        self.body = os.path.join(folder, "body.bin")
        with open(self.body, "wb") as body:
            body.write(REQUEST)

    def command(self, port, shape, calls, path=PATH):
        command = ["h2load", "-t1", f"-c{shape.connections}", f"-m{shape.streams}"]
        command += ["-n", str(calls)]
        if path == PATH:
            command += ["-d", self.body]
            command += ["-H", "te: trailers", "-H", "content-type: application/grpc"]
        return command + [f"{self.scheme}://127.0.0.1:{port}{path}"]

    def run(self, port, shape, calls, path=PATH):
        ended = child.run(self.command(port, shape, calls, path), LIMIT_S)
        done = re.search(r"requests: .* (\d+) succeeded, (\d+) failed", ended.output)
        rate = re.search(r"finished in \S+, ([\d.]+) req/s", ended.output)
        if not done or not rate or int(done[2]):
            raise Broken(f"h2load {shape}: {done[0] if done else 'no summary'}")
        return run_of(ended, int(done[1]), float(rate[1]))

    def idle(self, port):
        """A run that is all start and end: one call."""
        return self.run(port, Shape(1, 1), 1)


class K6:
    """Grafana's generator: virtual users, each with a connection of its own. Runs by time."""

    name = "k6"

    def __init__(self, binary):
        self.binary = binary

    def command(self, port, users, seconds, summary):
        return [
            self.binary, "run", "--quiet", "--no-usage-report", "--summary-export", summary,
            "-e", f"TARGET=127.0.0.1:{port}", "-e", "PROTOS=../../Protos", "-e", f"VUS={users}",
            "-e", f"DURATION={seconds}s", "Tests/Peers/unary.js",
        ]

    def run(self, port, users, seconds):
        with tempfile.NamedTemporaryFile("r", suffix=".json") as summary:
            ended = child.run(self.command(port, users, seconds, summary.name), LIMIT_S)
            if ended.status != 0:
                raise Broken(f"k6: exit code {ended.status}: {ended.errors.strip()[-200:]}")
            metrics = json.load(summary)["metrics"]
        if metrics["checks"]["fails"]:
            raise Broken(f"k6: {metrics['checks']['fails']} calls were not answered OK")
        iterations = metrics["iterations"]
        return run_of(ended, iterations["count"], iterations["rate"])
