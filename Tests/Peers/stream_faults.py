"""Answers streams of greetings wrongly, in the way that `--fault` names, from the second on.

Each call's messages are greeted as they come; the fault strikes once `--after` of them have come.
After SIGTERM it prints `{"served": N, "faults": n}`: calls that it ended, and those it did wrong.
"""

import argparse
import gzip
import os
import sys

import h2.errors
import h2.events

import h2_greeter
import peer


def status(code, message="enough of this"):
    return [("grpc-status", str(code)), ("grpc-message", message)]


class Server(h2_greeter.Greeter):
    """Greets each message, until its fault is due in a call."""

    def __init__(self, options):
        super().__init__()
        self.fault = getattr(self, options.fault.replace("-", "_"))
        self.head = list(h2_greeter.HEAD)
        if options.fault == "corrupt-gzip":
            self.head.append(("grpc-encoding", "gzip"))
        self.after = options.after
        self.faults = 0
        # By stream: messages that have come; nothing for a stream that has had its fault.
        self.messages = {}

    def act(self, connection, event):
        if isinstance(event, h2.events.RequestReceived):
            self.messages[connection, event.stream_id] = 0
            connection.http2.send_headers(event.stream_id, self.head)
        if isinstance(event, h2.events.DataReceived) and self.is_over(connection, event.stream_id):
            # What the client sends behind the end is taken, and not looked at.
            connection.http2.increment_flow_control_window(event.flow_controlled_length)
            return
        super().act(connection, event)
        if isinstance(event, h2.events.DataReceived):
            self.greet(connection, event.stream_id)
        elif isinstance(event, h2.events.StreamReset):
            self.messages.pop((connection, event.stream_id), None)

    def is_over(self, connection, stream):
        return (connection, stream) not in self.messages

    def greet(self, connection, stream):
        body = connection.bodies[stream]
        while len(body) >= 5 and len(body) >= 5 + int.from_bytes(body[1:5], "big"):
            end = 5 + int.from_bytes(body[1:5], "big")
            message = gzip.decompress(body[5:end]) if body[0] else bytes(body[5:end])
            self.messages[connection, stream] += 1
            if self.messages[connection, stream] == self.after:
                self.faults += 1
                if self.fault(connection.http2, stream, message):
                    del self.messages[connection, stream]
                    self.served += 1
                    return
            else:
                connection.http2.send_data(stream, h2_greeter.greeting(message))
            del body[:end]

    def asked(self, connection, stream):
        if not self.is_over(connection, stream):
            connection.http2.send_headers(stream, h2_greeter.OK, end_stream=True)
            self.served += 1

    # The faults. Each is told the message that it takes the place of, and says whether the call is
    # over with it.

    def early_ok(self, http2, stream, _):
        http2.send_headers(stream, h2_greeter.OK, end_stream=True)
        return True

    def early_error(self, http2, stream, _):
        http2.send_headers(stream, status(9), end_stream=True)
        return True

    def reset(self, http2, stream, _):
        http2.reset_stream(stream, h2.errors.ErrorCodes.ENHANCE_YOUR_CALM)
        return True

    def die(self, http2, stream, _):
        os._exit(9)

    def more(self, http2, stream, message):
        http2.send_data(stream, 2 * h2_greeter.greeting(message))

    def fewer(self, http2, stream, message):
        return False

    def wrong(self, http2, stream, message):
        http2.send_data(stream, h2_greeter.greeting(message).replace(b"Hello", b"Jello"))

    def large(self, http2, stream, message):
        http2.send_data(stream, b"\0" + (65537).to_bytes(4, "big") + bytes(16000))

    def corrupt_gzip(self, http2, stream, message):
        http2.send_data(stream, b"\1" + (12).to_bytes(4, "big") + b"\x1f\x8bnot a gzip")

    def cut(self, http2, stream, message):
        """The end comes in the middle of a message."""
        http2.send_data(stream, h2_greeter.greeting(message)[:-1])
        http2.send_headers(stream, h2_greeter.OK, end_stream=True)
        return True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fault", required=True)
    parser.add_argument("--after", type=int, default=3)
    peer.serve(Server(parser.parse_args()), "served", "faults")


if __name__ == "__main__":
    sys.exit(main())
