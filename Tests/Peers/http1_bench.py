"""Calls over HTTP/1.1 of grpcbench and wrk on one server: client CPU per call, in rounds."""

import os
import re
import shutil
import sys
import time

import child
import comparison
from child import Broken, Server
from comparison import Goal, Results, serve_command, spread, told
from tools import LIMIT_S, GRPCBench, Shape, last_line, run_of
from unary_bench import await_listener, free_port

FEW, MANY = Shape(10, 1), Shape(100, 1)
SHAPES = [FEW, MANY]
PATH = "/greet.Greeter/SayHello"
BODY = '{"name":"world"}'
ANSWER = '{"message":"Hello, world!"}'
FIELDS = {
    "content-type": "application/json", "connect-protocol-version": "1",
    "connect-timeout-ms": "10000", "user-agent": "grpcbench",
}


class Wrk:
    """wrk with the request that grpcbench makes, as a script of four lines has it."""

    def __init__(self, folder):
        self.script = os.path.join(folder, "post.lua")
        with open(self.script, "w") as file:
            file.write(f"wrk.method = \"POST\"\nwrk.body = '{BODY}'\n")
            for name, value in FIELDS.items():
                file.write(f"wrk.headers[\"{name}\"] = \"{value}\"\n")

    def command(self, port, shape, seconds):
        return ["wrk", "-t1", f"-c{shape.connections}", f"-d{max(1, round(seconds))}s",
                "-s", self.script, f"http://127.0.0.1:{port}{PATH}"]

    def run(self, port, shape, seconds):
        ended = child.run(self.command(port, shape, seconds), LIMIT_S)
        done = re.search(r"(\d+) requests in ([\d.]+)(ms|s|m),", ended.output)
        if ended.status or not done:
            raise Broken(f"wrk {shape}: {last_line(ended.errors or ended.output)}")
        if "Non-2xx" in ended.output or "Socket errors" in ended.output:
            raise Broken(f"wrk {shape}: {last_line(ended.output)}")
        calls = int(done[1])
        return run_of(ended, calls, calls / float(done[2]))


class HTTP1:
    """Our server for both, and nginx with an answer of the same length where it is installed."""

    name = "http1"
    title = "HTTP/1.1 beside wrk"

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.ours = GRPCBench(
            options.grpcbench, folder, ["--protocol", "http1", "--encoding", "json"])
        self.wrk = Wrk(folder)
        self.results = Results()
        self.nginx_port = free_port()

    @property
    def nginx_command(self):
        return ["nginx", "-e", os.path.join(self.folder, "nginx.log"), "-c",
                os.path.join(self.folder, "nginx.conf")]

    @property
    def servers(self):
        yield "own", Server(serve_command(self.options))
        if shutil.which("nginx") or os.path.exists("/usr/sbin/nginx"):
            self.write_configuration()
            yield "nginx", Server(self.nginx_command, self.nginx_port)

    def write_configuration(self):
        with open(os.path.join(self.folder, "nginx.conf"), "w") as file:
            file.write(
                "daemon off; master_process off; worker_processes 1;\n"
                f"pid {self.folder}/nginx.pid;\n"
                "events { worker_connections 1024; }\n"
                "http { access_log off; keepalive_requests 1000000000;\n"
                f"client_body_temp_path {self.folder}; proxy_temp_path {self.folder};\n"
                f"fastcgi_temp_path {self.folder}; uwsgi_temp_path {self.folder};\n"
                f"scgi_temp_path {self.folder};\n"
                f"server {{ listen 127.0.0.1:{self.nginx_port};\n"
                f"location / {{ default_type application/json; return 200 '{ANSWER}'; }} }} }}\n")

    def run(self):
        for name, server in self.servers:
            with server:
                if name == "nginx":
                    await_listener(server.port)
                for number in range(self.options.rounds):
                    told(self, number, self.options.rounds)
                    self.round(name, server, number)

    def round(self, name, server, number):
        arms = []
        for shape in SHAPES:
            arms.append((f"grpcbench {shape} on {name}", self.ours, shape))
            arms.append((f"wrk {shape} on {name}", self.wrk, shape))
        for arm, tool, shape in reversed(arms) if number % 2 else arms:
            before = server.cpu_s()
            run = tool.run(server.port, shape, self.options.seconds)
            run.server_us = (server.cpu_s() - before) / run.calls * 1e6
            self.results.add(arm, run)
            print(f"  {arm:28} {run.calls_per_s:12,.0f} calls/s {run.cpu_us:9.3f} us a call "
                  f"= {run.user_us:9.3f} user + {run.system_us:9.3f} system",
                  file=sys.stderr, flush=True)
            time.sleep(0.2)

    def goals(self):
        servers = [name for name in ("own", "nginx")
                   if f"wrk {FEW} on {name}" in self.results.arms]
        return [
            Goal(f"client CPU per call over HTTP/1.1 ÷ wrk's, {shape} on {name}", True, 1,
                 self.results.ratios(f"grpcbench {shape} on {name}", f"wrk {shape} on {name}",
                                     lambda run: run.cpu_us))
            for name in servers for shape in SHAPES
        ]

    def text(self):
        lines = [
            f"Rounds: {self.options.rounds}, of {self.options.seconds:g} s a run. Both send the "
            "same JSON and fields on as many", "connections as calls. `own` is grpcbench's server, "
            "`nginx` answers every request with the same text.", "",
            "| run | calls/s | client CPU µs per call | user | system | server CPU |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
        ]
        for name, runs in self.results.arms.items():
            cells = [spread([read(run) for run in runs]) for read in (
                lambda run: run.calls_per_s, lambda run: run.cpu_us, lambda run: run.user_us,
                lambda run: run.system_us, lambda run: run.server_us)]
            lines.append(f"| {name} | {' | '.join(cells)} |")
        return [
            *lines, "",
            "- wrk has one clock, and neither a schedule nor deadlines; grpcbench keeps both "
            "clocks and the phases of", "  every call.",
            f"- grpcbench's own verdicts on its runs: {comparison.verdicts(self.results)}.",
        ]

    def commands(self):
        return [
            self.ours.command("PORT", MANY, self.options.seconds),
            self.wrk.command("PORT", MANY, self.options.seconds),
            serve_command(self.options),
        ]
