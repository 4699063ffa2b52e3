"""Streams of greet.Greeter on grpcio's synchronous API: one channel, a thread for each stream.

Prints {"messages": n, "seconds": s, "cpu_s": s} for the time from the first call to the end of
the last second; a message of a bidirectional kind is one there and its answer. CPU is that of the
whole process.
"""

import argparse
import json
import os
import queue
import resource
import sys
import threading
import time

import grpc
from grpc.experimental import ChannelOptions

import peer

peer.use_generated_code()
import greet_pb2  # noqa: E402
import greet_pb2_grpc  # noqa: E402


class Run:
    """What every call needs to know, and a count for each thread, so that none waits to count."""

    def __init__(self, stub, options):
        self.stub = stub
        self.messages = options.messages
        self.metadata = (("grpcbench-messages", str(options.messages)),)
        self.request = greet_pb2.HelloRequest(name="world")
        self.counts = [0] * options.streams
        self.failure = None

    def sent(self, place):
        for _ in range(self.messages):
            yield self.request
            self.counts[place] += 1

    def server(self, place):
        for _ in self.stub.SayHelloServerStream(self.request, metadata=self.metadata):
            self.counts[place] += 1

    def client(self, place):
        self.stub.SayHelloClientStream(self.sent(place))

    def flood(self, place):
        for _ in self.stub.SayHelloBidi(self.request for _ in range(self.messages)):
            self.counts[place] += 1

    def pingpong(self, place):
        turns = queue.SimpleQueue()
        turns.put(self.request)
        answered = 0
        for _ in self.stub.SayHelloBidi(iter(turns.get, None)):
            self.counts[place] += 1
            answered += 1
            turns.put(self.request if answered < self.messages else None)

    def play(self, call, place):
        """Calls one after the other, until the process ends."""
        try:
            while True:
                call(place)
        except grpc.RpcError as error:
            self.failure = f"{error.code()}: {error.details()}"


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("kind", choices=["server", "client", "pingpong", "flood"])
    parser.add_argument("streams", type=int)
    parser.add_argument("messages", type=int)
    parser.add_argument("seconds", type=float)
    options = parser.parse_args()

    # Without it grpcio starts one more thread for each server-streaming call.
    channel = grpc.insecure_channel(
        f"127.0.0.1:{options.port}", options=[(ChannelOptions.SingleThreadedUnaryStream, 1)])
    grpc.channel_ready_future(channel).result(timeout=10)
    run = Run(greet_pb2_grpc.GreeterStub(channel), options)
    call = getattr(run, options.kind)
    threads = [
        threading.Thread(target=run.play, args=(call, place), daemon=True)
        for place in range(options.streams)
    ]
    start, start_cpu = time.monotonic(), cpu()
    for thread in threads:
        thread.start()
    time.sleep(max(0, start + options.seconds - time.monotonic()))
    messages, seconds, spent = sum(run.counts), time.monotonic() - start, cpu() - start_cpu
    if run.failure:
        print(f"stream_client: a call failed: {run.failure}", file=sys.stderr, flush=True)
        os._exit(1)
    print(json.dumps({"messages": messages, "seconds": seconds, "cpu_s": spent}), flush=True)
    # Calls in flight are left as they are: what they still cost is nobody's measurement.
    os._exit(0)


if __name__ == "__main__":
    main()
