"""What every Python peer shares: how it says where it is, ends, and finds its messages."""

import os
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GENERATED = os.path.join(ROOT, ".build-peers", "python")


def use_generated_code():
    """Makes greet_pb2 and greet_pb2_grpc importable, or ends with one line that says what to do."""
    if not os.path.exists(os.path.join(GENERATED, "greet_pb2_grpc.py")):
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
