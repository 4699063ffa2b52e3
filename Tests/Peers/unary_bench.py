"""Unary calls of grpcbench, h2load and k6 on one server, and h2load's of a file on nghttpd."""

import os
import socket
import sys
import time

import child
import comparison
import unary_report
from child import Broken, Server
from comparison import serve_command, told
from tools import GRPCBench, H2Load, K6, RESPONSE, Shape

SHAPES = [Shape(1, 1), Shape(1, 100), Shape(10, 10), Shape(100, 10), Shape(1, 1000)]
BASE = Shape(1, 100)
WIDE = Shape(1, 1000)
# k6 opens one connection a virtual user: the same 100 calls at a time, in the same shape.
USERS = Shape(100, 1)
FEW, MANY = Shape(10, 1), Shape(5000, 1)
MEMORY_RATE = 2000


class Unary:
    """Unary calls beside h2load, nghttpd and k6, on one server for all of them."""

    name = "unary"
    title = "Unary calls beside h2load, nghttpd and k6"

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.server = Server(serve_command(options))
        port = free_port()
        self.file_server = Server(file_server_command(folder, port), port)
        self.ours = GRPCBench(options.grpcbench, folder)
        self.h2load = H2Load(folder)
        self.k6 = K6(options.k6)
        self.calls = {}
        self.results = comparison.Results()

    def run(self):
        with open(os.path.join(self.folder, "hello"), "wb") as file:
            file.write(RESPONSE)
        child.raise_file_limit(MANY.connections + 200)
        with self.server, self.file_server:
            await_listener(self.file_server.port)
            self.calibrate()
            for number in range(self.options.rounds):
                told(self, number, self.options.rounds)
                self.round(number)

    def calibrate(self):
        """Finds the number of calls that keeps h2load busy for as long as the others run."""
        jobs = [(str(shape), self.server, shape, {}) for shape in SHAPES]
        jobs.append(("nghttpd", self.file_server, BASE, {"path": "/hello"}))
        for key, server, shape, more in jobs:
            rate = self.h2load.run(server.port, shape, 5000, **more).calls_per_s
            rate = self.h2load.run(server.port, shape, max(5000, int(rate)), **more).calls_per_s
            self.calls[key] = max(5000, int(rate * self.options.seconds))

    def closed(self, shape):
        return self.ours.run(self.server.port, shape, self.options.seconds)

    def load(self, shape):
        return self.h2load.run(self.server.port, shape, self.calls[str(shape)])

    def file(self):
        return self.h2load.run(
            self.file_server.port, BASE, self.calls["nghttpd"], path="/hello")

    def users(self):
        return self.k6.run(self.server.port, USERS.connections, self.options.k6_seconds)

    def round(self, number):
        """One round: every arm of every comparison once; odd rounds go backwards."""
        arms = []
        for shape in SHAPES:
            arms.append((f"grpcbench {shape}", lambda shape=shape: self.closed(shape)))
            arms.append((f"h2load {shape}", lambda shape=shape: self.load(shape)))
        arms.append(("grpcbench idle", lambda: self.ours.idle(self.server.port)))
        arms.append(("h2load idle", lambda: self.h2load.idle(self.server.port)))
        arms.append(("nghttpd", self.file))
        arms.append((f"grpcbench {USERS}", lambda: self.closed(USERS)))
        arms.append(("k6", self.users))
        for name, arm in reversed(arms) if number % 2 else arms:
            self.measure(name, arm)
        # The offered rate is half of what this round itself could do.
        maximum = max(self.results.latest(f"grpcbench {shape}").calls_per_s for shape in SHAPES)
        self.measure("open loop", lambda: self.ours.run(
            self.server.port, WIDE, self.options.seconds, rate=max(1, int(maximum / 2))))
        for shape in (FEW, MANY):
            self.measure(f"memory {shape}", lambda shape=shape: self.ours.run(
                self.server.port, shape, 5, rate=MEMORY_RATE, sample_memory=True))

    def measure(self, name, arm):
        server = self.file_server if name == "nghttpd" else self.server
        before = server.cpu_s()
        run = arm()
        run.server_us = (server.cpu_s() - before) / run.calls * 1e6
        self.results.add(name, run)
        print(f"  {name:22} {run.calls_per_s:12,.0f} calls/s {run.cpu_us:9.3f} us a call "
              f"= {run.user_us:9.3f} user + {run.system_us:9.3f} system",
              file=sys.stderr, flush=True)
        time.sleep(0.2)

    def commands(self):
        """The command lines, with names in place of this run's ports and counts."""
        port, seconds = "PORT", self.options.seconds
        return [
            self.ours.command(port, BASE, seconds),
            self.ours.command(port, WIDE, seconds, rate="RATE"),
            self.h2load.command(port, BASE, "CALLS"),
            self.h2load.command(port, BASE, "CALLS", path="/hello"),
            self.k6.command(port, USERS.connections, self.options.k6_seconds, "SUMMARY"),
            serve_command(self.options),
            file_server_command("DIR", "PORT"),
        ]

    def goals(self):
        return unary_report.goals(self.results)

    def text(self):
        return unary_report.text(self.results, SHAPES, self.options)


def file_server_command(folder, port):
    return ["nghttpd", "--no-tls", "-a", "127.0.0.1", "-n", "1", "-d", folder, str(port)]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def await_listener(port):
    """Waits until something accepts at a port, at most 10 s."""
    for _ in range(200):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise Broken(f"nghttpd: does not listen at port {port} after 10 s")
