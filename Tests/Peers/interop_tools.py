"""What both ends of gRPC's interoperability tests share in Python: messages, and who compressed them.

grpcio decompresses messages before its users see them. With `grpc.per_message_decompression` off
they come as they were sent, so that a test can tell which was compressed: no message of these tests
can begin with gzip's magic number, because 0x1f is the key of no legal field.
"""

import gzip

import peer

peer.use_generated_code("test")

RAW = [("grpc.per_message_decompression", 0)]
SIZE = 16 << 20
LIMITS = [("grpc.max_receive_message_length", SIZE), ("grpc.max_send_message_length", SIZE)]
SERVICE = "grpc.testing.TestService"


class Read:
    """A message as it came, and whether it came compressed."""

    def __init__(self, message, was_compressed):
        self.message = message
        self.was_compressed = was_compressed


def reader(kind):
    """A deserializer that tells whether the bytes were compressed."""

    def read(data):
        was_compressed = data[:2] == b"\x1f\x8b"
        return Read(kind.FromString(gzip.decompress(data) if was_compressed else data),
                    was_compressed)

    return read


def writer(message):
    return message.SerializeToString()
