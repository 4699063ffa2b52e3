"""A single-threaded greeter on PyPI's h2: its misbehaviour can be scripted frame by frame."""

import selectors
import socket

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import h2.settings

import peer

peer.use_generated_code()
import greet_pb2  # noqa: E402

HEAD = [(":status", "200"), ("content-type", "application/grpc")]
OK = [("grpc-status", "0")]
# The largest frame that every client takes.
FRAME = 16384


def greeting(request):
    """The answer to the bytes of a HelloRequest, behind the 5-byte prefix of gRPC."""
    name = greet_pb2.HelloRequest.FromString(bytes(request)).name
    message = greet_pb2.HelloResponse(message=f"Hello, {name}!").SerializeToString()
    return b"\0" + len(message).to_bytes(4, "big") + message


class Connection:
    """One client: its HTTP/2 state, what each stream has sent, and what is still to be sent."""

    def __init__(self, stream, streams, window):
        self.socket = stream
        self.http2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        # h2 holds the peer to these values from the first frame on.
        self.http2.local_settings = h2.settings.Settings(client=False, initial_values={
            h2.settings.SettingCodes.MAX_CONCURRENT_STREAMS: streams,
            h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: window,
            h2.settings.SettingCodes.MAX_HEADER_LIST_SIZE: 65536,
        })
        self.bodies = {}
        self.answered = 0
        self.unsent = bytearray()
        self.closing = False
        self.half_closed = False
        self.http2.initiate_connection()

    def answer(self, stream):
        """Answers one greeting; the body is the 5-byte prefix and a HelloRequest."""
        self.http2.send_headers(stream, HEAD)
        message = self.greeting(stream)
        for start in range(0, len(message), FRAME):
            self.http2.send_data(stream, message[start:start + FRAME])
        self.http2.send_headers(stream, OK, end_stream=True)
        self.answered += 1

    def greeting(self, stream):
        """The message that answers the one message of a call, behind its prefix."""
        return greeting(self.bodies.pop(stream)[5:])


class Greeter:
    """Serves until `stopped`; a subclass may act in `asked`, `after_answer`, `refuses` and `tick`.

    `streams` is MAX_CONCURRENT_STREAMS, and exact: a client that opens one more is cut off.
    `window` is what a client may send ahead on a stream, in bytes.
    """

    def __init__(self, streams=1000, window=65535):
        self.streams = streams
        self.window = window
        self.served = 0
        self.stopped = False
        self.selector = selectors.DefaultSelector()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.selector.register(self.listener, selectors.EVENT_READ)

    def asked(self, connection, stream):
        """Called when a request is whole; answers it at once unless told otherwise."""
        self.answer(connection, stream)

    def after_answer(self, connection):
        """Called after each answered call."""

    def refuses(self, connection):
        """True if this connection's further calls get no answer."""
        return False

    def tick(self):
        """Does what is due and returns for how many seconds there is nothing to do."""
        return 0.2

    def run(self):
        peer.announce(f"127.0.0.1:{self.listener.getsockname()[1]}")
        while not self.stopped:
            for key, events in self.selector.select(timeout=self.tick()):
                if key.fileobj is self.listener:
                    self.accept()
                else:
                    self.serve(key.data, events)

    def accept(self):
        stream, _ = self.listener.accept()
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        stream.setblocking(False)
        connection = Connection(stream, self.streams, self.window)
        self.selector.register(stream, selectors.EVENT_READ, connection)
        self.flush(connection)

    def serve(self, connection, events):
        try:
            if events & selectors.EVENT_READ:
                data = connection.socket.recv(65536)
                if not data:
                    return self.close(connection)
                if not connection.closing:
                    for event in connection.http2.receive_data(data):
                        self.act(connection, event)
            self.flush(connection)
        except (OSError, h2.exceptions.ProtocolError):
            self.close(connection)

    def act(self, connection, event):
        if isinstance(event, h2.events.RequestReceived):
            connection.bodies[event.stream_id] = bytearray()
        elif isinstance(event, h2.events.DataReceived):
            connection.bodies[event.stream_id] += event.data
            connection.http2.acknowledge_received_data(
                event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamReset):
            connection.bodies.pop(event.stream_id, None)
        elif isinstance(event, h2.events.StreamEnded):
            if not self.refuses(connection):
                self.asked(connection, event.stream_id)

    def answer(self, connection, stream):
        connection.answer(stream)
        self.served += 1
        self.after_answer(connection)

    def flush(self, connection):
        if connection.socket.fileno() < 0:
            return
        connection.unsent += connection.http2.data_to_send()
        while connection.unsent:
            try:
                del connection.unsent[:connection.socket.send(connection.unsent)]
            except BlockingIOError:
                break
        if connection.closing and not connection.unsent and not connection.half_closed:
            self.half_close(connection)
        waits = selectors.EVENT_READ | (selectors.EVENT_WRITE if connection.unsent else 0)
        self.selector.modify(connection.socket, waits, connection)

    def half_close(self, connection):
        """Sends FIN but still reads: a plain close with unread bytes would reset the connection."""
        connection.half_closed = True
        connection.socket.shutdown(socket.SHUT_WR)

    def close(self, connection):
        if connection.socket.fileno() < 0:
            return
        self.selector.unregister(connection.socket)
        connection.socket.close()
