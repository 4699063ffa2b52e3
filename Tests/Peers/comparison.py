"""From runs to Results/peers.md: ratios round by round, median and spread beside the goals."""

import collections
import dataclasses
import statistics

import machine
from tools import shown

KIB = 1024


class Results:
    """The runs of every arm, in the order of the rounds."""

    def __init__(self):
        self.arms = {}

    def add(self, name, run):
        self.arms.setdefault(name, []).append(run)

    def latest(self, name):
        return self.arms[name][-1]

    def ratios(self, above, below, figure):
        """One ratio a round: both arms of it ran within the same round of a drifting machine."""
        return [figure(a) / figure(b) for a, b in zip(self.arms[above], self.arms[below])]


@dataclasses.dataclass
class Goal:
    """One row: a figure for each round, and the bound that its median has to meet."""

    what: str
    at_most: bool
    bound: float
    figures: list
    unit: str = ""

    @property
    def median(self):
        return statistics.median(self.figures)

    @property
    def met(self):
        return self.median <= self.bound if self.at_most else self.median >= self.bound

    @property
    def wanted(self):
        return f"{'≤' if self.at_most else '≥'} {self.bound:g}{self.unit}"

    def row(self):
        return (f"| {self.what} | {self.wanted} | **{figure(self.median)}{self.unit}** "
                f"| {figure(min(self.figures))} – {figure(max(self.figures))} "
                f"| {'met' if self.met else '**not met**'} |")

    def __str__(self):
        verdict = "met" if self.met else "not met"
        return f"{verdict:8} {figure(self.median):>9}{self.unit:4} {self.wanted:9} {self.what}"


def figure(value):
    """Three significant digits, without an exponent."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value >= 1 else f"{value:.3g}"


def goals(results):
    def cpu(shape, bound):
        return Goal(
            f"client CPU per call ÷ h2load's, {shape}", True, bound,
            results.ratios(f"grpcbench {shape}", f"h2load {shape}", lambda run: run.cpu_us))

    offered = [
        run.document["summary"]["achieved_per_s"] / run.document["summary"]["offered_per_s"]
        for run in results.arms["open loop"]
    ]
    memory = [
        (many.peak_rss_bytes - few.peak_rss_bytes) / (5000 - 10) / KIB
        for few, many in zip(results.arms["memory 10 × 1"], results.arms["memory 5000 × 1"])
    ]
    return [
        cpu("1 × 1000", 0.06), cpu("1 × 100", 0.35), cpu("10 × 10", 0.35), cpu("100 × 10", 0.35),
        cpu("1 × 1", 1.1),
        Goal("user CPU alone per call ÷ h2load's, 1 × 100", True, 0.10,
             results.ratios("grpcbench 1 × 100", "h2load 1 × 100", lambda run: run.user_us)),
        Goal("client CPU per call ÷ k6's, 100 calls at a time, 1 × 100", True, 0.02,
             results.ratios("grpcbench 1 × 100", "k6", lambda run: run.cpu_us)),
        Goal("our server's calls/s under h2load 1 × 100 ÷ nghttpd's with a file of that size",
             False, 1.5, results.ratios("h2load 1 × 100", "nghttpd", lambda run: run.calls_per_s)),
        Goal("calls/s, one thread each side, 1 × 1000 ÷ h2load's", False, 3,
             results.ratios("grpcbench 1 × 1000", "h2load 1 × 1000", lambda run: run.calls_per_s)),
        Goal("extra client memory per connection, 10 to 5,000 connections", True, 16, memory,
             " KiB"),
        Goal("open loop at half of the closed-loop maximum: achieved ÷ offered", False, 0.99,
             offered),
    ]


def shapes_table(results, shapes):
    """grpcbench beside h2load, shape by shape: medians of each round's ratio."""
    lines = ["| connections × streams | calls/s | CPU | user | system | CPU without start-up "
             "| own figure |", "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    start = {tool: statistics.median(run.cpu_s for run in results.arms[f"{tool} idle"])
             for tool in ("grpcbench", "h2load")}
    for shape in shapes:
        ours, theirs = f"grpcbench {shape}", f"h2load {shape}"

        def ratio(read):
            return figure(statistics.median(results.ratios(ours, theirs, read)))

        net = statistics.median(
            ((a.cpu_s - start["grpcbench"]) / a.calls) / ((b.cpu_s - start["h2load"]) / b.calls)
            for a, b in zip(results.arms[ours], results.arms[theirs]))
        own = statistics.median(run.own_cpu_us / run.cpu_us for run in results.arms[ours])
        lines.append(
            f"| {shape} | {ratio(lambda r: r.calls_per_s)} | {ratio(lambda r: r.cpu_us)} "
            f"| {ratio(lambda r: r.user_us)} | {ratio(lambda r: r.system_us)} | {figure(net)} "
            f"| {figure(own)} |")
    ours, theirs = (f"{start[tool] * 1e3:.0f} ms" for tool in ("grpcbench", "h2load"))
    lines += ["", f"A process that makes hardly a call costs {ours} of CPU (h2load: {theirs}): "
              "that is its start-up and its end,",
              "and the ratio without it is what a longer run comes to. `own figure` is the CPU per "
              "call that", "grpcbench reports for its measured time ÷ what the kernel counted for "
              "the whole process."]
    return lines


