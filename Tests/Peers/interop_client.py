"""The client of gRPC's interoperability tests on Python grpcio, written from their description.

Prints one line for each case, `ok NAME` or `FAIL NAME REASON`, and ends with 1 if one has failed.
"""

import argparse
import random
import sys
import threading
import time

import grpc

import interop_tools
import peer
from interop_tools import reader, writer

import empty_pb2  # noqa: E402
import messages_pb2  # noqa: E402

LIMIT_S = 60
REQUEST_SIZES = [27182, 8, 1828, 45904]
RESPONSE_SIZES = [31415, 9, 2653, 58979]
INITIAL = ("x-grpc-test-echo-initial", "test_initial_metadata_value")
TRAILING = ("x-grpc-test-echo-trailing-bin", b"\xab\xab\xab")


class Wrong(Exception):
    """What was expected and what came."""


def expect(what, found, expected):
    if found != expected:
        raise Wrong(f"expected {what} to be {expected!r}, got {found!r}")


def payload(size):
    return messages_pb2.Payload(body=bytes(size))


def incompressible(size):
    """A payload that grows when it is compressed: grpcio then sends it as it is."""
    return messages_pb2.Payload(body=random.Random(size).randbytes(size))


def large(**fields):
    return messages_pb2.SimpleRequest(
        response_size=314159, payload=payload(271828), **fields)


def wanted(value):
    return messages_pb2.BoolValue(value=value)


def duplex(size, *sizes, **fields):
    return messages_pb2.StreamingOutputCallRequest(
        payload=payload(size) if size is not None else None,
        response_parameters=[messages_pb2.ResponseParameters(size=size) for size in sizes],
        **fields)


class Stub:
    """The methods by hand, because the generated ones hide how a message came."""

    def __init__(self, channel):
        self.channel = channel

        def method(make, name, answer, service=interop_tools.SERVICE):
            return make(f"/{service}/{name}", request_serializer=writer,
                        response_deserializer=reader(answer))

        output = messages_pb2.StreamingOutputCallResponse
        self.empty = method(channel.unary_unary, "EmptyCall", empty_pb2.Empty)
        self.unary = method(channel.unary_unary, "UnaryCall", messages_pb2.SimpleResponse)
        self.input = method(
            channel.stream_unary, "StreamingInputCall", messages_pb2.StreamingInputCallResponse)
        self.output = method(channel.unary_stream, "StreamingOutputCall", output)
        self.full = method(channel.stream_stream, "FullDuplexCall", output)
        self.half = method(channel.stream_stream, "HalfDuplexCall", output)
        self.missing_method = method(channel.unary_unary, "UnimplementedCall", empty_pb2.Empty)
        self.missing_service = method(
            channel.unary_unary, "UnimplementedCall", empty_pb2.Empty,
            "grpc.testing.UnimplementedService")


def code_of(action):
    """The status that a call ends with, and its message."""
    try:
        action()
    except grpc.RpcError as error:
        return error.code(), error.details()
    return grpc.StatusCode.OK, ""


def expect_large(read):
    expect("the payload's size", len(read.message.payload.body), 314159)


def sizes(reads):
    return [len(read.message.payload.body) for read in reads]


def empty_unary(stub):
    read = stub.empty(empty_pb2.Empty(), timeout=LIMIT_S)
    expect("the response's size", read.message.ByteSize(), 0)


def large_unary(stub):
    expect_large(stub.unary(large(), timeout=LIMIT_S))


def concurrent_large_unary(stub):
    futures = [stub.unary.future(large(), timeout=LIMIT_S) for _ in range(1000)]
    for future in futures:
        expect_large(future.result())


def client_compressed_unary(stub):
    code, _ = code_of(lambda: stub.unary(large(expect_compressed=wanted(True)), timeout=LIMIT_S))
    expect("the probe's status", code, grpc.StatusCode.INVALID_ARGUMENT)
    expect_large(stub.unary(
        large(expect_compressed=wanted(True)), timeout=LIMIT_S,
        compression=grpc.Compression.Gzip))
    expect_large(stub.unary(large(expect_compressed=wanted(False)), timeout=LIMIT_S))


def server_compressed_unary(stub):
    for is_wanted in (True, False):
        read = stub.unary(large(response_compressed=wanted(is_wanted)), timeout=LIMIT_S)
        expect_large(read)
        expect("the compressed flag", read.was_compressed, is_wanted)


