"""Asks a server how it is, with PyPI's grpcio-health-checking.

Without --watch it prints all answers as JSON; with it, a line for each state that it hears of, then
the status with which the stream ends.
"""

import argparse
import json
import sys

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc


def name(status):
    return health_pb2.HealthCheckResponse.ServingStatus.Name(status)


def check(stub, service):
    try:
        return name(stub.Check(health_pb2.HealthCheckRequest(service=service), timeout=20).status)
    except grpc.RpcError as error:
        return error.code().name


def first_state(stub, service):
    """What a watcher hears at once; the stream stays open until it is cancelled."""
    stream = stub.Watch(health_pb2.HealthCheckRequest(service=service), timeout=20)
    state = name(next(stream).status)
    stream.cancel()
    return state


def watch(stub):
    try:
        for state in stub.Watch(health_pb2.HealthCheckRequest(), timeout=60):
            print(name(state.status), flush=True)
    except grpc.RpcError as error:
        print(error.code().name, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--watch", action="store_true")
    options = parser.parse_args()
    with grpc.insecure_channel(options.target) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        if options.watch:
            return watch(stub)
        services = ["", "greet.Greeter", "grpcbench.Server", "no.Such"]
        listed = stub.List(health_pb2.HealthListRequest(), timeout=20).statuses
        answers = {
            "check": {service: check(stub, service) for service in services},
            "watch": {service: first_state(stub, service) for service in services},
            "list": {service: name(state.status) for service, state in listed.items()},
        }
        print(json.dumps(answers))


if __name__ == "__main__":
    sys.exit(main())
