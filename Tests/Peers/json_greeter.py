"""A plain JSON server as people write them: Starlette, behind uvicorn (HTTP/1.1) or hypercorn
(HTTP/2). It knows nothing of Connect or gRPC.

    json_greeter.py [--http2] [--close-every N]

It greets at /greet.Greeter/SayHello, answers anything else under /echo.Echo/ with what came, and
prints at its end how many requests it has served.
"""

import argparse
import asyncio
import contextlib
import json
import signal
import socket

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import peer


class Greeter:
    def __init__(self, close_every):
        self.served = 0
        self.failed = 0
        self.close_every = close_every

    def headers(self):
        closes = self.close_every and self.served % self.close_every == 0
        return {"connection": "close"} if closes else None

    async def greet(self, request):
        name = (await request.json()).get("name", "")
        self.served += 1
        return JSONResponse({"message": f"Hello, {name}!"}, headers=self.headers())

    async def echo(self, request):
        message = await request.json()
        self.served += 1
        # Other spaces and another order of keys than they came in.
        text = json.dumps(dict(reversed(message.items())), indent=2)
        return Response(text, media_type="application/json; charset=utf-8", headers=self.headers())

    async def fail(self, request):
        await request.body()
        self.failed += 1
        return JSONResponse({"detail": "no"}, status_code=503)

    def application(self):
        return Starlette(
            routes=[
                Route("/greet.Greeter/SayHello", self.greet, methods=["POST"]),
                Route("/echo.Echo/Unary", self.echo, methods=["POST"]),
                Route("/fail.Fail/Always", self.fail, methods=["POST"]),
            ]
        )


def listener():
    own = socket.socket()
    own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    own.bind(("127.0.0.1", 0))
    own.listen(1024)
    own.setblocking(False)
    peer.announce("127.0.0.1:%d" % own.getsockname()[1])
    return own


async def serve_http1(application, own):
    import uvicorn

    config = uvicorn.Config(application, log_level="error", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    task = asyncio.create_task(server.serve(sockets=[own]))
    await ended.wait()
    server.should_exit = True
    server.force_exit = True
    await task


async def serve_http2(application, own):
    from hypercorn.asyncio import serve
    from hypercorn.config import Config

    config = Config()
    config.bind = ["fd://%d" % own.fileno()]
    config.alpn_protocols = ["h2"]
    config.accesslog = None
    config.errorlog = None
    config.graceful_timeout = 0.1
    # By default a connection is ended after a thousand requests, with those that are under way.
    config.keep_alive_max_requests = 1_000_000_000
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await serve(application, config, shutdown_trigger=ended.wait)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--http2", action="store_true")
    parser.add_argument("--close-every", type=int, default=0)
    options = parser.parse_args()
    peer.follow_parent()
    greeter = Greeter(options.close_every)
    serve = serve_http2 if options.http2 else serve_http1
    asyncio.run(serve(greeter.application(), listener()))
    print(json.dumps({"served": greeter.served, "refused": greeter.failed}), flush=True)


main()
