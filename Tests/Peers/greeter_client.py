"""A Python grpcio client: greets one after the other, then all at once, and checks each answer.

Prints one line of JSON: {"sequential": n, "concurrent": n, "right": n, "wrong": n, "failed": n}.
"""

import argparse
import json
import sys

import grpc

import peer

peer.use_generated_code()
import greet_pb2  # noqa: E402
import greet_pb2_grpc  # noqa: E402

# Plain text, none at all, more than one byte a character, and longer than one HTTP/2 frame.
NAMES = ["world", "", "Zoë 世界", "x" * 20_000]


class Count:
    """Answers sorted into right, wrong and failed, with the first few complaints."""

    def __init__(self):
        self.right = self.wrong = self.failed = 0
        self.complaints = []

    def check(self, name, answer):
        expected = f"Hello, {name}!"
        try:
            text = answer()
        except grpc.RpcError as error:
            self.failed += 1
            self.complain(f"{error.code()}: {error.details()}")
            return
        if text == expected:
            self.right += 1
        else:
            self.wrong += 1
            self.complain(f"expected {expected[:40]!r}, got {text[:40]!r}")

    def complain(self, text):
        if len(self.complaints) < 5:
            self.complaints.append(text)


def open_channel(options):
    if not options.ca:
        return grpc.insecure_channel(options.target)
    credentials = grpc.ssl_channel_credentials(
        peer.contents(options.ca), peer.contents(options.key), peer.contents(options.certificate))
    return grpc.secure_channel(options.target, credentials)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", help="host:port")
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--ca", help="use TLS and believe this authority")
    parser.add_argument("--certificate", help="with --key: who the client is")
    parser.add_argument("--key")
    options = parser.parse_args()

    count = Count()
    with open_channel(options) as channel:
        greeter = greet_pb2_grpc.GreeterStub(channel)
        for index in range(options.calls):
            name = NAMES[index % len(NAMES)]
            request = greet_pb2.HelloRequest(name=name)
            count.check(name, lambda: greeter.SayHello(request, timeout=20).message)
        names = [NAMES[index % len(NAMES)] for index in range(options.calls)]
        futures = [
            greeter.SayHello.future(greet_pb2.HelloRequest(name=name), timeout=60)
            for name in names
        ]
        for name, future in zip(names, futures):
            count.check(name, lambda: future.result().message)

    print(json.dumps({
        "sequential": options.calls, "concurrent": options.calls, "right": count.right,
        "wrong": count.wrong, "failed": count.failed, "complaints": count.complaints,
    }))
    return 0 if count.wrong == 0 and count.failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
