"""A Python grpcio client of greet.Greeter: every kind of call, with messages of telling sizes.

Compares each answer with what it must be, and prints one line of JSON: {"calls": n, "sent": n,
"received": n, "wrong": n, "complaints": [...]}.
"""

import argparse
import json
import sys

import grpc

import peer

peer.use_generated_code()
import greet_pb2  # noqa: E402
import greet_pb2_grpc  # noqa: E402

LIMIT_S = 120
COPIES = 2


def name_of(size):
    """A name that makes a HelloRequest of so many bytes: a tag, a length of seven bits a byte."""
    if size == 0:
        return ""
    prefix = next(n for n in range(1, 6) if size - 1 - n < 1 << 7 * n)
    # Letters that follow no short period, so that a piece out of place is seen.
    length = size - 1 - prefix
    text = "".join(chr(97 + (i * i + i // 26) % 26) for i in range(min(length, 4099)))
    return (text * (length // max(1, len(text)) + 1))[:length]


class Client:
    """Makes the calls, and counts and judges what comes back."""

    def __init__(self, channel, names):
        self.greeter = greet_pb2_grpc.GreeterStub(channel)
        self.requests = [greet_pb2.HelloRequest(name=name) for name in names]
        self.count = {"calls": 0, "sent": 0, "received": 0, "wrong": 0, "complaints": []}

    def check(self, sent, expected, answers):
        self.count["calls"] += 1
        self.count["sent"] += sent
        got, status = [], "OK"
        try:
            for answer in answers():
                got.append(answer.message)
        except grpc.RpcError as error:
            status = f"{error.code().name} {error.details()}"
        self.count["received"] += len(got)
        if status != "OK" or got != expected:
            self.count["wrong"] += 1
            self.count["complaints"].append(
                f"{len(got)} of {len(expected)} answers, status {status}")

    def run(self):
        greeter, requests = self.greeter, self.requests
        answers = [f"Hello, {request.name}!" for request in requests]
        for request, answer in zip(requests, answers):
            self.check(1, [answer], lambda: [greeter.SayHello(request, timeout=LIMIT_S)])
            self.check(1, [answer] * COPIES, lambda: greeter.SayHelloServerStream(
                request, timeout=LIMIT_S, metadata=[("grpcbench-messages", str(COPIES))]))
        all_names = ", ".join(request.name for request in requests)
        self.check(len(requests), [f"Hello, {all_names}!"], lambda: [
            greeter.SayHelloClientStream(iter(requests), timeout=LIMIT_S)])
        self.check(len(requests), answers, lambda: greeter.SayHelloBidi(
            iter(requests), timeout=LIMIT_S))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", help="host:port")
    parser.add_argument("--gzip", action="store_true", help="compress every request")
    parser.add_argument("--sizes", help="bytes of the requests, with commas between them")
    parser.add_argument("--max-message-size", type=int, default=4 << 20)
    options = parser.parse_args()
    names = [name_of(int(size)) for size in options.sizes.split(",")] + ["x"]
    compression = grpc.Compression.Gzip if options.gzip else None
    settings = [("grpc.max_receive_message_length", options.max_message_size)]
    with grpc.insecure_channel(options.target, settings, compression) as channel:
        client = Client(channel, names)
        client.run()
    print(json.dumps(client.count))
    return 0


if __name__ == "__main__":
    sys.exit(main())
