"""A client of Connect's unary calls, written from the protocol's specification.

It calls a server over HTTP/1.1 (http.client) and over HTTP/2 (PyPI's h2), plain or with TLS, in JSON
and in protobuf, and compares every answer with what the specification and the methods say it must
be. It prints, as JSON, how many answers it looked at and what was wrong with them.
"""

import argparse
import base64
import gzip
import http.client
import json
import socket
import ssl
import sys

import h2.config
import h2.connection
import h2.events

import peer

peer.use_generated_code()
import greet_pb2  # noqa: E402

HELLO = "/greet.Greeter/SayHello"
LIMIT_S = 20
# The table "Error Codes" of the specification.
STATUS = {
    "canceled": 499, "unknown": 500, "invalid_argument": 400, "deadline_exceeded": 504,
    "not_found": 404, "already_exists": 409, "permission_denied": 403, "resource_exhausted": 429,
    "failed_precondition": 400, "aborted": 409, "out_of_range": 400, "unimplemented": 501,
    "internal": 500, "unavailable": 503, "data_loss": 500, "unauthenticated": 401,
}


class Reply:
    """An answer, whichever HTTP brought it: status, headers in lower case, body."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def type(self):
        return self.headers.get("content-type")

    @property
    def error(self):
        """Connect's error: a JSON object in a body that says that it is JSON."""
        if self.type != "application/json":
            raise ValueError(f"an error whose content-type is {self.type}")
        return json.loads(self.body)


def tls(options, protocols):
    context = ssl.create_default_context(cafile=options.ca)
    context.set_alpn_protocols(protocols)
    return context


class HTTP1:
    """One kept connection of Python's own HTTP/1.1 client."""

    def __init__(self, options):
        host, port = options.target.rsplit(":", 1)
        if options.ca:
            context = tls(options, ["http/1.1"])
            self.connection = http.client.HTTPSConnection(
                host, int(port), timeout=LIMIT_S, context=context)
        else:
            self.connection = http.client.HTTPConnection(host, int(port), timeout=LIMIT_S)

    def send(self, method, path, headers, body):
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, names, answer.read())

    def send_in_chunks(self, path, headers, parts):
        self.connection.request("POST", path, iter(parts), headers, encode_chunked=True)
        answer = self.connection.getresponse()
        return Reply(answer.status, dict(answer.getheaders()), answer.read())


class HTTP2:
    """One connection of h2, with prior knowledge or by ALPN."""

    def __init__(self, options):
        host, port = options.target.rsplit(":", 1)
        self.authority = options.target
        self.socket = socket.create_connection((host, int(port)), timeout=LIMIT_S)
        self.scheme = "https" if options.ca else "http"
        if options.ca:
            self.socket = tls(options, ["h2"]).wrap_socket(self.socket, server_hostname=host)
            if self.socket.selected_alpn_protocol() != "h2":
                raise ValueError("the server did not choose h2")
        self.http2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        self.http2.initiate_connection()
        self.flush()

    def flush(self):
        self.socket.sendall(self.http2.data_to_send())

    def send(self, method, path, headers, body):
        stream = self.http2.get_next_available_stream_id()
        head = [(":method", method), (":scheme", self.scheme), (":path", path),
                (":authority", self.authority), *headers.items()]
        self.http2.send_headers(stream, head, end_stream=not body)
        while body:
            size = min(len(body), self.http2.local_flow_control_window(stream), 16384)
            if size == 0:
                self.hear(stream)
                continue
            self.http2.send_data(stream, body[:size], end_stream=size == len(body))
            body = body[size:]
        self.flush()
        reply = Reply(0, {}, b"")
        while not self.hear(stream, reply):
            pass
        return reply

    def hear(self, stream, reply=None):
        """Takes what one read brings; whether the answer has ended."""
        data = self.socket.recv(65536)
        if not data:
            raise ValueError("the server closed the connection")
        ended = False
        for event in self.http2.receive_data(data):
            if getattr(event, "stream_id", stream) != stream:
                continue
            if isinstance(event, h2.events.ResponseReceived):
                fields = {bytes(n).decode(): bytes(v).decode() for n, v in event.headers}
                reply.status = int(fields.pop(":status"))
                reply.headers = fields
            elif isinstance(event, h2.events.DataReceived):
                reply.body += event.data
                self.http2.acknowledge_received_data(event.flow_controlled_length, stream)
            elif isinstance(event, h2.events.TrailersReceived):
                raise ValueError("an answer of Connect's has trailers")
            elif isinstance(event, h2.events.StreamReset):
                raise ValueError(f"the stream was reset with {event.error_code}")
            elif isinstance(event, h2.events.StreamEnded):
                ended = True
        self.flush()
        return ended


class Codec:
    """One of the two formats: how messages are written and read."""

    def __init__(self, name):
        self.name = name
        self.type = "application/" + name

    def request(self, name):
        if self.name == "json":
            return json.dumps({"name": name}, ensure_ascii=False).encode()
        return greet_pb2.HelloRequest(name=name).SerializeToString()

    def greeting(self, body):
        if self.name == "json":
            return json.loads(body).get("message", "")
        return greet_pb2.HelloResponse.FromString(body).message

    @property
    def headers(self):
        return {"content-type": self.type, "connect-protocol-version": "1"}


