"""What the sections of Results/peers.md share: arms in rounds, goals, figures and their text."""

import collections
import dataclasses
import statistics
import sys

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


def spread(values):
    """Median (smallest – largest)."""
    middle = figure(statistics.median(values))
    return f"{middle} ({figure(min(values))} – {figure(max(values))})"


def serve_command(options, *more):
    return [options.grpcbench, "serve", "--listen", "127.0.0.1:0", "--threads", "1", *more]


def told(section, number, rounds):
    print(f"{section.name}: round {number + 1} of {rounds}", file=sys.stderr, flush=True)


def goals_table(goals):
    return ["| what | goal | median | spread | |", "| --- | --- | ---: | ---: | --- |",
            *[goal.row() for goal in goals]]


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
