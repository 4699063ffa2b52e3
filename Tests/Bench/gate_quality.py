"""How well the gate decides on this machine: Results/gate-quality.md.

Rounds are recorded as a gate plays them, in sessions that go on without an early answer: the same
build on both sides, and a candidate whose server uses 5 % and 3 % more processor time on each call.
From these rounds `grpcbench gate resample` draws gates: with the same build each round's sides are
exchanged by a coin, so that all gates that fail are false alarms.

How much work makes 5 %: a pilot session with a candidate that works a fifth more shows by how much
a nanosecond of `--plant` moves the processor time of a call, and that is what the shares are set
by. The other side has 1 ns, so that what planting itself costs is on both. What the sessions then
had on top is in the document, as it was measured.

Ctrl-C keeps the rounds that were played; --report-only writes the document from what is there.
"""

import argparse
import json
import math
import os
import shlex
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "Tests", "Peers"))
sys.path.insert(0, os.path.join(ROOT, "Tests", "Bench"))

from child import Broken  # noqa: E402
from gate_quality_page import page  # noqa: E402

# The candidate's share of work on top, by the name of its session.
EFFECTS = {"plus5": 0.05, "plus3": 0.03}
# So much that a few rounds show it to a few hundredths of itself.
PILOT_SHARE = 0.2
# What a gate says when it has played its rounds: PASS, FAIL, INCONCLUSIVE.
ANSWERS = {0: "PASS", 3: "FAIL", 5: "INCONCLUSIVE"}
LEAST_ROUNDS = 2


class Interrupted(Exception):
    """Ctrl-C; what was recorded until then is kept."""


def gate(options, arguments):
    """Plays a gate, which alone is told of a Ctrl-C: exit code and seconds."""
    began = time.monotonic()
    child = subprocess.Popen(
        [options.grpcbench, "gate", *arguments], cwd=ROOT, stdout=subprocess.DEVNULL,
        start_new_session=True)
    stopped = False
    while True:
        try:
            child.wait()
            break
        except KeyboardInterrupt:
            stopped = True
            child.send_signal(signal.SIGINT)
    if child.returncode not in ANSWERS and not stopped:
        raise Broken(f"the gate ended with exit code {child.returncode}")
    return child.returncode, time.monotonic() - began, stopped


def server(options, plant_ns=0):
    """The command of a side, with a path as short as it goes."""
    path = os.path.relpath(options.grpcbench, ROOT)
    path = options.grpcbench if path.startswith("..") else path
    command = f"{shlex.quote(path)} serve --listen 127.0.0.1:{{port}} --ends-with-parent"
    return command + (f" --plant grpc/protobuf={plant_ns}ns" if plant_ns else "")