class Examiner:
    """Looks at answers and keeps what was wrong with them."""

    def __init__(self):
        self.answers = 0
        self.complaints = []

    def expect(self, what, is_so, seen):
        if not is_so:
            self.complaints.append(f"{what}: {seen}")

    def message(self, what, codec, reply, text):
        self.answers += 1
        self.expect(what, reply.status == 200, f"HTTP {reply.status}, {reply.body[:200]}")
        if reply.status == 200:
            self.expect(what, reply.type == codec.type, f"content-type {reply.type}")
            seen = codec.greeting(reply.body)
            self.expect(what, seen == text, seen[:200])

    def error(self, what, reply, code, status=None):
        self.answers += 1
        status = status or STATUS[code]
        self.expect(what, reply.status == status, f"HTTP {reply.status} and not {status}")
        try:
            error = reply.error
        except ValueError as failure:
            return self.expect(what, False, f"{failure}")
        self.expect(what, error.get("code") == code, error)
        self.expect(what, isinstance(error.get("message"), str) and error["message"], error)
        return error


def call(wire, codec, body, path=HELLO, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return wire.send("POST", path, codec.headers | named, body)


def greetings(wire, codec, see):
    names = ["", "world", "Grüße, 世界 😀", '"\\/\n\t\x01', "x" * 16384, "y" * 300000]
    for name in names:
        reply = call(wire, codec, codec.request(name))
        see.message(f"a name of {len(name)}", codec, reply, f"Hello, {name}!")
    plain = wire.send("POST", HELLO, {"content-type": codec.type}, codec.request("plain"))
    see.message("without a protocol version", codec, plain, "Hello, plain!")
    body = gzip.compress(codec.request("small"))
    reply = call(wire, codec, body, content_encoding="gzip", accept_encoding="gzip")
    see.expect("gzip", reply.headers.get("content-encoding") == "gzip", reply.headers)
    reply.body = gzip.decompress(reply.body)
    see.message("gzip", codec, reply, "Hello, small!")
    reply = call(wire, codec, codec.request("soon"), connect_timeout_ms="10000")
    see.message("with a timeout", codec, reply, "Hello, soon!")


def errors(wire, codec, see):
    body = codec.request("x")
    for code in STATUS:
        ordered = "CANCELLED" if code == "canceled" else code.upper()
        see.error(code, call(wire, codec, body, grpcbench_fail=ordered), code)
    reply = call(wire, codec, body, grpcbench_fail="ABORTED with details")
    error = see.error("details", reply, "aborted") or {}
    for detail in error.get("details", [{}]):
        see.expect("details", detail.get("type") == "google.rpc.ErrorInfo", detail)
        text = detail.get("value", "")
        see.expect("details", b"ORDERED" in base64.b64decode(text + "=" * (-len(text) % 4)), detail)
    see.expect("details", len(error.get("details", [])) == 1, error)
    late = call(wire, codec, body, grpcbench_delay="10s", connect_timeout_ms="50")
    see.error("a timeout", late, "deadline_exceeded")
    for timeout in ["", "-1", "1.5", "12345678901", "1s"]:
        reply = call(wire, codec, body, connect_timeout_ms=timeout)
        see.error(f"a timeout of {timeout!r}", reply, "invalid_argument")
    see.error("no message", call(wire, codec, b"\x7f{"), "invalid_argument")
    see.error("broken gzip", call(wire, codec, b"no gzip", content_encoding="gzip"),
              "invalid_argument")
    see.error("another version", call(wire, codec, body, connect_protocol_version="2"),
              "invalid_argument")
    see.error("another compression", call(wire, codec, body, content_encoding="br"),
              "unimplemented")
    see.error("no such method", call(wire, codec, body, "/greet.Greeter/No"), "unimplemented", 404)
    see.error("a stream", call(wire, codec, body, "/greet.Greeter/SayHelloBidi"), "unimplemented")
    # What follows is no call of Connect's and has no body for programs.
    for method, kind, status in [("GET", codec.type, 405), ("POST", "text/plain", 415),
                                 ("POST", "application/connect+json", 415)]:
        reply = wire.send(method, HELLO, {"content-type": kind}, b"")
        see.answers += 1
        see.expect(f"{method} {kind}", reply.status == status, reply.status)


def special(wire, codec, see):
    """What only HTTP/1.1 has."""
    text = codec.request("chunks")
    parts = [text[:3], text[3:4], text[4:]]
    reply = wire.send_in_chunks(HELLO, codec.headers, parts)
    reply.headers = {name.lower(): value for name, value in reply.headers.items()}
    see.message("in chunks", codec, reply, "Hello, chunks!")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--ca", help="the authority of the server, for TLS")
    options = parser.parse_args()
    see = Examiner()
    for transport in (HTTP1, HTTP2):
        for name in ("json", "proto"):
            # One connection for all: errors must not end it.
            wire, codec = transport(options), Codec(name)
            before = len(see.complaints)
            greetings(wire, codec, see)
            errors(wire, codec, see)
            if transport is HTTP1:
                special(wire, codec, see)
            greetings(wire, codec, see)
            see.complaints[before:] = [f"{transport.__name__} {name}: {complaint}"
                                       for complaint in see.complaints[before:]]
    print(json.dumps({"answers": see.answers, "complaints": see.complaints}))


if __name__ == "__main__":
    sys.exit(main())
