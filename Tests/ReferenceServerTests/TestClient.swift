import Bytes
import GRPC
import HTTP2
import Timing
import Transport

/// A client that makes one call at a time and keeps everything that comes back.
final class TestClient {
  /// What came back for one call.
  struct Reply: Sendable {
    var head: [String: String] = [:]
    var data: [UInt8] = []
    var trailers: [String: String] = [:]
    var reset: ErrorCode?

    /// The status, wherever it stands.
    var status: String? { trailers["grpc-status"] ?? head["grpc-status"] }
    var message: String? { trailers["grpc-message"] ?? head["grpc-message"] }
  }

  /// No byte for longer than this is a failed test.
  static let patience = Nanoseconds.seconds(10)

  let socket: Socket
  var http = Connection(role: .client, configuration: .client(maxOpenStreams: 1_000))
  private let loop: EventLoop
  private var input = ReceiveBuffer()
  private(set) var replies: [UInt32: Reply] = [:]
  private(set) var ended: Set<UInt32> = []
  private(set) var farewells: [(last: UInt32, code: ErrorCode)] = []
  private(set) var isClosed = false

  init(_ address: SocketAddress) throws {
    let loop = try EventLoop(alarm: try Alarm())
    let socket = try Socket.connect(to: address)
    try loop.register(socket, Token(index: 0, generation: 0))
    self.loop = loop
    self.socket = socket
    wait { $0.http.isReady || $0.isClosed }
  }

  static func fields(
    path: String = "/greet.Greeter/SayHello",
    contentType: String = "application/grpc"
  ) -> [HeaderField] {
    [
      HeaderField(":method", "POST"), HeaderField(":scheme", "http"), HeaderField(":path", path),
      HeaderField(":authority", "localhost"), HeaderField("te", "trailers"),
      HeaderField("content-type", contentType),
    ]
  }

  /// Calls that may be open at once, and whether one more may.
  var openLimit: Int { http.openLimit }
  var canOpen: Bool { http.canOpen }

  /// Opens a stream; without `ends`, more is to come.
  func open(_ fields: [HeaderField], ends: Bool = false) -> Stream {
    let template = http.register(HeaderTemplate(fields))
    return http.stream(http.open(template: template, user: 0, endStream: ends))
  }

  func send(_ bytes: [UInt8], on stream: Stream, ends: Bool) {
    let sent = http.send(bytes.span, on: stream.slot, endStream: ends)
    precondition(sent == bytes.count, "a test sends within the windows")
  }

  /// Makes a call whose body is sent in these frames, and waits for its end.
  func call(_ fields: [HeaderField], _ frames: [[UInt8]]) -> Reply {
    let stream = open(fields, ends: frames.isEmpty)
    for (index, frame) in frames.enumerated() {
      send(frame, on: stream, ends: index == frames.count - 1)
      flush()
    }
    return reply(to: stream)
  }

  func reply(to stream: Stream) -> Reply {
    flush()
    wait { $0.ended.contains(stream.id) || $0.isClosed }
    return replies[stream.id] ?? Reply()
  }

  func flush() {
    while !http.output.isEmpty {
      guard case .moved = socket.write(from: &http.output) else { return }
    }
  }

  /// Reads until it is so, or until nothing has come for too long.
  func wait(until isSo: (TestClient) -> Bool) {
    while !isSo(self) {
      let now = EventLoop.now()
      flush()
      guard loop.wait(until: now + Self.patience, now: now) > 0 else { return }
      read()
      flush()
    }
  }

  private func read() {
    while !isClosed {
      http.begin(&input)
      let transfer = socket.read(into: &input)
      while let event = http.next(&input) { handle(event) }
      http.end(&input)
      switch transfer {
      case .moved: continue
      case .wouldBlock: return
      case .closed, .failed: isClosed = true
      }
    }
  }

  private func handle(_ event: Event) {
    switch event {
    case .head(let head):
      var fields: [String: String] = [:]
      http.forEachField(of: head) { name, value in fields[text(name)] = text(value) }
      if head.kind == .trailers {
        replies[head.stream.id, default: Reply()].trailers = fields
      } else {
        replies[head.stream.id, default: Reply()].head = fields
      }
      if head.ended { ended.insert(head.stream.id) }
    case .data(let chunk):
      input.withBytes(at: chunk.offset, count: chunk.count) { bytes in
        for index in bytes.indices {
          replies[chunk.stream.id, default: Reply()].data.append(bytes[index])
        }
      }
      if chunk.ended { ended.insert(chunk.stream.id) }
    case .ended(let stream, let ending):
      ended.insert(stream.id)
      if case .resetByPeer(let code) = ending {
        replies[stream.id, default: Reply()].reset = code
      }
    case .goingAway(let last, let code): farewells.append((last, code))
    case .answer, .ready, .writable, .connectionWritable, .pingAcknowledged, .silence, .failed:
      break
    }
  }

  private func text(_ bytes: Span<UInt8>) -> String {
    var array: [UInt8] = []
    for index in bytes.indices { array.append(bytes[index]) }
    return String(decoding: array, as: UTF8.self)
  }
}