def arms_table(results):
    lines = ["| run | calls/s | client CPU | user | system | server CPU | calls a run |",
             "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for name, runs in results.arms.items():
        if name.endswith(" idle"):
            continue

        def cell(read):
            values = [read(run) for run in runs]
            middle = figure(statistics.median(values))
            return f"{middle} ({figure(min(values))} – {figure(max(values))})"

        lines.append(
            f"| {name} | {cell(lambda r: r.calls_per_s)} | {cell(lambda r: r.cpu_us)} "
            f"| {cell(lambda r: r.user_us)} | {cell(lambda r: r.system_us)} "
            f"| {cell(lambda r: r.server_us)} | {statistics.median(r.calls for r in runs):,.0f} |")
    return lines


def verdicts(results):
    """How often grpcbench called its own runs valid, suspect or invalid, arm by arm where not."""
    counts, doubts = collections.Counter(), collections.Counter()
    for name, runs in results.arms.items():
        for run in runs:
            if run.document is None or name.endswith(" idle"):
                continue
            verdict = run.document["validity"]["verdict"]
            counts[verdict] += 1
            if verdict != "valid":
                doubts[f"{name} {verdict}"] += 1
    told = ", ".join(f"{verdict} {count}" for verdict, count in counts.items())
    arms = ", ".join(f"{arm} ({count})" for arm, count in doubts.items())
    return told + (f"; {arms}" if arms else "")


def report(results, shapes, options, commands, stolen):
    """The whole file."""
    rows = goals(results)
    met = sum(goal.met for goal in rows)
    count = len(results.arms["k6"])
    users = statistics.median(
        results.ratios("grpcbench 100 × 1", "k6", lambda run: run.cpu_us))
    lines = [
        "# grpcbench beside h2load, nghttpd and k6", "",
        "Written by `make peers`. Ratios are taken round by round between runs against one and "
        "the same server;", "the figure is their median, then the smallest and the largest.", "",
        f"**{met} of {len(rows)} goals met**, rounds: {count}, of {options.seconds:g} s a run "
        f"(k6 {options.k6_seconds} s).", "",
        "| what | goal | median | spread | |", "| --- | --- | ---: | ---: | --- |",
        *[goal.row() for goal in rows], "",
        "k6 opens a connection for each of its 100 users, and cannot do otherwise. In that shape, "
        "100 × 1, a call", f"costs grpcbench {figure(users)} of what it costs k6.", "",
        "## Beside h2load", "",
        "Each figure is grpcbench's ÷ h2load's.", "",
        *shapes_table(results, shapes), "",
        "## The runs", "",
        "CPU in µs per call: the client's is what the kernel counted for its whole process, "
        "start-up included;", "the server's is the difference of its own count (10 ms ticks). "
        "Median (smallest – largest).", "",
        *arms_table(results), "",
        "`nghttpd` is h2load's run against nghttpd; `open loop` is grpcbench 1 × 1000 at half of "
        "the round's best;", "`memory` is grpcbench at 2,000 calls/s, read from VmHWM.", "",
        "## How", "",
        "- The order of the tools is reversed in every second round (ABBA).",
        "- Clients are pinned to core 0, servers to core 1; every program has one thread, except "
        "k6, whose", "  runtime has its own.",
        "- grpcbench and k6 run by time; h2load runs the number of calls that takes it as long.",
        f"- grpcbench's own verdicts on its runs: {verdicts(results)}.",
        f"- Processor time that the host gave to others meanwhile: {stolen:.1%}.", "",
        "```", *[shown(command) for command in commands], "```", "",
        "## The machine and the versions", "",
        *[f"- {name}: {value}" for name, value in machine.described()],
        f"- grpcbench: {machine.version([options.grpcbench, '--version'])}",
        f"- h2load: {machine.version(['h2load', '--version'])}",
        f"- nghttpd: {machine.version(['nghttpd', '--version'])}",
        f"- k6: {machine.version([options.k6, 'version'])}", "",
    ]
    return "\n".join(lines)
