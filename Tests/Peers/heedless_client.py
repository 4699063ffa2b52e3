"""A client that heeds no SETTINGS, for a server that must find that out.

    heedless_client.py HOST:PORT [--deaf]

It makes one call after the other, in DATA above the least MAX_FRAME_SIZE and in header blocks that
know no table, and acknowledges SETTINGS as if it meant it; with `--deaf` it does not even do that.
It prints how many of its calls were answered.
"""

import argparse
import json
import socket

from hyperframe import frame

import peer
from adversary_wire import PREFACE, call, literals, raw, settings

CALLS = 20
# A message behind gRPC's prefix that fills a frame above the least MAX_FRAME_SIZE.
MESSAGE = b"\0" + (30_000).to_bytes(4, "big") + bytes(30_000)


def frames(stream):
    """The frames that come, until the server ends the connection."""
    pending = b""
    while True:
        while len(pending) >= 9 and len(pending) >= 9 + int.from_bytes(pending[:3], "big"):
            made, length = frame.Frame.parse_frame_header(memoryview(pending[:9]))
            made.parse_body(memoryview(pending[9:9 + length]))
            pending = pending[9 + length:]
            yield made
        try:
            came = stream.recv(1 << 16)
        except OSError:
            return
        if not came:
            return
        pending += came


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", help="host:port")
    parser.add_argument("--deaf", action="store_true", help="acknowledge nothing")
    options = parser.parse_args()
    peer.follow_parent()
    host, _, port = options.target.rpartition(":")
    answered = 0
    with socket.create_connection((host, int(port)), timeout=10) as stream:
        def begin():
            number = 2 * answered + 1
            stream.sendall(raw(1, 4, number, literals(call())) + raw(0, 1, number, MESSAGE))

        try:
            stream.sendall(PREFACE + settings())
            begin()
            for got in frames(stream):
                if isinstance(got, frame.SettingsFrame) and "ACK" not in got.flags:
                    if not options.deaf:
                        stream.sendall(raw(4, 1))
                elif isinstance(got, frame.HeadersFrame) and "END_STREAM" in got.flags:
                    answered += 1
                    if answered == CALLS:
                        break
                    begin()
        except ConnectionError:
            pass
    print(json.dumps({"answered": answered}), flush=True)


if __name__ == "__main__":
    main()