def client_streaming(stub):
    requests = [messages_pb2.StreamingInputCallRequest(payload=payload(s)) for s in REQUEST_SIZES]
    read = stub.input(iter(requests), timeout=LIMIT_S)
    expect("the sum", read.message.aggregated_payload_size, 74922)


def client_compressed_streaming(stub):
    first = messages_pb2.StreamingInputCallRequest(
        payload=payload(27182), expect_compressed=wanted(True))
    second = messages_pb2.StreamingInputCallRequest(
        payload=incompressible(45904), expect_compressed=wanted(False))
    code, _ = code_of(lambda: stub.input(iter([first]), timeout=LIMIT_S))
    expect("the probe's status", code, grpc.StatusCode.INVALID_ARGUMENT)
    read = stub.input(
        iter([first, second]), timeout=LIMIT_S, compression=grpc.Compression.Gzip)
    expect("the sum", read.message.aggregated_payload_size, 73086)


def server_streaming(stub):
    reads = list(stub.output(duplex(None, *RESPONSE_SIZES), timeout=LIMIT_S))
    expect("the sizes", sizes(reads), RESPONSE_SIZES)


def server_compressed_streaming(stub):
    request = messages_pb2.StreamingOutputCallRequest(response_parameters=[
        messages_pb2.ResponseParameters(size=31415, compressed=wanted(True)),
        messages_pb2.ResponseParameters(size=92653, compressed=wanted(False))])
    reads = list(stub.output(request, timeout=LIMIT_S))
    expect("the sizes", sizes(reads), [31415, 92653])
    expect("the compressed flags", [read.was_compressed for read in reads], [True, False])


def server_intervals(stub):
    """Not in the list: the pauses that a request asks for add up."""
    request = messages_pb2.StreamingOutputCallRequest(response_parameters=[
        messages_pb2.ResponseParameters(size=1, interval_us=20_000) for _ in range(3)])
    start = time.monotonic()
    expect("the sizes", sizes(stub.output(request, timeout=LIMIT_S)), [1, 1, 1])
    expect("60 ms to have passed", time.monotonic() - start >= 0.06, True)


def half_duplex(stub):
    """Not in the list: nothing is answered before the requests have ended."""
    requests = [duplex(request, response)
                for request, response in zip(REQUEST_SIZES, RESPONSE_SIZES)]
    reads = list(stub.half(iter(requests), timeout=LIMIT_S))
    expect("the sizes", sizes(reads), RESPONSE_SIZES)


class Turns:
    """Requests that are sent one by one, when the client says so."""

    def __init__(self, call):
        self.waiting = []
        self.turn = threading.Condition()
        self.call = call(self.requests())

    def requests(self):
        while True:
            with self.turn:
                self.turn.wait_for(lambda: self.waiting)
                request = self.waiting.pop(0)
            if request is None:
                return
            yield request

    def send(self, request):
        with self.turn:
            self.waiting.append(request)
            self.turn.notify()


def ping_pong(stub):
    turns = Turns(lambda requests: stub.full(requests, timeout=LIMIT_S))
    for request, response in zip(REQUEST_SIZES, RESPONSE_SIZES):
        turns.send(duplex(request, response))
        expect("the size", sizes([next(turns.call)]), [response])
    turns.send(None)
    expect("what is left", list(turns.call), [])


def empty_stream(stub):
    expect("the responses", list(stub.full(iter([]), timeout=LIMIT_S)), [])


def custom_metadata(stub):
    metadata = [INITIAL, TRAILING]
    read, call = stub.unary.with_call(large(), timeout=LIMIT_S, metadata=metadata)
    expect_large(read)
    expect_echo(call)
    call = stub.full(iter([duplex(271828, 314159)]), timeout=LIMIT_S, metadata=metadata)
    expect("the sizes", sizes(call), [314159])
    expect_echo(call)


def expect_echo(call):
    initial = [value for key, value in call.initial_metadata() if key == INITIAL[0]]
    expect("the initial metadata", initial, [INITIAL[1]])
    trailing = [value for key, value in call.trailing_metadata() if key == TRAILING[0]]
    expect("the trailing metadata", trailing, [TRAILING[1]])


def echoed(stub, message):
    status = messages_pb2.EchoStatus(code=2, message=message)
    request = messages_pb2.SimpleRequest(response_status=status)
    found = code_of(lambda: stub.unary(request, timeout=LIMIT_S))
    expect("the unary status", found, (grpc.StatusCode.UNKNOWN, message))
    found = code_of(lambda: list(
        stub.full(iter([duplex(None, response_status=status)]), timeout=LIMIT_S)))
    expect("the duplex status", found, (grpc.StatusCode.UNKNOWN, message))


