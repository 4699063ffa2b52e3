"""A Python grpcio client that asks what a server is, with hand-made stubs, and prints it as JSON.

Each answer is what came back in hexadecimal, or the name of the status.
"""

import argparse
import json
import sys

import grpc

# HealthCheckRequest{service: name} has the name in field 1; HelloRequest too.
CALLS = {
    "health of all": ("/grpc.health.v1.Health/Check", b""),
    "health of the greeter": ("/grpc.health.v1.Health/Check", b"\x0a\x0dgreet.Greeter"),
    "health of another": ("/grpc.health.v1.Health/Check", b"\x0a\x05other"),
    "hello": ("/greet.Greeter/SayHello", b"\x0a\x05world"),
    "no message": ("/greet.Greeter/SayHello", b"\xff"),
    "unknown method": ("/greet.Greeter/SayGoodbye", b"\x0a\x05world"),
    "unknown service": ("/other.Service/Do", b""),
}


def ask(channel, path, request):
    try:
        return channel.unary_unary(path)(request, timeout=20).hex()
    except grpc.RpcError as error:
        return error.code().name


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    options = parser.parse_args()
    with grpc.insecure_channel(options.target) as channel:
        print(json.dumps({name: ask(channel, *call) for name, call in CALLS.items()}))


if __name__ == "__main__":
    sys.exit(main())
