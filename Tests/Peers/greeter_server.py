"""greet.Greeter on Python grpcio: prints `listening on ...`, and after SIGTERM `{"served": N}`."""

import argparse
import concurrent.futures
import json
import signal
import sys
import threading
import time

import grpc

import peer

peer.use_generated_code()
import greet_pb2  # noqa: E402
import greet_pb2_grpc  # noqa: E402


class Greeter(greet_pb2_grpc.GreeterServicer):
    """Answers each greeting after an optional delay and counts it."""

    def __init__(self, delay):
        self.delay = delay
        self.served = 0
        self.lock = threading.Lock()

    def SayHello(self, request, context):
        if self.delay > 0:
            time.sleep(self.delay)
        with self.lock:
            self.served += 1
        return greet_pb2.HelloResponse(message=f"Hello, {request.name}!")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listen", default="127.0.0.1:0")
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--max-concurrent-streams", type=int, default=0)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds each call takes")
    parser.add_argument("--no-greeter", action="store_true", help="every method is UNIMPLEMENTED")
    parser.add_argument("--certificate", help="with --key: use TLS")
    parser.add_argument("--key")
    parser.add_argument("--client-ca", help="demand certificates that it has signed")
    options = parser.parse_args()

    settings = []
    if options.max_concurrent_streams:
        settings.append(("grpc.max_concurrent_streams", options.max_concurrent_streams))
    pool = concurrent.futures.ThreadPoolExecutor(max_workers=options.threads)
    server = grpc.server(pool, options=settings)
    greeter = Greeter(options.delay)
    if not options.no_greeter:
        greet_pb2_grpc.add_GreeterServicer_to_server(greeter, server)
    if options.certificate:
        credentials = grpc.ssl_server_credentials(
            [(peer.contents(options.key), peer.contents(options.certificate))],
            root_certificates=peer.contents(options.client_ca),
            require_client_auth=options.client_ca is not None,
        )
        port = server.add_secure_port(options.listen, credentials)
    else:
        port = server.add_insecure_port(options.listen)

    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    signal.signal(signal.SIGINT, lambda *_: stopping.set())
    peer.follow_parent()
    server.start()
    # The port of a unix socket is no port.
    is_unix = options.listen.startswith("unix:")
    peer.announce(options.listen if is_unix else f"{options.listen.rpartition(':')[0]}:{port}")
    stopping.wait()
    server.stop(grace=5).wait()
    print(json.dumps({"served": greeter.served}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
