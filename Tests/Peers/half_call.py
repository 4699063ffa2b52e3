"""A client that sends half of a greeting, and the rest only when the server has said goodbye.

Prints `half sent`, and at the end `{"answer": text, "status": "0", "goaways": n}`: a server that
stops in order answers the call that was under way, and then closes. Works frame by frame, because
PyPI's h2 takes no frame after a GOAWAY.
"""

import argparse
import json
import socket
import sys

import hpack
from hyperframe import frame

import peer

peer.use_generated_code()
import greet_pb2  # noqa: E402

MESSAGE = greet_pb2.HelloRequest(name="world").SerializeToString()
REQUEST = b"\0" + len(MESSAGE).to_bytes(4, "big") + MESSAGE
HALF = len(REQUEST) // 2
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


class Client:
    """One connection with one call on it."""

    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port), timeout=30)
        self.decoder = hpack.Decoder()
        self.body = b""
        self.trailers = {}
        self.goaways = 0
        head = frame.HeadersFrame(1, hpack.Encoder().encode([
            (":method", "POST"), (":scheme", "http"), (":path", "/greet.Greeter/SayHello"),
            (":authority", f"{host}:{port}"), ("te", "trailers"),
            ("content-type", "application/grpc"),
        ]), flags=["END_HEADERS"])
        self.socket.sendall(PREFACE)
        self.send(frame.SettingsFrame(0))
        self.send(head)
        self.send(frame.DataFrame(1, REQUEST[:HALF]))
        self.send(frame.PingFrame(0, b"ordering"))

    def send(self, made):
        self.socket.sendall(made.serialize())

    def run(self):
        """Plays the call to the end of the connection."""
        received = b""
        while data := self.socket.recv(65536):
            received += data
            while len(received) >= 9:
                got, length = frame.Frame.parse_frame_header(memoryview(received[:9]))
                if len(received) < 9 + length:
                    break
                got.parse_body(memoryview(received[9:9 + length]))
                received = received[9 + length:]
                self.act(got)

    def act(self, got):
        if isinstance(got, frame.PingFrame):
            if "ACK" in got.flags:
                # The server has read all that came before the ping.
                print("half sent", flush=True)
            else:
                self.send(frame.PingFrame(0, got.opaque_data, flags=["ACK"]))
        elif isinstance(got, frame.SettingsFrame) and "ACK" not in got.flags:
            self.send(frame.SettingsFrame(0, flags=["ACK"]))
        elif isinstance(got, frame.GoAwayFrame):
            self.goaways += 1
            if self.goaways == 1:
                self.send(frame.DataFrame(1, REQUEST[HALF:], flags=["END_STREAM"]))
        elif isinstance(got, frame.HeadersFrame):
            self.trailers = dict(self.decoder.decode(got.data))
        elif isinstance(got, frame.DataFrame):
            self.body += got.data


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", help="host:port")
    host, _, port = parser.parse_args().target.rpartition(":")
    peer.follow_parent()
    client = Client(host, int(port))
    client.run()
    answer = greet_pb2.HelloResponse.FromString(client.body[5:]).message
    status = client.trailers.get("grpc-status", "none")
    print(json.dumps({"answer": answer, "status": status, "goaways": client.goaways}))


if __name__ == "__main__":
    sys.exit(main())
