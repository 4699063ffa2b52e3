"""Large messages through grpcbench beside a plain socket copy with chunks of their size."""

import os
import statistics
import sys

import stream_tools
from child import Server
from comparison import Goal, Results, figure, serve_command, spread, told, verdicts
from large_messages import CASES, named, words
from tools import GRPCBench

# At both ends: a window that holds a few messages, and frames that hold a whole one.
ROOMY = ["--stream-window", "4194304", "--max-frame-size", "1048576"]
MB = 1e6


class Large:
    """Bytes per second from one process to another over the loopback, in either direction."""

    name = "large"
    title = "Large messages beside a plain socket copy"

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.ours = GRPCBench(options.grpcbench, folder)
        self.copy = os.path.join(options.peers, "socket_copy")
        self.results = Results()

    def run(self):
        copier = Server([self.copy, "serve"])
        with Server(serve_command(self.options, *ROOMY)) as self.server, copier as self.copier:
            for number in range(self.options.rounds):
                told(self, number, self.options.rounds)
                arms = [arm for case in CASES for arm in self.arms(*case)]
                for name, server, arm in reversed(arms) if number % 2 else arms:
                    self.measure(name, server, arm)

    def arms(self, direction, size):
        what = named(direction, size)
        return [
            (f"{what}, grpcbench", self.server, lambda: stream_tools.ours(
                self.ours, self.ours_command(direction, size, self.server.port), what,
                direction.counted, size)),
            (f"{what}, plain copy", self.copier, lambda: stream_tools.theirs(
                self.copy_command(direction, size, self.copier.port), "socket_copy", "bytes")),
        ]

    def ours_command(self, direction, size, port):
        scenario, *more = words(self.folder, direction, size)
        return self.ours.streams(port, scenario, self.options.flow_seconds, *more, *ROOMY)

    def copy_command(self, direction, size, port):
        return stream_tools.copy_command(
            self.copy, port, direction.word, size, self.options.flow_seconds)

    def measure(self, name, server, arm):
        before = server.cpu_s()
        flow = arm()
        flow.server_cpu_s = server.cpu_s() - before
        self.results.add(name, flow)
        print(f"  {name:32} {flow.per_s / MB:9,.0f} MB/s {flow.per_cpu_s / MB:9,.0f} MB a CPU "
              "second", file=sys.stderr, flush=True)

    def ratios(self, direction, size, read):
        what = named(direction, size)
        return self.results.ratios(f"{what}, grpcbench", f"{what}, plain copy", read)

    def goals(self):
        return [
            Goal(f"{named(*case)}: bytes/s ÷ a plain socket copy's", False, 0.7,
                 self.ratios(*case, lambda flow: flow.per_s)) for case in CASES
        ]

    def text(self):
        lines = [
            f"Rounds: {self.options.rounds}, of {self.options.flow_seconds:g} s a run. Median "
            "(smallest – largest).", "",
            "| run | MB/s | MB per client CPU second | MB per server CPU second |",
            "| --- | ---: | ---: | ---: |",
        ]
        for case in CASES:
            for name in (f"{named(*case)}, grpcbench", f"{named(*case)}, plain copy"):
                flows = self.results.arms[name]
                lines.append(
                    f"| {name} | {spread([flow.per_s / MB for flow in flows])} "
                    f"| {spread([flow.per_cpu_s / MB for flow in flows])} "
                    f"| {spread([flow.units / MB / flow.server_cpu_s for flow in flows])} |")
        costs = [
            f"{named(*case)} {figure(statistics.median(self.ratios(*case, per_cpu_s)))}"
            for case in CASES
        ]
        return [
            *lines, "",
            "- Bytes per client CPU second ÷ the plain copy's: " + ", ".join(costs) + ".",
            "- The plain copy is one process that writes chunks of the message's size from one "
            "buffer and one that", "  reads them into one buffer, over TCP on the loopback, "
            "pinned like client and server.",
            "- The server makes each message that it sends, and decodes each that it takes, as a "
            "server must.", "  Bytes are those of the messages, without prefix and frames.",
            "- Sending is client streaming of messages that greet nobody: what they hold is a field "
            "that the server does", "  not know. Receiving is server streaming. Each has 4 calls in "
            "flight on one connection.",
            f"- grpcbench's own verdicts on its runs: {verdicts(self.results)}.",
        ]

    def commands(self):
        return [
            *[self.ours_command(*case, "PORT") for case in CASES],
            serve_command(self.options, *ROOMY),
            self.copy_command(*CASES[0], "PORT"), self.copy_command(*CASES[-1], "PORT"),
            [self.copy, "serve"],
        ]


def per_cpu_s(flow):
    return flow.per_cpu_s