class Recordings:
    """The rounds of all sessions, and how each was played, in a folder of files."""

    def __init__(self, folder):
        self.folder = folder
        self.path = os.path.join(folder, "sessions.json")
        self.about = {}
        if os.path.exists(self.path):
            with open(self.path) as file:
                self.about = json.load(file)

    def keep(self):
        os.makedirs(self.folder, exist_ok=True)
        with open(self.path, "w") as file:
            json.dump(self.about, file, indent=2, sort_keys=True)
            file.write("\n")

    def clear(self):
        """Rounds of an earlier measurement are of another machine's mood."""
        self.about.clear()
        for name in ("aa", "pilot", *EFFECTS):
            path = os.path.join(self.place(name), "rounds.jsonl")
            if os.path.exists(path):
                os.remove(path)

    def place(self, name):
        return os.path.join(self.folder, name)

    def rounds(self, name):
        try:
            with open(os.path.join(self.place(name), "rounds.jsonl")) as file:
                return [json.loads(line) for line in file]
        except OSError:
            return []

    def record(self, options, name, rounds, plant_ns, rate=None, length=None):
        """Plays a session of so many rounds, whatever they say; the rate is searched if not given.

        At a significance of a half a gate may have few rounds: its own answer is not used.
        """
        print(f"gate-quality: {name}, {rounds} rounds", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            arguments = [
                "--baseline-command", server(options, min(plant_ns, 1)), "--candidate-command",
                server(options, plant_ns), "--looks", str(rounds), "--significance", "0.5",
                "--round", length or options.round, "--warmup", options.warmup, "--output", folder,
            ] + (["--rate", str(rate)] if rate else [])
            _, _, stopped = gate(options, arguments)
            try:
                with open(os.path.join(folder, "gate.json")) as file:
                    document = json.load(file)
            except OSError:
                raise Interrupted from None
        os.makedirs(self.place(name), exist_ok=True)
        with open(os.path.join(self.place(name), "rounds.jsonl"), "w") as file:
            for each in document["rounds"]:
                file.write(json.dumps(each, sort_keys=True, separators=(",", ":")) + "\n")
        environment = document["environment"]
        self.about[name] = {
            "started_at": document["started_at"], "duet": document["duet"], "plant_ns": plant_ns,
            "build": {key: environment[key] for key in ("build", "version", "commit")},
        }
        self.keep()
        if stopped:
            raise Interrupted
        if len(document["rounds"]) < rounds:
            raise Broken(f"{name}: only {len(document['rounds'])} rounds of {rounds} were played")

    def cpu_ns(self, name):
        """Processor time of a call of the server without work on top: the median round's."""
        return statistics.median(each["baseline"]["cpu_ns_per_call"] for each in self.rounds(name))

    def added(self, name):
        """The share of processor time that the candidate had on top: the median round's."""
        return statistics.median(
            each["candidate"]["cpu_ns_per_call"] / each["baseline"]["cpu_ns_per_call"] - 1
            for each in self.rounds(name))


def record_all(options, recordings):
    recordings.clear()
    recordings.record(options, "aa", options.aa_rounds, 0)
    rate = recordings.about["aa"]["duet"]["rate_per_s"]
    plant = round(PILOT_SHARE * recordings.cpu_ns("aa"))
    recordings.record(options, "pilot", options.pilot_rounds, plant, rate, options.pilot_round)
    slope = recordings.added("pilot") / plant
    if not slope > 0:
        raise Broken(f"{plant} ns of work on each call did not show in its processor time")
    for name, share in EFFECTS.items():
        recordings.record(options, name, options.effect_rounds, round(share / slope), rate)


def play_gates(options, recordings):
    """Gates as they are by default, with the same build on both sides."""
    recordings.about["gates"] = []
    for number in range(options.gates):
        print(f"gate-quality: gate {number + 1} of {options.gates}", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            code, seconds, stopped = gate(options, [
                "--baseline-build", options.grpcbench, "--candidate-build", options.grpcbench,
                "--output", folder])
            if stopped:
                raise Interrupted
            with open(os.path.join(folder, "gate.json")) as file:
                rounds = len(json.load(file)["rounds"])
        recordings.about["gates"].append(
            {"answer": ANSWERS[code], "rounds": rounds, "seconds": round(seconds, 1)})
        recordings.keep()


def resampled(options, recordings, name, flips):
    command = [options.grpcbench, "gate", "resample", recordings.place(name), "--json",
               "--gates", str(options.resampled)] + (["--flip-signs"] if flips else [])
    if options.looks:
        command += ["--looks", options.looks]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Broken(f"{name}: {done.stderr.strip()}")
    figures = json.loads(done.stdout)
    search = recordings.about.get("aa", {}).get("duet", {}).get("search_ns", 0)
    if figures.get("median_time_ns"):
        figures["median_time_ns"] += search
    return figures


def report(options, recordings):
    """Writes the document of the sessions that have rounds."""
    names = [name for name in ("aa", *EFFECTS) if len(recordings.rounds(name)) >= LEAST_ROUNDS]
    if "aa" not in names:
        raise Broken(f"{recordings.folder} has no rounds of the same build on both sides")
    drawn = {(name, False): resampled(options, recordings, name, False) for name in names}
    drawn["aa", True] = resampled(options, recordings, "aa", True)
    added = {name: recordings.added(name) for name in (*names, "pilot")
             if recordings.rounds(name)}
    text = page(recordings.about, drawn, EFFECTS, added, recordings.cpu_ns("aa"))
    path = os.path.join(options.results, "gate-quality.md")
    with open(path, "w") as file:
        file.write(text)
    print(text)


def seconds(text):
    """The seconds of `10s`, `1500ms`."""
    factors = {"ms": 0.001, "s": 1}
    for unit, factor in factors.items():
        if text.endswith(unit) and text[:-len(unit)].isdigit():
            return int(text[:-len(unit)]) * factor
    raise Broken(f"{text} is no length of time; give one such as 10s or 1500ms")


def announce(options):
    """How long it will take, before it is begun."""
    beside = seconds(options.warmup) + 0.7
    total = (options.aa_rounds + 2 * options.effect_rounds) * (seconds(options.round) + beside)
    total += options.pilot_rounds * (seconds(options.pilot_round) + beside)
    # A gate of 16 to 32 rounds as they are by default.
    total += options.gates * 20 * 12.2
    print(f"gate-quality: it takes about {math.ceil(total / 60)} min", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--grpcbench", default=os.path.join(ROOT, ".build/release/grpcbench"))
    parser.add_argument("--aa-rounds", type=int, default=96, help="with the same build")
    parser.add_argument("--effect-rounds", type=int, default=48, help="of each effect")
    parser.add_argument("--pilot-rounds", type=int, default=16)
    parser.add_argument("--pilot-round", default="5s")
    parser.add_argument("--round", default="10s")
    parser.add_argument("--warmup", default="1500ms")
    parser.add_argument("--gates", type=int, default=0, help="whole gates of the same build")
    parser.add_argument("--resampled", type=int, default=10_000, help="gates drawn of each session")
    parser.add_argument("--looks", help="of the gates drawn, if not those of a gate")
    parser.add_argument("--results", default=os.path.join(ROOT, "Results"))
    parser.add_argument("--report-only", action="store_true")
    options = parser.parse_args()
    options.grpcbench = os.path.abspath(options.grpcbench)
    recordings = Recordings(os.path.join(options.results, "gate-quality"))
    # A stop by kill is one by Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    code = 0
    if not options.report_only:
        announce(options)
        try:
            record_all(options, recordings)
            play_gates(options, recordings)
        except (Interrupted, KeyboardInterrupt):
            print("gate-quality: stopped; what was recorded is told", file=sys.stderr)
            code = 130
    report(options, recordings)
    return code


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Broken, OSError, subprocess.SubprocessError) as error:
        sys.exit(f"gate-quality: {error}")
