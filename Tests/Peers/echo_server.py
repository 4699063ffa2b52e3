"""test.Echo on Python grpcio: raw bytes, in each of gRPC's four kinds of call.

Unary and Bidi answer each message with itself, ServerStream answers its one `--messages` times,
ClientStream answers with the first of its messages once all have come. After SIGTERM it prints
`{"served": N, "received": n, "sent": n, "unequal": n}`: calls, messages each way, and messages of
ClientStream that were not like their first.
"""

import argparse
import concurrent.futures
import json
import sys
import threading

import grpc

import peer


class Echo:
    """Answers, and counts what came and what went."""

    def __init__(self, messages):
        self.messages = messages
        self.count = {"served": 0, "received": 0, "sent": 0, "unequal": 0}
        self.lock = threading.Lock()

    def add(self, **more):
        with self.lock:
            for key, number in more.items():
                self.count[key] += number

    def unary(self, request, _):
        self.add(received=1, sent=1, served=1)
        return request

    def server_stream(self, request, _):
        self.add(received=1)
        for _ in range(self.messages):
            yield request
            self.add(sent=1)
        self.add(served=1)

    def client_stream(self, requests, _):
        first = next(requests)
        self.add(received=1)
        for request in requests:
            self.add(received=1, unequal=int(request != first))
        self.add(sent=1, served=1)
        return first

    def bidi(self, requests, _):
        for request in requests:
            self.add(received=1)
            yield request
            self.add(sent=1)
        self.add(served=1)

    def handler(self):
        """Without serializers, messages are bytes."""
        return grpc.method_handlers_generic_handler("test.Echo", {
            "Unary": grpc.unary_unary_rpc_method_handler(self.unary),
            "ServerStream": grpc.unary_stream_rpc_method_handler(self.server_stream),
            "ClientStream": grpc.stream_unary_rpc_method_handler(self.client_stream),
            "Bidi": grpc.stream_stream_rpc_method_handler(self.bidi),
        })


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=3)
    parser.add_argument("--gzip", action="store_true", help="compress every answer")
    options = parser.parse_args()
    echo = Echo(options.messages)
    server = grpc.server(
        concurrent.futures.ThreadPoolExecutor(max_workers=8), handlers=[echo.handler()],
        compression=grpc.Compression.Gzip if options.gzip else None)
    port = server.add_insecure_port("127.0.0.1:0")
    ends = peer.block_ends()
    server.start()
    peer.announce(f"127.0.0.1:{port}")
    peer.wait_for(ends)
    server.stop(grace=5).wait()
    print(json.dumps(echo.count), flush=True)


if __name__ == "__main__":
    sys.exit(main())
