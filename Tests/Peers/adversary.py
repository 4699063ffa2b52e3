"""An adversary of PyPI's h2, hyperframe and hpack, for either end.

    adversary.py SERVER HOST:PORT --pid PID     attacks a server, case by case
    adversary.py CLIENT CASE                    is a server that misbehaves, for a client to meet

SERVER prints a JSON line for each case, and ends with 1 if one is answered wrongly or the server's
memory (VmRSS) grows by more than `--memory`. CLIENT prints where it listens and, after SIGTERM, what
it has seen.
"""

import argparse
import json
import sys
import time

import adversary_cases as cases
import adversary_peer
import peer
from adversary_wire import Attacker

MIB = 1 << 20


def resident(pid):
    """VmRSS of a process in bytes."""
    with open(f"/proc/{pid}/status") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    raise cases.Wrong(f"process {pid} has no memory: it is gone")


def attack(host, port, case):
    """Plays one case; what came of it."""
    with Attacker(host, port, greet=getattr(case, "greet", True)) as attacker:
        answer = case(attacker)
        # Whatever became of the attacker, others are served.
        with Attacker(host, port) as other:
            cases.lives(other)
        return answer


def play(options):
    """Plays the cases, `--for` seconds long if asked; whether all were answered as they should."""
    host, _, port = options.target.rpartition(":")
    chosen = [case for case in cases.FLOODS + cases.ORDERS
              if not options.cases or case.__name__ in options.cases]
    before = resident(options.pid)
    limit = time.monotonic() + options.seconds
    wrong, rounds, played = 0, 0, 0
    while rounds == 0 or time.monotonic() < limit:
        rounds += 1
        for case in chosen:
            began = time.monotonic()
            played += 1
            try:
                answer, fine = attack(host, int(port), case), True
                grown = resident(options.pid) - before
                if grown > options.memory * MIB:
                    answer, fine = f"{answer}; the server has grown by {grown >> 20} MiB", False
            except (cases.Wrong, AssertionError, OSError) as error:
                answer, fine, grown = f"{type(error).__name__}: {error}", False, None
            wrong += not fine
            if rounds == 1 or not fine:
                print(json.dumps({
                    "case": case.__name__, "ok": fine, "answer": answer,
                    "seconds": round(time.monotonic() - began, 3), "grown_bytes": grown,
                }), flush=True)
            if rounds > 1 and time.monotonic() > limit:
                break
    print(f"adversary: {played} cases played", file=sys.stderr)
    return wrong == 0


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    roles = parser.add_subparsers(dest="role", required=True)
    server = roles.add_parser("SERVER", help="attack a server")
    server.add_argument("target", help="host:port")
    server.add_argument("--pid", type=int, required=True, help="the server's process")
    server.add_argument("--memory", type=int, default=64, help="MiB that it may grow by")
    server.add_argument("--seconds", type=float, default=0, help="go round for so long")
    server.add_argument("--cases", nargs="+", help="only these")
    client = roles.add_parser("CLIENT", help="misbehave as a server")
    client.add_argument("case", choices=sorted(adversary_peer.CASES))
    options = parser.parse_args()
    peer.follow_parent()
    if options.role == "CLIENT":
        return adversary_peer.serve(options.case)
    return 0 if play(options) else 1


if __name__ == "__main__":
    sys.exit(main())
