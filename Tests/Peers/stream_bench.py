"""Streams of grpcbench beside those of grpc++'s and grpcio's own clients, on one server."""

import os
import statistics
import sys
import time

import stream_tools
from child import Server
from comparison import Goal, Results, figure, serve_command, spread, told, verdicts
from stream_tools import KINDS
from tools import GRPCBench

VERIFIED = "--verify true"


class Streams:
    """Messages per second and CPU per message of each streaming kind, client by client."""

    name = "streams"
    title = "Streams beside grpc++ and grpcio"

    def __init__(self, options, folder):
        self.options = options
        self.ours = GRPCBench(options.grpcbench, folder)
        self.results = Results()

    def run(self):
        with Server(serve_command(self.options)) as self.server:
            for number in range(self.options.rounds):
                told(self, number, self.options.rounds)
                arms = [arm for kind in KINDS for arm in self.arms(kind)]
                for name, arm in reversed(arms) if number % 2 else arms:
                    self.measure(name, arm)

    def arms(self, kind):
        port = self.server.port
        def theirs(command, client):
            return stream_tools.theirs(command, f"{client}, {kind.name}", "messages")

        def ours(*more):
            command = self.ours_command(kind, port, *more)
            return stream_tools.ours(self.ours, command, kind.name, kind.counted)

        return [
            (f"{kind.name}, grpcbench", ours),
            (f"{kind.name}, grpcbench {VERIFIED}", lambda: ours("--verify", "true")),
            (f"{kind.name}, grpc++", lambda: theirs(self.cpp_command(kind, port), "grpc++")),
            (f"{kind.name}, grpcio", lambda: theirs(self.python_command(kind, port), "grpcio")),
        ]

    def ours_command(self, kind, port, *more):
        return self.ours.streams(port, kind.scenario, self.options.flow_seconds, *more)

    def cpp_command(self, kind, port):
        binary = os.path.join(self.options.peers, "stream_client")
        return stream_tools.cpp_command(binary, port, kind, self.options.flow_seconds)

    def python_command(self, kind, port):
        python = self.options.python
        return stream_tools.python_command(python, port, kind, self.options.flow_seconds)

    def measure(self, name, arm):
        before = self.server.cpu_s()
        flow = arm()
        flow.server_cpu_s = self.server.cpu_s() - before
        self.results.add(name, flow)
        print(f"  {name:28} {flow.per_s:12,.0f} messages/s {flow.cpu_ns:10,.1f} ns a message",
              file=sys.stderr, flush=True)
        # A client that leaves with calls in flight leaves the server some work.
        time.sleep(0.3)

    def goals(self):
        flows = [kind for kind in KINDS if kind.word != "pingpong"]
        return [
            *[Goal(f"{kind.name}: messages/s, one core each side", False, 1.5,
                   [flow.per_s / 1e6 for flow in self.results.arms[f"{kind.name}, grpcbench"]],
                   " M") for kind in flows],
            *[Goal(f"{kind.name}: messages per client CPU second ÷ grpc++'s", False, 10,
                   self.ratios(kind, "grpc++")) for kind in KINDS],
        ]

    def ratios(self, kind, client):
        return self.results.ratios(
            f"{kind.name}, grpcbench", f"{kind.name}, {client}", lambda flow: flow.per_cpu_s)

    def text(self):
        lines = [
            f"Rounds: {self.options.rounds}, of {self.options.flow_seconds:g} s a run. CPU in ns "
            "per message, median (smallest – largest). A message of", "a bidirectional kind is "
            "one there and its answer.", "",
            "| run | messages/s | client CPU | server CPU | streams × messages |",
            "| --- | ---: | ---: | ---: | ---: |",
        ]
        for kind in KINDS:
            shape = f"{kind.streams} × {kind.messages:,}"
            for name, _ in self.arms(kind):
                flows = self.results.arms[name]
                lines.append(
                    f"| {name} | {spread([flow.per_s for flow in flows])} "
                    f"| {spread([flow.cpu_ns for flow in flows])} "
                    f"| {spread([flow.server_cpu_ns for flow in flows])} "
                    f"| {shape} |")
        python = ", ".join(
            f"{kind.name} {figure(statistics.median(self.ratios(kind, 'grpcio')))}"
            for kind in KINDS)
        return [
            *lines, "",
            f"- Messages per client CPU second ÷ grpcio's: {python}.",
            "- In a ping-pong nearly all CPU is the kernel's, for a sleep and a wake-up on each "
            "side every few messages,", "  whoever the client is.",
            "- The client of grpc++ drives all calls from one completion queue with one thread, "
            "which costs it less CPU", "  than the synchronous API with a thread a stream "
            "(`stream_client … sync`). The client of grpcio is", "  synchronous, with a thread "
            "a stream.",
            "- The CPU of grpcbench is that of its whole process; start-up is left out of the "
            "other clients' CPU.",
            "- grpc++ and grpcio make an object of each answer; grpcbench takes it from the "
            "stream and counts it, and with", f"  `{VERIFIED}` decodes it too and compares it with "
            "what it should be.",
            f"- grpcbench's own verdicts on its runs: {verdicts(self.results)}.",
        ]

    def commands(self):
        kind = KINDS[0]
        return [
            self.ours_command(kind, "PORT"), self.cpp_command(kind, "PORT"),
            self.python_command(kind, "PORT"), serve_command(self.options),
        ]
