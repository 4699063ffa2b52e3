"""Peak memory of client and server while one call moves 100 MiB, and while one moves 1 GiB."""

import dataclasses
import sys

import child
from child import Server
from comparison import Goal, Results, serve_command, spread, told
from large_messages import KIB, MIB, RECEIVING, SENDING, words
from tools import GRPCBench

SIZE = 64 * KIB
DIRECTIONS = [SENDING, RECEIVING]
AMOUNTS = [("100 MiB", 100 * MIB), ("1 GiB", 1024 * MIB)]
# Peaks differ by a page or two from run to run, and a call of ten times the messages needs no more.
ROUNDS = 3
# The schedule has one call in this time; the run ends when that call has ended.
ONE_CALL = ["--rate", "2", "--deadline", "100s"]
SECONDS = 0.9


@dataclasses.dataclass
class Peaks:
    """Peak resident bytes (VmHWM) of the two processes of one run."""

    client: int
    server: int


class Memory:
    """A single call each time, and a fresh server for it."""

    name = "memory"
    title = "Memory while a gigabyte flows"

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.ours = GRPCBench(options.grpcbench, folder)
        self.rounds = min(ROUNDS, options.rounds)
        self.results = Results()

    def run(self):
        cases = [(direction, *amount) for direction in DIRECTIONS for amount in AMOUNTS]
        for number in range(self.rounds):
            told(self, number, self.rounds)
            for case in reversed(cases) if number % 2 else cases:
                self.measure(*case)

    def command(self, direction, amount, port):
        scenario, *more = words(self.folder, direction, SIZE, 1, amount // SIZE)
        return self.ours.streams(port, scenario, SECONDS, *more, *ONE_CALL)

    def measure(self, direction, label, amount):
        name = f"{direction.name} {label}"
        with Server(serve_command(self.options)) as server:
            command = self.command(direction, amount, server.port)
            ended, document = self.ours.play(command, name, sample_memory=True)
            peaks = Peaks(ended.peak_rss_bytes, child.peak_rss_bytes(server.child.pid))
        if document["summary"]["ok"] != 1:
            raise child.Broken(f"grpcbench {name}: {document['summary']['ok']} calls and not one")
        self.results.add(name, peaks)
        print(f"  {name:20} client {peaks.client / MIB:7.2f} MiB, server "
              f"{peaks.server / MIB:7.2f} MiB", file=sys.stderr, flush=True)

    def goals(self):
        (few, _), (many, _) = AMOUNTS
        return [
            Goal(f"{direction.name}: peak memory of the {side}, {many} ÷ {few}", True, 1.1,
                 self.results.ratios(f"{direction.name} {many}", f"{direction.name} {few}",
                                     lambda peaks, side=side: getattr(peaks, side)))
            for direction in DIRECTIONS for side in ("client", "server")
        ]

    def text(self):
        lines = [f"Rounds: {self.rounds}. MiB, median (smallest – largest).", "",
                 "| one call | client's peak | server's peak |", "| --- | ---: | ---: |"]
        for direction in DIRECTIONS:
            for label, _ in AMOUNTS:
                name = f"{direction.name} {label}"
                runs = self.results.arms[name]
                cells = [spread([getattr(peaks, side) / MIB for peaks in runs])
                         for side in ("client", "server")]
                lines.append(f"| {name} | {' | '.join(cells)} |")
        return [*lines, "", "- One call in messages of 64 KiB, each time on a fresh server; peaks "
                "are VmHWM."]

    def commands(self):
        return [*[self.command(direction, AMOUNTS[-1][1], "PORT") for direction in DIRECTIONS],
                serve_command(self.options)]
