"""Calls over TLS beside h2load's, and handshakes beside h2load's and those of openssl s_time."""

import dataclasses
import re
import statistics
import sys
import time

import child
import comparison
from certificates import Certificates
from child import Broken, Server
from comparison import Goal, Results, figure, serve_command, spread, told
from tools import LIMIT_S, GRPCBench, H2Load, Shape

SHAPES = [Shape(1, 100), Shape(10, 10), Shape(100, 10)]
BASE = SHAPES[0]
# So many connections that those without a session to go on with, the first 256, hardly count.
HANDSHAKES = 4000
# Each connection makes its handshake and hardly a call.
FEW_CALLS = {"seconds": 0.1, "rate": 100}


@dataclasses.dataclass
class Handshakes:
    """Connections made one after the other or side by side, and what they cost both ends."""

    count: int
    seconds: float
    cpu_s: float
    resumed: int = 0
    server_cpu_s: float = 0.0
    document: dict = None

    @property
    def per_s(self):
        return self.count / self.seconds

    @property
    def cpu_us(self):
        return self.cpu_s / self.count * 1e6

    @property
    def server_us(self):
        return self.server_cpu_s / self.count * 1e6


class TLS:
    """Our server on TLS for all; plain arms show what TLS itself costs."""

    name = "tls"
    title = "TLS beside h2load and openssl"

    def __init__(self, options, folder):
        self.options = options
        self.certificates = Certificates(folder)
        self.ours = GRPCBench(options.grpcbench, folder, self.certificates.client)
        self.plain = GRPCBench(options.grpcbench, folder)
        self.h2load = H2Load(folder, "https")
        self.calls = {}
        self.results = Results()
        self.handshakes = Results()

    @property
    def server_command(self):
        return serve_command(self.options, *self.certificates.server)

    def run(self):
        with Server(self.server_command) as self.server, \
                Server(serve_command(self.options)) as self.plain_server:
            self.calibrate()
            for number in range(self.options.rounds):
                told(self, number, self.options.rounds)
                for arm in (self.round_of_calls, self.round_of_handshakes):
                    arm(number)

    def calibrate(self):
        """Finds the number of calls that keeps h2load busy for as long as we run."""
        for shape in SHAPES:
            rate = self.h2load.run(self.server.port, shape, 5000).calls_per_s
            self.calls[str(shape)] = max(5000, int(rate * self.options.seconds))

    def round_of_calls(self, number):
        seconds = self.options.seconds
        arms = []
        for shape in SHAPES:
            arms.append((f"grpcbench {shape}", self.server, lambda shape=shape: self.ours.run(
                self.server.port, shape, seconds)))
            arms.append((f"h2load {shape}", self.server, lambda shape=shape: self.h2load.run(
                self.server.port, shape, self.calls[str(shape)])))
        arms.append((f"grpcbench {BASE} plain", self.plain_server, lambda: self.plain.run(
            self.plain_server.port, BASE, seconds)))
        for name, server, arm in reversed(arms) if number % 2 else arms:
            before = server.cpu_s()
            run = arm()
            run.server_us = (server.cpu_s() - before) / run.calls * 1e6
            self.results.add(name, run)
            print(f"  {name:24} {run.calls_per_s:12,.0f} calls/s {run.cpu_us:9.3f} us a call "
                  f"= {run.user_us:9.3f} user + {run.system_us:9.3f} system",
                  file=sys.stderr, flush=True)
            time.sleep(0.2)

    def round_of_handshakes(self, number):
        start = self.ours.idle(self.server.port).cpu_s
        arms = [
            ("grpcbench full", lambda: self.connect(start, "--tls-resumption", "false")),
            ("grpcbench resumed", lambda: self.connect(start)),
            ("grpcbench plain", lambda: self.connect(start, secure=False)),
            ("h2load full", self.load),
            ("openssl s_time full", lambda: self.clock("-new", "-tls1_3")),
            ("openssl s_time full, TLS 1.2", lambda: self.clock("-new", "-tls1_2")),
            ("openssl s_time resumed, TLS 1.2", lambda: self.clock("-reuse", "-tls1_2")),
        ]
        for name, arm in reversed(arms) if number % 2 else arms:
            server = self.plain_server if name == "grpcbench plain" else self.server
            before = server.cpu_s()
            done = arm()
            done.server_cpu_s = server.cpu_s() - before
            self.handshakes.add(name, done)
            print(f"  {name:32} {done.per_s:9,.0f} /s {done.cpu_us:9.1f} us of the client, "
                  f"{done.server_us:9.1f} us of the server, {done.resumed} resumed",
                  file=sys.stderr, flush=True)
            time.sleep(0.2)

    def connect(self, start, *more, secure=True):
        """Many connections of one run, without what a run costs that makes one."""
        tool, server = (self.ours, self.server) if secure else (self.plain, self.plain_server)
        run = tool.run(server.port, Shape(HANDSHAKES, 1), **FEW_CALLS, more=more)
        connections = run.document["summary"]["connections"]
        told = connections["handshakes"] or {"resumed": 0}
        return Handshakes(connections["opened"], connections["opening_s"], run.cpu_s - start,
                          told["resumed"])

    def load(self):
        ended = child.run(self.h2load.command(
            self.server.port, Shape(HANDSHAKES, 1), HANDSHAKES), LIMIT_S)
        done = re.search(r"finished in ([\d.]+)(ms|s),", ended.output)
        good = re.search(r"(\d+) succeeded, 0 failed", ended.output)
        if not done or not good:
            raise Broken(f"h2load {HANDSHAKES} × 1: not all calls succeeded")
        seconds = float(done[1]) / (1000 if done[2] == "ms" else 1)
        return Handshakes(HANDSHAKES, seconds, ended.user_s + ended.system_s)

    def clock_command(self, port, *how):
        return ["openssl", "s_time", "-connect", f"127.0.0.1:{port}", *how,
                "-time", f"{max(1, round(self.options.flow_seconds))}",
                "-CAfile", self.certificates.path("ca.pem")]

    def clock(self, *how):
        """One connection after the other: a client that always waits."""
        ended = child.run(self.clock_command(self.server.port, *how), LIMIT_S)
        done = re.search(r"(\d+) connections in (\d+) real seconds", ended.output)
        if not done or not int(done[1]):
            raise Broken(f"openssl s_time: {(ended.errors or ended.output).strip()[-200:]}")
        count = int(done[1])
        return Handshakes(count, int(done[2]), ended.user_s + ended.system_s,
                          count if "-reuse" in how else 0)

    def goals(self):
        return [
            Goal(f"client CPU per call over TLS ÷ h2load's, {shape}", True, 0.5,
                 self.results.ratios(f"grpcbench {shape}", f"h2load {shape}",
                                     lambda run: run.cpu_us)) for shape in SHAPES
        ]

    def text(self):
        price = statistics.median(self.results.ratios(
            f"grpcbench {BASE}", f"grpcbench {BASE} plain", lambda run: run.cpu_us))
        lines = [
            f"Rounds: {self.options.rounds}, of {self.options.seconds:g} s a run. TLS 1.3 with "
            "AES-128-GCM and X25519, a P-256", "certificate. A call over TLS costs the client "
            f"{figure(price)} times a plain one, {BASE}.", "",
            "| run | calls/s | client CPU µs per call | user | system | server CPU |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
        ]
        for name, runs in self.results.arms.items():
            cells = [spread([read(run) for run in runs]) for read in (
                lambda run: run.calls_per_s, lambda run: run.cpu_us, lambda run: run.user_us,
                lambda run: run.system_us, lambda run: run.server_us)]
            lines.append(f"| {name} | {' | '.join(cells)} |")
        lines += [
            "", "### Handshakes", "",
            "| connections | a second | client CPU µs | server CPU µs | resumed |",
            "| --- | ---: | ---: | ---: | ---: |",
        ]
        for name, runs in self.handshakes.arms.items():
            cells = [spread([read(run) for run in runs]) for read in (
                lambda run: run.per_s, lambda run: run.cpu_us, lambda run: run.server_us)]
            resumed = statistics.median(run.resumed / run.count for run in runs)
            lines.append(f"| {name} | {' | '.join(cells)} | {resumed:.0%} |")
        return [
            *lines, "",
            f"- grpcbench and h2load make {HANDSHAKES:,} connections, side by side, each with its "
            "SETTINGS; h2load makes a call", "  on each, and grpcbench checks the certificate, "
            "which h2load does not. `plain` is the same without TLS.",
            "- openssl s_time makes one connection after the other and closes it behind the "
            "handshake, so that its rate is", "  one of waiting; what compares is its CPU.",
            "- The CPU of grpcbench is that of its process without that of a run of one "
            "connection; the server's is counted", "  in ticks of 10 ms.",
            f"- grpcbench's own verdicts on its runs: {comparison.verdicts(self.results)}.",
        ]

    def commands(self):
        shape = Shape(HANDSHAKES, 1)
        return [
            self.ours.command("PORT", BASE, self.options.seconds),
            self.h2load.command("PORT", BASE, "CALLS"),
            [*self.ours.command("PORT", shape, **FEW_CALLS), "--tls-resumption", "false"],
            self.h2load.command("PORT", shape, HANDSHAKES),
            self.clock_command("PORT", "-reuse", "-tls1_2"),
            self.server_command,
        ]
