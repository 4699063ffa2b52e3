"""Asks a server what it serves, with PyPI's grpcio-reflection, and prints it as JSON.

The package knows v1alpha; v1 has the same messages under another name. A greeting is made of
nothing but what the server has told.
"""

import argparse
import json
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from grpc_reflection.v1alpha import reflection_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)

Request = reflection_pb2.ServerReflectionRequest

QUESTIONS = {
    "services": Request(list_services="*"),
    "by symbol": Request(file_containing_symbol="greet.Greeter"),
    "by method": Request(file_containing_symbol="greet.Greeter.SayHello"),
    "by field": Request(file_containing_symbol="greet.HelloRequest.name"),
    "by filename": Request(file_by_filename="greet.proto"),
    "by extension": Request(
        file_containing_extension={"containing_type": "greet.HelloRequest", "extension_number": 100}
    ),
    "extension numbers": Request(all_extension_numbers_of_type="greet.HelloRequest"),
    "unknown symbol": Request(file_containing_symbol="no.Such"),
    "unknown file": Request(file_by_filename="no.proto"),
    "unknown type": Request(all_extension_numbers_of_type="no.Such"),
    "nothing": Request(),
}


def told(answer):
    """An answer in a word: names, a file's name, or the number of an error."""
    kind = answer.WhichOneof("message_response")
    if kind == "list_services_response":
        return ",".join(service.name for service in answer.list_services_response.service)
    if kind == "file_descriptor_response":
        files = answer.file_descriptor_response.file_descriptor_proto
        return ",".join(descriptor_pb2.FileDescriptorProto.FromString(file).name for file in files)
    if kind == "all_extension_numbers_response":
        response = answer.all_extension_numbers_response
        return f"{response.base_type_name} {list(response.extension_number)}"
    return str(answer.error_response.error_code)


def ask(channel, version):
    """All questions on one stream, which goes on after those that have no answer."""
    call = channel.stream_stream(
        f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo",
        request_serializer=Request.SerializeToString,
        response_deserializer=reflection_pb2.ServerReflectionResponse.FromString,
    )
    answers = call(iter(QUESTIONS.values()), timeout=20)
    return dict(zip(QUESTIONS, map(told, answers), strict=True))


def greet(channel):
    """Greets the world by the descriptors that the package's own database gets."""
    pool = descriptor_pool.DescriptorPool(ProtoReflectionDescriptorDatabase(channel))
    service = pool.FindServiceByName("greet.Greeter")
    method = service.FindMethodByName("SayHello")
    request = message_factory.GetMessageClass(method.input_type)
    response = message_factory.GetMessageClass(method.output_type)
    call = channel.unary_unary(
        f"/{service.full_name}/{method.name}",
        request_serializer=request.SerializeToString,
        response_deserializer=response.FromString,
    )
    return call(request(name="world"), timeout=20).message


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    options = parser.parse_args()
    with grpc.insecure_channel(options.target) as channel:
        answers = {version: ask(channel, version) for version in ("v1", "v1alpha")}
        answers["greeting"] = {"message": greet(channel)}
        print(json.dumps(answers))


if __name__ == "__main__":
    sys.exit(main())
