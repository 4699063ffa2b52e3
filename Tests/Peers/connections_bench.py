"""Many connections: their memory at both ends, the time to open them, the cost of a call on them."""

import dataclasses
import statistics
import sys
import time

import child
import comparison
from certificates import Certificates
from child import Server
from comparison import KIB, Goal, Results, figure, serve_command, spread, told
from tools import GRPCBench, Shape

COUNTS = [1000, 5000, 10000]
# What a process holds with hardly a connection is taken off.
FEW = 10
HOLDING = {"seconds": 1, "rate": 1000}
# The same calls in all, on ever more connections.
RATE = 20000
SPREADS = [10, 100, 1000, 5000]
STREAMS = 100
# By then each of 5,000 connections has had its first calls, which are dearer than all others.
WARMUP = 2


@dataclasses.dataclass
class Held:
    """Connections that stood at once: how long they took, and the peaks of both processes."""

    count: int
    opening_s: float
    client_bytes: int
    server_bytes: int


class Connections:
    """A fresh server for each measurement of memory, one and the same for all calls."""

    name = "connections"
    title = "From ten connections to ten thousand"

    def __init__(self, options, folder):
        self.options = options
        self.certificates = Certificates(folder)
        self.tools = {
            "plain": GRPCBench(options.grpcbench, folder),
            "TLS": GRPCBench(options.grpcbench, folder, self.certificates.client),
        }
        self.results = Results()
        self.held = Results()

    def server_command(self, wire):
        return serve_command(
            self.options, *(self.certificates.server if wire == "TLS" else []))

    def run(self):
        child.raise_file_limit(max(COUNTS) + 200)
        for number in range(self.options.rounds):
            told(self, number, self.options.rounds)
            cases = [(wire, count) for wire in self.tools for count in [FEW, *COUNTS]]
            for case in reversed(cases) if number % 2 else cases:
                self.hold(*case)
            self.spread(number)

    def hold(self, wire, count):
        with Server(self.server_command(wire)) as server:
            run = self.tools[wire].run(
                server.port, Shape(count, 1), **HOLDING, sample_memory=True)
            connections = run.document["summary"]["connections"]
            if connections["opened"] != count:
                raise child.Broken(f"grpcbench: {connections['opened']} of {count} connections")
            held = Held(count, connections["opening_s"], run.peak_rss_bytes,
                        child.peak_rss_bytes(server.child.pid))
        self.held.add(f"{wire} {count}", held)
        print(f"  {wire:5} {count:6,} connections: {held.opening_s * 1e3:9,.0f} ms, client "
              f"{held.client_bytes / KIB:9,.0f} KiB, server {held.server_bytes / KIB:9,.0f} KiB",
              file=sys.stderr, flush=True)

    def spread(self, number):
        """The cost of a call: each number of connections twice, there and back (ABBA)."""
        with Server(self.server_command("plain")) as plain, \
                Server(self.server_command("TLS")) as secure:
            for wire, server in (("plain", plain), ("TLS", secure)):
                for count in [*SPREADS, *reversed(SPREADS)]:
                    run = self.tools[wire].run(
                        server.port, Shape(count, STREAMS), self.options.seconds, rate=RATE,
                        warmup=WARMUP)
                    self.results.add(f"{wire} {count}", run)
                    print(f"  {wire:5} {count:6,} × {STREAMS}: {run.calls_per_s:9,.0f} calls/s "
                          f"{run.own_cpu_us:9.2f} us a call", file=sys.stderr, flush=True)
                    time.sleep(0.2)

    def goals(self):
        most, least = SPREADS[-1], SPREADS[0]
        return [
            Goal(f"client CPU per call at {RATE:,}/s, {wire}: {most:,} connections ÷ {least}",
                 True, 1.5, self.results.ratios(f"{wire} {most}", f"{wire} {least}",
                                                lambda run: run.own_cpu_us))
            for wire in self.tools
        ]

    def kib(self, wire, count, side):
        """KiB for each connection, round by round."""
        return [
            (getattr(many, side) - getattr(few, side)) / (count - FEW) / KIB
            for few, many in zip(self.held.arms[f"{wire} {FEW}"], self.held.arms[f"{wire} {count}"])
        ]

    def text(self):
        lines = [
            f"Rounds: {self.options.rounds}. Median (smallest – largest).", "",
            "| connections | time to open | a second | client KiB each | server KiB each |",
            "| --- | ---: | ---: | ---: | ---: |",
        ]
        for wire in self.tools:
            for count in COUNTS:
                runs = self.held.arms[f"{wire} {count}"]
                times = spread([held.opening_s * 1e3 for held in runs])
                rate = figure(statistics.median(held.count / held.opening_s for held in runs))
                client, server = (spread(self.kib(wire, count, side))
                                  for side in ("client_bytes", "server_bytes"))
                lines.append(
                    f"| {count:,} {wire} | {times} ms | {rate} | {client} | {server} |")
        lines += [
            "", f"### A call at {RATE:,} calls a second", "",
            "| connections | client CPU µs per call | ÷ that on 10 | user | system | p99 µs |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
        ]
        for wire in self.tools:
            for count in SPREADS:
                runs = self.results.arms[f"{wire} {count}"]
                ratio = statistics.median(self.results.ratios(
                    f"{wire} {count}", f"{wire} {SPREADS[0]}", lambda run: run.own_cpu_us))

                def cell(read):
                    return spread([read(run) for run in runs])

                def part(name):
                    return cell(lambda run: run.document["summary"][
                        f"client_cpu_{name}_us_per_call"])

                p99 = cell(lambda run: run.document["latency_ns"]["response"]["p99"] / 1e3)
                lines.append(
                    f"| {count:,} {wire} | {cell(lambda run: run.own_cpu_us)} | {figure(ratio)} "
                    f"| {part('user')} | {part('system')} | {p99} |")
        return [
            *lines, "",
            f"- Memory is VmHWM on a fresh server, less that with {FEW} connections; the kernel's "
            "own for its sockets is", "  not in it.",
            "- The time to open is from the first connect to the last SETTINGS.",
            f"- The CPU per call is that of the measured time, which begins {WARMUP} s after the "
            "connections stand.",
            f"- grpcbench's own verdicts on its runs: {comparison.verdicts(self.results)}.",
        ]

    def commands(self):
        hold, many = Shape(COUNTS[-1], 1), Shape(SPREADS[-1], STREAMS)
        return [
            self.tools["plain"].command("PORT", hold, **HOLDING),
            self.tools["TLS"].command("PORT", many, self.options.seconds, rate=RATE,
                                      warmup=WARMUP),
            self.server_command("plain"), self.server_command("TLS"),
        ]
