"""What an adversary costs a well-behaved client of the same server: Results/adversary.md.

The client's calls have a fixed rate (open loop, Poisson). Rounds with and without the adversary
take turns, and every second one goes backwards; the server is the same, on one thread, so that the two
share it. Client and adversary have one core, so that there are two kinds of rounds with it: in one the
adversary gives way to the client (SCHED_IDLE), so that what is left is the server's doing; in the
other they share the core evenly, and the client also waits for it. Each figure is the median of the
rounds, then the smallest and the largest.
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
ARMS = ["alone", "gives way", "shares"]


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


def give_way():
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def beside(options, server, folder, gives_way):
    """The same with an adversary at work, for as long as the client is."""
    attack = subprocess.Popen(pinned([
        sys.executable, os.path.join(HERE, "adversary.py"), "SERVER", f"127.0.0.1:{server.port}",
        "--pid", str(server.child.pid), "--seconds", str(options.seconds + 1),
        *(["--cases", *options.cases] if options.cases else []),
    ], CLIENT_CORE), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=give_way if gives_way else None)
    figures = client(options, server.port, folder)
    output, said = attack.communicate()
    cases = [json.loads(line) for line in output.splitlines()]
    if attack.returncode:
        wrong = [each for each in cases if not each["ok"]]
        sys.exit(f"adversary: answered wrongly: {wrong or said}")
    figures["played"] = int(said.split()[1])
    return figures, max(each["grown_bytes"] for each in cases), len(cases)


def spread(values, form=".2f"):
    return f"{statistics.median(values):{form}} ({min(values):{form}} – {max(values):{form}})"


def page(options, arms, grown, cases):
    rows = [" | ".join([f"| {title}"] + [spread([each[key] for each in arms[arm]]) for arm in ARMS])
            + " |" for key, title in FIGURES]
    rows.append(" | ".join(["| cases played a round | –"] + [
        spread([each["played"] for each in arms[arm]], ".0f") for arm in ARMS[1:]]) + " |")
    return "\n".join([
        "# Beside an adversary", "",
        "Written by `make adversary`. Response time of a well-behaved client in milliseconds, "
        f"{options.rate} calls/s in an", "open loop, without and with an adversary on the same "
        "server thread; `Tests/Peers/adversary_cases.py` has what it does:", f"{cases} cases, round "
        "and round, floods that are cut among them. Every call of the client succeeded.", "",
        "| response time | alone | beside an adversary that gives way | beside one that does not |",
        "| --- | ---: | ---: | ---: |", *rows, "",
        f"Rounds: {options.rounds} of {options.seconds} s each way; median (smallest – largest). "
        f"The server's memory grew by {grown / (1 << 20):.0f} MiB.",
        "Client and adversary share core 0, the server has core 1. One that gives way "
        "(`SCHED_IDLE`) runs", "while the client does not want the core, so that its column is the "
        "server's doing; in the last one", "the client also waits for its core.", "",
        *[f"- {name}: {value}" for name, value in machine.described()], "",
    ])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--grpcbench", default=os.path.join(ROOT, ".build/release/grpcbench"))
    parser.add_argument("--rate", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cases", nargs="+", help="only these")
    parser.add_argument("--output", default=os.path.join(ROOT, "Results", "adversary.md"))
    options = parser.parse_args()
    arms, grown, cases = {arm: [] for arm in ARMS}, 0, 0
    command = [options.grpcbench, "serve", "--listen", "127.0.0.1:0", "--threads", "1",
               "--max-concurrent-streams", "1000"]
    with tempfile.TemporaryDirectory() as folder, Server(command) as server:
        for number in range(options.rounds):
            for arm in ARMS if number % 2 == 0 else ARMS[::-1]:
                if arm == "alone":
                    figures = client(options, server.port, folder)
                else:
                    figures, most, cases = beside(options, server, folder, arm == "gives way")
                    grown = max(grown, most)
                arms[arm].append(figures)
            last = ", ".join(f"{arm} {arms[arm][-1]}" for arm in ARMS)
            print(f"round {number + 1} of {options.rounds}, ms: {last}", file=sys.stderr, flush=True)
    text = page(options, arms, grown, cases)
    with open(options.output, "w") as file:
        file.write(text)
    print(text)


if __name__ == "__main__":
    sys.exit(main())