def status_code_and_message(stub):
    echoed(stub, "test status message")


def special_status_message(stub):
    echoed(stub, "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n")


def unimplemented_method(stub):
    code, _ = code_of(lambda: stub.missing_method(empty_pb2.Empty(), timeout=LIMIT_S))
    expect("the status", code, grpc.StatusCode.UNIMPLEMENTED)


def unimplemented_service(stub):
    code, _ = code_of(lambda: stub.missing_service(empty_pb2.Empty(), timeout=LIMIT_S))
    expect("the status", code, grpc.StatusCode.UNIMPLEMENTED)


def cancel_after_begin(stub):
    turns = Turns(lambda requests: stub.input.future(requests, timeout=LIMIT_S))
    empty_unary(stub)
    turns.call.cancel()
    turns.send(None)
    expect("the status", turns.call.code(), grpc.StatusCode.CANCELLED)
    empty_unary(stub)


def cancel_after_first_response(stub):
    turns = Turns(lambda requests: stub.full(requests, timeout=LIMIT_S))
    turns.send(duplex(27182, 31415))
    expect("the size", sizes([next(turns.call)]), [31415])
    turns.call.cancel()
    turns.send(None)
    expect("the status", turns.call.code(), grpc.StatusCode.CANCELLED)
    empty_unary(stub)


def timeout_on_sleeping_server(stub):
    turns = Turns(lambda requests: stub.full(requests, timeout=0.001))
    turns.send(duplex(27182))
    code, _ = code_of(lambda: list(turns.call))
    turns.send(None)
    expect("the status", code, grpc.StatusCode.DEADLINE_EXCEEDED)


def rpc_soak(stub):
    for _ in range(10):
        large_unary(stub)


def channel_soak(stub):
    for _ in range(10):
        with open_channel(stub.options) as channel:
            large_unary(Stub(channel))


def long_lived_channel(stub):
    for _ in range(5):
        large_unary(stub)
        time.sleep(0.1)


# What a client must survive of a server that misbehaves.


def goaway(stub):
    large_unary(stub)
    time.sleep(0.2)
    large_unary(stub)


def reset_stream(stub):
    code, _ = code_of(lambda: stub.unary(large(), timeout=LIMIT_S))
    if code in (grpc.StatusCode.OK, grpc.StatusCode.DEADLINE_EXCEEDED):
        raise Wrong(f"expected the call to fail at once, got {code}")


def max_streams(stub):
    large_unary(stub)
    futures = [stub.unary.future(large(), timeout=LIMIT_S) for _ in range(10)]
    for future in futures:
        expect_large(future.result())


USUAL = [
    empty_unary, large_unary, concurrent_large_unary, client_compressed_unary,
    server_compressed_unary, client_streaming, client_compressed_streaming, server_streaming,
    server_compressed_streaming, server_intervals, half_duplex, ping_pong, empty_stream,
    custom_metadata, status_code_and_message, special_status_message, unimplemented_method,
    unimplemented_service, cancel_after_begin, cancel_after_first_response,
    timeout_on_sleeping_server, rpc_soak, channel_soak, long_lived_channel,
]
NEGATIVE = {
    "goaway": goaway, "rst_after_header": reset_stream, "rst_during_data": reset_stream,
    "rst_after_data": reset_stream, "ping": large_unary, "max_streams": max_streams,
}


def open_channel(options):
    settings = interop_tools.RAW + interop_tools.LIMITS + [
        # Otherwise channels share a connection, and a new channel would be no new one.
        ("grpc.use_local_subchannel_pool", 1)]
    if not options.ca:
        return grpc.insecure_channel(options.target, settings)
    credentials = grpc.ssl_channel_credentials(peer.contents(options.ca))
    return grpc.secure_channel(options.target, credentials, settings)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", help="host:port")
    parser.add_argument("--test-case", default="all")
    parser.add_argument("--ca", help="use TLS and believe this authority")
    options = parser.parse_args()

    if options.test_case == "all":
        cases = [(case.__name__, case) for case in USUAL]
    else:
        known = {case.__name__: case for case in USUAL} | NEGATIVE
        cases = [(options.test_case, known[options.test_case])]
    failed = False
    for name, case in cases:
        with open_channel(options) as channel:
            stub = Stub(channel)
            stub.options = options
            try:
                case(stub)
                print(f"ok {name}", flush=True)
            except (Wrong, grpc.RpcError, StopIteration) as error:
                failed = True
                print(f"FAIL {name} {' '.join(repr(error).split())}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
