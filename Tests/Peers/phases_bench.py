"""What it costs a unary call that grpcbench measures where its time goes."""

import statistics
import sys

import comparison
from child import Server
from comparison import Goal, Results, serve_command, spread, told
from tools import GRPCBench, Shape

BASE = Shape(1, 100)
# Enough pairs that the median of ten is known better than the tenth that is looked for.
PAIRS = 2


class Phases:
    """Runs with phases and without, in the order of with, without, without, with."""

    name = "phases"
    title = "The price of phases"

    def __init__(self, options, folder):
        self.options = options
        self.ours = GRPCBench(options.grpcbench, folder)
        self.results = Results()

    def run(self):
        with Server(serve_command(self.options)) as self.server:
            for number in range(self.options.rounds * PAIRS):
                told(self, number, self.options.rounds * PAIRS)
                for phases in (False, True) if number % 2 else (True, False):
                    self.measure(phases)

    def measure(self, phases):
        run = self.ours.run(self.server.port, BASE, self.options.flow_seconds, phases=phases)
        self.results.add(arm(phases), run)
        print(f"  {arm(phases):16} {run.calls_per_s:12,.0f} calls/s {run.cpu_us:9.3f} us a call "
              f"= {run.user_us:9.3f} user + {run.system_us:9.3f} system",
              file=sys.stderr, flush=True)

    def goals(self):
        ratios = self.results.ratios(arm(True), arm(False), lambda run: run.cpu_us)
        what = f"client CPU per unary call with phases ÷ without, {BASE}"
        return [Goal(what, True, 1.1, ratios)]

    def text(self):
        user = self.results.ratios(arm(True), arm(False), lambda run: run.user_us)
        lines = [
            f"Pairs: {self.options.rounds * PAIRS}, of {self.options.flow_seconds:g} s a run. "
            f"User CPU alone: {comparison.figure(statistics.median(user))}.", "",
            "| run | calls/s | client CPU µs per call | user | system |",
            "| --- | ---: | ---: | ---: | ---: |",
        ]
        for name, runs in self.results.arms.items():
            cells = [spread([read(run) for run in runs]) for read in (
                lambda run: run.calls_per_s, lambda run: run.cpu_us,
                lambda run: run.user_us, lambda run: run.system_us)]
            lines.append(f"| {name} | {' | '.join(cells)} |")
        return [
            *lines, "",
            f"- grpcbench's own verdicts on its runs: {comparison.verdicts(self.results)}.",
        ]

    def commands(self):
        command = self.ours.command("PORT", BASE, self.options.flow_seconds)
        return [command + ["--phases", "true|false"], serve_command(self.options)]


def arm(phases):
    return "with phases" if phases else "without phases"
