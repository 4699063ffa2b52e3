"""Plays Scenarios/soak.yaml against our own server in trouble, and looks for what gets lost.

Two things have to hold. Nothing grows: the resident memory and the descriptors of client and
server, sampled while the load goes on, have no upward slope behind a time to settle. Nothing is
lost: what the client counts is what the server counts, by method and status. With connections that
are cut, the client cannot know what became of the calls on them, so there the counts may differ by
as many calls as the client has lost so; a second run, whose connections only come and go, has to
agree to the last call. A run under a minute says nothing of memory: all of it is time to settle.
Exit code 1 says that something does not hold.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "Tests", "Peers"))

from certificates import Certificates  # noqa: E402
from child import Broken  # noqa: E402

KIB = 1024
# None of them is UNAVAILABLE: that is what calls end with whose connection is gone.
TROUBLE = [
    "--seed", "1", "--delay", "exponential 2ms",
    "--fail", "NOT_FOUND 1%", "--fail", "DATA_LOSS 1% after 3 messages with details",
    "--fail", "no status 0.3% after head", "--reset", "CANCEL 1% after head",
    "--go-away", "every 3000",
]
CUTS = ["--drop", "every 4000 after head"]
# What the server calls an ending, and what a client makes of it.
HEARD_AS = {"RESET": "CANCELLED", "NONE": "UNKNOWN"}
# Endings of the server that no client has heard.
UNHEARD = ("CANCELLED", "DROPPED")
# The part of the run in which tables and buffers reach their sizes.
SETTLING = 0.3
# What is shorter has tables and buffers still on their way to their sizes.
LEAST_SECONDS = 60
# A second of load is a line of the client's result, 600 of them in ten minutes.
LINE_BYTES = 8 * KIB
SLACK_BYTES = 1024 * KIB
SLACK_SHARE = 0.02
SLACK_DESCRIPTORS = 2


def resident_bytes(pid):
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


class Watch:
    """Samples of one process: seconds, resident bytes, descriptors."""

    def __init__(self, name, pid):
        self.name = name
        self.pid = pid
        self.samples = []

    def look(self, seconds):
        try:
            self.samples.append((seconds, resident_bytes(self.pid), descriptors(self.pid)))
        except (OSError, IndexError, ValueError):
            pass  # It has just ended.

    def settled(self):
        if not self.samples:
            return []
        first, last = self.samples[0][0], self.samples[-1][0]
        return [each for each in self.samples if each[0] >= first + SETTLING * (last - first)]

    def growth(self, column):
        """Over the settled time: its length × the median of the slopes between all samples.

        Theil and Sen's slope: up to 29 % of the samples may be anything without moving it much.
        """
        samples = self.settled()
        slopes = [
            (b[column] - a[column]) / (b[0] - a[0])
            for index, a in enumerate(samples) for b in samples[index + 1:] if b[0] > a[0]
        ]
        if not slopes:
            raise Broken(f"soak: {self.name} was seen {len(samples)} times; give it more seconds")
        return statistics.median(slopes) * (samples[-1][0] - samples[0][0])

    def faults(self, line_bytes):
        samples = self.settled()
        memory, files = self.growth(1), self.growth(2)
        usual = statistics.median(each[1] for each in samples)
        length = samples[-1][0] - samples[0][0]
        allowed = SLACK_BYTES + SLACK_SHARE * usual + line_bytes * length
        print(f"  {self.name}: {usual / KIB:,.0f} KiB, {memory / KIB:+,.0f} KiB in {length:.0f} s "
              f"({allowed / KIB:,.0f} allowed); {samples[-1][2]} descriptors, {files:+.1f}")
        if memory > allowed:
            yield f"the memory of the {self.name} grew by {memory / KIB:,.0f} KiB"
        if files > SLACK_DESCRIPTORS:
            yield f"the {self.name} has {files:.0f} descriptors more than it had"


class Counts:
    """Calls by method and ending; the client's and the server's."""

    def __init__(self, document, counters):
        self.client, self.server = {}, {}
        for kind in document["calls"]:
            mine = self.client.setdefault(kind["method"], {})
            for status, count in kind["status"].items():
                mine[status] = mine.get(status, 0) + count
            mine["unfinished"] = mine.get("unfinished", 0) + kind["unfinished"]
        for row in counters:
            if row.get("method", "").startswith("greet.Greeter/"):
                self.server.setdefault(row["method"], {})[row["status"]] = row["calls"]

    def faults(self, cuts):
        for method in sorted({*self.client, *self.server}):
            yield from self.faults_of(method, cuts)

    def faults_of(self, method, cuts):
        client, server = dict(self.client.get(method, {})), self.server.get(method, {})
        if client.pop("unfinished", 0):
            yield f"{method}: calls of the client never ended"
        # Without cuts it may not be: every connection says what it did not take.
        lost = client.pop("UNAVAILABLE", 0)
        started, taken = sum(client.values()) + lost, sum(server.values())
        heard = {}
        for status, count in server.items():
            if status not in UNHEARD:
                name = HEARD_AS.get(status, status)
                heard[name] = heard.get(name, 0) + count
        print(f"  {method}: {started:,} started, {taken:,} taken, {lost:,} lost with a connection")
        if not cuts and lost:
            yield f"{method}: {lost} calls were lost although no connection was cut"
        if not 0 <= started - taken <= lost:
            yield f"{method}: the client started {started} calls, the server has {taken}"
        for status in sorted({*client, *heard}):
            mine, its = client.get(status, 0), heard.get(status, 0)
            if not 0 <= its - mine <= lost:
                yield f"{method}: {mine} calls of the client ended {status}, {its} of the server"
        unheard = sum(server.get(status, 0) for status in UNHEARD)
        if unheard > lost:
            yield f"{method}: the server ended {unheard} calls unheard, the client lost {lost}"


class Soak:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.certificates = Certificates(folder)

    def play(self, name, seconds, cuts):
        """One run on a fresh server; what does not hold, in lines."""
        counters = os.path.join(self.folder, f"{name}.counters")
        serve = [self.options.grpcbench, "serve", "--listen", "127.0.0.1:0", "--counters",
                 counters, *self.certificates.server, *TROUBLE, *(CUTS if cuts else [])]
        server = subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            line = server.stdout.readline()
            if not line.startswith("listening on "):
                raise Broken(f"soak: the server said {line!r} and not where it listens")
            target = line.split()[-1]
            watches, status, output, errors = self.load(server, target, seconds, name)
        finally:
            server.terminate()
            _, complaints = server.communicate(timeout=30)
        if server.returncode:
            raise Broken(f"soak: the server ended with {server.returncode}: {complaints[-500:]}")
        if not output:
            raise Broken(f"soak: the client ended with {status}: {errors[-500:]}")
        with open(counters) as file:
            rows = [json.loads(line) for line in file]
        return self.judged(json.loads(output), rows, watches, seconds, cuts)

    def load(self, server, target, seconds, name):
        command = [self.options.grpcbench, "--scenario", "soak", "--target", target,
                   *self.certificates.client, "--duration", f"{seconds:g}s", "--output",
                   os.path.join(self.folder, name), "--json"]
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            client = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
            watches = [Watch("client", client.pid), Watch("server", server.pid)]
            began = time.monotonic()
            # Its last second writes the result, which takes memory of its own.
            while client.poll() is None:
                elapsed = time.monotonic() - began
                if elapsed < seconds:
                    for watch in watches:
                        watch.look(elapsed)
                if elapsed > 3 * seconds + 120:
                    client.kill()
                time.sleep(min(1, seconds / 40))
            out.seek(0)
            err.seek(0)
            return watches, client.returncode, out.read(), err.read()

    def judged(self, document, rows, watches, seconds, cuts):
        summary, whole = document["summary"], rows[0]
        connections = summary["connections"]
        print(f"  {summary['calls']:,} calls, {summary['failed']:,} failed; "
              f"{connections['opened']:,} connections, {connections['lost']:,} lost, "
              f"{connections['goaways']:,} told to go away")
        faults = []
        if summary["calls"] != summary["ok"] + summary["failed"] + summary["unfinished"]:
            faults.append("the client's own counts do not add up")
        if whole["connections_open"]:
            faults.append(f"the server still has {whole['connections_open']} connections")
        # The client reads the server's counters before and after, on connections of their own.
        reads = 2 if document["server"] else 0
        shaken = whole["handshakes_full"] + whole["handshakes_resumed"] - reads
        if shaken != connections["opened"]:
            faults.append(f"{connections['opened']} connections of the client, {shaken} handshakes "
                          "of the server")
        if not cuts and document["validity"]["evidence"]["server_disagreement"]:
            faults.append(f"the result says {document['evidence']['server_disagreement']!r}")
        faults += Counts(document, rows).faults(cuts)
        if seconds < LEAST_SECONDS:
            print(f"  {seconds:.0f} s are too short to see whether something grows")
            return faults
        for watch in watches:
            faults += watch.faults(LINE_BYTES if watch.name == "client" else 0)
        return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--grpcbench", default=os.path.join(ROOT, ".build/release/grpcbench"))
    parser.add_argument("--seconds", type=float, default=600)
    options = parser.parse_args()
    options.grpcbench = os.path.abspath(options.grpcbench)
    os.chdir(ROOT)
    faults = []
    plays = [("with cuts", 0.6 * options.seconds, True),
             ("without cuts", 0.4 * options.seconds, False)]
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(options, folder)
        for name, seconds, cuts in plays:
            print(f"{name}: {seconds:.0f} s", flush=True)
            faults += soak.play(name.replace(" ", "-"), seconds, cuts)
    for fault in faults:
        print(f"soak: {fault}", file=sys.stderr)
    grew = "nothing grew and " if min(play[1] for play in plays) >= LEAST_SECONDS else ""
    print("soak: " + ("FAILED" if faults else f"{grew}nothing was lost"))
    return 1 if faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Broken, OSError, subprocess.SubprocessError) as error:
        sys.exit(f"soak: {error}")
