"""Reads and writes greet.Payload with the Python protobuf package, to compare its JSON with ours.

Each line of standard input is a message twice: its protobuf in base64, a space, and our JSON for it.
Each is answered with a line: a JSON list of the texts that this package writes for the message, in
all the forms that a reader must take, or "error: ..." when our JSON does not mean the message.
"""

import base64
import json
import sys

import peer

peer.use_generated_code()
import payload_pb2  # noqa: E402
from google.protobuf import json_format  # noqa: E402


def forms(message):
    yield json_format.MessageToJson(message)
    yield json_format.MessageToJson(message, indent=None, sort_keys=True)
    yield json_format.MessageToJson(message, preserving_proto_field_name=True)
    yield json_format.MessageToJson(message, use_integers_for_enums=True)
    yield json_format.MessageToJson(message, ensure_ascii=False)
    try:
        yield json_format.MessageToJson(message, always_print_fields_with_no_presence=True)
    except TypeError:  # Before protobuf 5 the option had another name.
        yield json_format.MessageToJson(message, including_default_value_fields=True)


def answer(line):
    encoded, ours = line.rstrip("\n").split(" ", 1)
    message = payload_pb2.Payload.FromString(base64.b64decode(encoded))
    try:
        read = json_format.Parse(ours, payload_pb2.Payload())
    except json_format.ParseError as error:
        return f"error: {error}".replace("\n", " ")
    # Bytes, because a number that is none does not equal itself.
    if read.SerializeToString(deterministic=True) != message.SerializeToString(deterministic=True):
        return f"error: read as {json_format.MessageToJson(read, indent=None)}"
    return json.dumps(list(forms(message)))


# All of it first: whoever writes it reads nothing until then.
for line in sys.stdin.readlines():
    print(answer(line))
