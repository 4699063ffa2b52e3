"""What an adversary costs a well-behaved client of the same server: Results/adversary.md.

The client's calls have a fixed rate (open loop, Poisson). Rounds with and without the adversary
take turns, and every second one goes backwards; the server is the same, on one thread, so that the two
share it. Each figure is the median of the rounds, then the smallest and the largest.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

import machine
from child import CLIENT_CORE, Server, pinned
from peer import ROOT

HERE = os.path.dirname(os.path.abspath(__file__))
FIGURES = [("p50", "p50"), ("p99", "p99"), ("p99_9", "p99.9")]


def client(options, port, folder):
    """One run of the generator; its latencies in milliseconds."""
    command = pinned([
        options.grpcbench, "--scenario", "unary", "--target", f"127.0.0.1:{port}", "--rate",
        str(options.rate), "--connections", "4", "--threads", "1", "--warmup", "1s", "--duration",
        f"{options.seconds}s", "--deadline", "10s", "--output", folder, "--json", "--quiet",
    ], CLIENT_CORE)
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if not ended.stdout:
        sys.exit(f"adversary: grpcbench printed no result: {ended.stderr}")
    document = json.loads(ended.stdout)
    summary = document["summary"]
    if summary["ok"] != summary["calls"]:
        sys.exit(f"adversary: {summary['calls'] - summary['ok']} of {summary['calls']} calls of the "
                 f"well-behaved client failed: {summary['failures']}")
    return {key: document["latency_ns"]["response"][key] / 1e6 for key, _ in FIGURES}


def beside(options, server, folder):
    """The same with an adversary at work, for as long as the client is."""
    attack = subprocess.Popen(pinned([
        sys.executable, os.path.join(HERE, "adversary.py"), "SERVER", f"127.0.0.1:{server.port}",
        "--pid", str(server.child.pid), "--seconds", str(options.seconds + 1),
    ], CLIENT_CORE), stdout=subprocess.PIPE, text=True)
    figures = client(options, server.port, folder)
    output, _ = attack.communicate()
    cases = [json.loads(line) for line in output.splitlines()]
    if attack.returncode:
        sys.exit(f"adversary: answered wrongly: {[each for each in cases if not each['ok']]}")
    return figures, max(each["grown_bytes"] for each in cases), len(cases)


def spread(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f} – {max(values):.2f})"


def page(options, alone, attacked, grown, cases):
    rows = [f"| {title} | {spread([each[key] for each in alone])} | "
            f"{spread([each[key] for each in attacked])} |" for key, title in FIGURES]
    return "\n".join([
        "# Beside an adversary", "",
        "Written by `make adversary`. Response time of a well-behaved client in milliseconds, "
        f"{options.rate} calls/s in an", "open loop, without and with an adversary on the same "
        "server thread; `Tests/Peers/adversary_cases.py` has what it does:", f"{cases} cases, round "
        "and round, floods that are cut among them. Every call of the client succeeded.", "",
        "| response time | alone | beside the adversary |", "| --- | ---: | ---: |", *rows, "",
        f"Rounds: {options.rounds} of {options.seconds} s each way; median (smallest – largest). "
        f"The server's memory grew by {grown / (1 << 20):.0f} MiB.",
        "Client and adversary share core 0, the server has core 1.", "",
        *[f"- {name}: {value}" for name, value in machine.described()], "",
    ])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--grpcbench", default=os.path.join(ROOT, ".build/release/grpcbench"))
    parser.add_argument("--rate", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--output", default=os.path.join(ROOT, "Results", "adversary.md"))
    options = parser.parse_args()
    alone, attacked, grown, cases = [], [], 0, 0
    command = [options.grpcbench, "serve", "--listen", "127.0.0.1:0", "--threads", "1",
               "--max-concurrent-streams", "1000"]
    with tempfile.TemporaryDirectory() as folder, Server(command) as server:
        for number in range(options.rounds):
            for adversary in (number % 2 == 1, number % 2 == 0):
                if adversary:
                    figures, most, cases = beside(options, server, folder)
                    attacked.append(figures)
                    grown = max(grown, most)
                else:
                    alone.append(client(options, server.port, folder))
            print(f"round {number + 1} of {options.rounds}: alone {alone[-1]}, "
                  f"beside {attacked[-1]} ms", file=sys.stderr, flush=True)
    text = page(options, alone, attacked, grown, cases)
    with open(options.output, "w") as file:
        file.write(text)
    print(text)


if __name__ == "__main__":
    sys.exit(main())
