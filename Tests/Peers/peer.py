"""What every Python peer shares: how it says where it is, ends, and finds its messages."""

import json
import os
import signal
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GENERATED = os.path.join(ROOT, ".build-peers", "python")


def use_generated_code(name="greet"):
    """Makes a file's messages, such as greet_pb2 and greet_pb2_grpc, importable, or ends with one
    line that says what to do."""
    if not os.path.exists(os.path.join(GENERATED, f"{name}_pb2_grpc.py")):
        sys.exit("peers: the generated Python messages are missing; run `make test` once")
    sys.path.insert(0, GENERATED)


def announce(address):
    """Prints the line that a test waits for before it connects."""
    print(f"listening on {address}", flush=True)


def contents(path):
    """The bytes of a file; None for no path."""
    if path is None:
        return None
    with open(path, "rb") as file:
        return file.read()


def follow_parent():
    """Ends this process when the one that started it is gone, so that no peer is left running."""
    parent = os.getppid()

    def watch():
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def block_ends():
    """Keeps SIGTERM and SIGINT for `wait_for`, and follows the parent.

    To be called before any thread starts that could receive them.
    """
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    follow_parent()
    return ends


def wait_for(ends):
    """Returns when one of the signals has come."""
    signal.sigwait(ends)


def serve(server, *counts):
    """Runs an h2_greeter.Greeter until SIGTERM, and prints its counts as JSON."""

    def stop(*_):
        server.stopped = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    follow_parent()
    server.run()
    print(json.dumps({name: getattr(server, name) for name in counts}), flush=True)
