"""A proxy that makes tunnels by CONNECT and nothing else, in as few lines as it takes.

With --user and --password it wants both. --status N answers N to every CONNECT; --silent answers
nothing; --slow sends its answer byte by byte. When told to end it prints how many tunnels it made.
"""

import argparse
import base64
import json
import socket
import socketserver
import sys
import threading
import time

import peer


class Asker(socketserver.BaseRequestHandler):
    """One client: its CONNECT, the answer, then bytes both ways until either end closes."""

    def handle(self):
        options = self.server.options
        try:
            head = self.head()
        except ConnectionError:
            return
        lines = head.decode("latin-1").split("\r\n")
        method, destination, version = lines[0].split(" ")
        fields = dict(line.split(": ", 1) for line in lines[1:] if line)
        assert method == "CONNECT" and version == "HTTP/1.1", lines[0]
        assert fields["Host"] == destination, fields
        if options.silent:
            self.request.recv(1)
            return
        if options.status:
            return self.say(f"HTTP/1.1 {options.status} Go Away\r\nContent-Length: 0\r\n\r\n")
        pair = base64.b64encode(f"{options.user}:{options.password}".encode()).decode()
        if options.user and fields.get("Proxy-Authorization") != f"Basic {pair}":
            return self.say(
                "HTTP/1.1 407 Proxy Authentication Required\r\n"
                'Proxy-Authenticate: Basic realm="tests"\r\nContent-Length: 0\r\n\r\n'
            )
        host, port = destination.rsplit(":", 1)
        try:
            server = socket.create_connection((host.strip("[]"), int(port)))
        except OSError:
            return self.say("HTTP/1.1 502 Bad Gateway\r\n\r\n")
        self.server.tunnels += 1
        # HTTP/2 servers speak first, so bytes of theirs may stand directly behind the answer.
        self.say("HTTP/1.1 200 Connection established\r\nVia: tests\r\n\r\n")
        back = threading.Thread(target=self.copy, args=(server, self.request), daemon=True)
        back.start()
        self.copy(self.request, server)
        back.join()

    def head(self):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = self.request.recv(1)
            if not byte:
                raise ConnectionError
            head += byte
        return head

    def say(self, text):
        if not self.server.options.slow:
            return self.request.sendall(text.encode())
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in text.encode():
            self.request.sendall(bytes([byte]))
            time.sleep(0.001)

    @staticmethod
    def copy(source, drain):
        try:
            while data := source.recv(65536):
                drain.sendall(data)
        except OSError:
            pass
        finally:
            try:
                drain.shutdown(socket.SHUT_WR)
            except OSError:
                pass


class Proxy(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 1024
    tunnels = 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--user", default="")
    parser.add_argument("--password", default="")
    parser.add_argument("--status", type=int)
    parser.add_argument("--silent", action="store_true")
    parser.add_argument("--slow", action="store_true")
    ends = peer.block_ends()
    with Proxy(("127.0.0.1", 0), Asker) as proxy:
        proxy.options = parser.parse_args()
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        peer.announce(f"127.0.0.1:{proxy.server_address[1]}")
        peer.wait_for(ends)
        print(json.dumps({"served": proxy.tunnels}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
