"""grpc.testing.TestService on Python grpcio, written from the description of the tests.

Prints `listening on ...`, and after SIGTERM `{"served": N}`, the calls that were not refused as
unimplemented.
"""

import argparse
import concurrent.futures
import json
import sys
import threading
import time

import grpc

import interop_tools
import peer
from interop_tools import reader, writer

import empty_pb2  # noqa: E402
import messages_pb2  # noqa: E402

INITIAL = "x-grpc-test-echo-initial"
TRAILING = "x-grpc-test-echo-trailing-bin"


def body(size):
    return messages_pb2.Payload(body=bytes(size))


class TestService:
    """The calls of the service; what is compressed is decided message by message."""

    def __init__(self):
        self.served = 0
        self.lock = threading.Lock()

    def begin(self, context):
        """Counts a call, and echoes its metadata."""
        with self.lock:
            self.served += 1
        fields = context.invocation_metadata()
        initial = [(key, value) for key, value in fields if key == INITIAL]
        trailing = [(key, value) for key, value in fields if key == TRAILING]
        # Otherwise the first message could not be compressed: the head says how.
        context.set_compression(grpc.Compression.Gzip)
        if initial:
            context.send_initial_metadata(initial)
        if trailing:
            context.set_trailing_metadata(trailing)

    @staticmethod
    def check(request, read, context):
        """Ends the call if a message is not compressed as it says, or wants a status back."""
        if request.HasField("expect_compressed"):
            if request.expect_compressed.value != read.was_compressed:
                context.abort(grpc.StatusCode.INVALID_ARGUMENT, "not compressed as announced")

    @staticmethod
    def echo(request, context):
        if request.HasField("response_status") and request.response_status.code != 0:
            code = next(
                code for code in grpc.StatusCode
                if code.value[0] == request.response_status.code)
            context.abort(code, request.response_status.message)

    def empty(self, read, context):
        self.begin(context)
        return empty_pb2.Empty()

    def unary(self, read, context):
        self.begin(context)
        request = read.message
        self.check(request, read, context)
        self.echo(request, context)
        if not request.response_compressed.value:
            context.disable_next_message_compression()
        return messages_pb2.SimpleResponse(payload=body(request.response_size))

    def respond(self, request, context):
        self.echo(request, context)
        for wanted in request.response_parameters:
            time.sleep(wanted.interval_us / 1e6)
            if not wanted.compressed.value:
                context.disable_next_message_compression()
            yield messages_pb2.StreamingOutputCallResponse(payload=body(wanted.size))

    def streaming_output(self, read, context):
        self.begin(context)
        yield from self.respond(read.message, context)

    def streaming_input(self, reads, context):
        self.begin(context)
        total = 0
        for read in reads:
            self.check(read.message, read, context)
            total += len(read.message.payload.body)
        return messages_pb2.StreamingInputCallResponse(aggregated_payload_size=total)

    def full_duplex(self, reads, context):
        self.begin(context)
        for read in reads:
            yield from self.respond(read.message, context)

    def half_duplex(self, reads, context):
        self.begin(context)
        for read in list(reads):
            yield from self.respond(read.message, context)

    def handler(self):
        """The methods by hand, because the generated ones hide how a message came."""
        simple = {
            "request_deserializer": reader(messages_pb2.SimpleRequest),
            "response_serializer": writer,
        }
        output = {
            "request_deserializer": reader(messages_pb2.StreamingOutputCallRequest),
            "response_serializer": writer,
        }
        return grpc.method_handlers_generic_handler(interop_tools.SERVICE, {
            "EmptyCall": grpc.unary_unary_rpc_method_handler(
                self.empty, request_deserializer=reader(empty_pb2.Empty),
                response_serializer=writer),
            "UnaryCall": grpc.unary_unary_rpc_method_handler(self.unary, **simple),
            "CacheableUnaryCall": grpc.unary_unary_rpc_method_handler(self.unary, **simple),
            "StreamingOutputCall": grpc.unary_stream_rpc_method_handler(
                self.streaming_output, **output),
            "StreamingInputCall": grpc.stream_unary_rpc_method_handler(
                self.streaming_input,
                request_deserializer=reader(messages_pb2.StreamingInputCallRequest),
                response_serializer=writer),
            "FullDuplexCall": grpc.stream_stream_rpc_method_handler(self.full_duplex, **output),
            "HalfDuplexCall": grpc.stream_stream_rpc_method_handler(self.half_duplex, **output),
        })


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--certificate", help="with --key: use TLS")
    parser.add_argument("--key")
    options = parser.parse_args()

    service = TestService()
    server = grpc.server(
        concurrent.futures.ThreadPoolExecutor(max_workers=16), handlers=[service.handler()],
        options=interop_tools.RAW + interop_tools.LIMITS)
    if options.certificate:
        pair = (peer.contents(options.key), peer.contents(options.certificate))
        port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([pair]))
    else:
        port = server.add_insecure_port("127.0.0.1:0")
    ends = peer.block_ends()
    server.start()
    peer.announce(f"127.0.0.1:{port}")
    peer.wait_for(ends)
    server.stop(grace=5).wait()
    print(json.dumps({"served": service.served}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
