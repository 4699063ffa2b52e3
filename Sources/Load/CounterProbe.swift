import Bytes
import GRPC
import GreetService
import HTTP2
import Statistics
import SwiftProtobuf
import Timing
import Transport

/// Asks a server what it has done, over a connection of its own, which ends with the answer.
///
/// It is one of HTTP/2, whatever the load's are: there the server says first whether it has
/// counters, and one that does not is asked nothing.
struct CounterProbe: ~Copyable {
  /// What was read at one time: a server's counters by the number that it has drawn.
  typealias Reading = [UInt64: ServerCounters]

  /// How long a server may take to answer.
  static let patience = Nanoseconds.seconds(2)

  private let loop: EventLoop
  private let wire: Wire
  private var http = Connection(role: .client, configuration: .client(maxOpenStreams: 1))
  private let template: Int
  private var input = ReceiveBuffer()
  private var body: [UInt8] = []
  private var isOver = false

  private init(
    _ address: SocketAddress,
    authority: String,
    _ tls: TLSClientOptions?
  ) throws(SystemError) {
    let security = try tls.map { (options) throws(SystemError) in try TLSContext(thread: options) }
    let loop = try EventLoop(alarm: try Alarm())
    let wire = Wire(try Socket.connect(to: address), security)
    try loop.register(wire, Token(index: 0, generation: 0))
    self.loop = loop
    self.wire = wire
    template = http.register(
      HeaderTemplate([
        HeaderField(":method", "POST"), HeaderField(":scheme", tls == nil ? "http" : "https"),
        HeaderField(":path", "/" + ServerCounters.method), HeaderField(":authority", authority),
        HeaderField("te", "trailers"), HeaderField("content-type", "application/grpc"),
        HeaderField("user-agent", RequestHead.grpcAgent),
      ])
    )
  }

  /// The server's answer; nothing if it has no counters, or none in time.
  static func ask(
    _ address: SocketAddress,
    authority: String,
    _ tls: TLSClientOptions?
  ) -> Reading? {
    // Whatever goes wrong with it is no fault of the run: its own connections say what that is.
    guard var probe = try? CounterProbe(address, authority: authority, tls) else { return nil }
    return probe.ask()
  }

  private mutating func ask() -> Reading? {
    var now = EventLoop.now()
    let limit = now + Self.patience
    guard loop.wait(until: limit, now: now) > 0, wire.socket.connectError() == nil else {
      return nil
    }
    repeat {
      read()
      while !http.output.isEmpty, case .moved = wire.write(from: &http.output) {}
      guard !isOver else { break }
      now = EventLoop.now()
    } while loop.wait(until: limit, now: now) > 0
    http.goAway()
    while !http.output.isEmpty, case .moved = wire.write(from: &http.output) {}
    return reading
  }

  private mutating func read() {
    while !isOver {
      http.begin(&input)
      let transfer = wire.read(into: &input)
      while let event = http.next(&input) { handle(event) }
      http.end(&input)
      switch transfer {
      case .moved: continue
      case .wouldBlock: return
      case .closed, .failed: isOver = true
      }
    }
  }

  private mutating func handle(_ event: Event) {
    switch event {
    case .ready:
      guard http.peer.counters != nil, http.canOpen else {
        isOver = true
        return
      }
      let request = MessagePrefix(length: 0).bytes
      let slot = http.open(template: template, user: 0, endStream: false)
      _ = http.send(request.span, on: slot, endStream: true)
    case .data(let chunk):
      input.withBytes(at: chunk.offset, count: chunk.count) { body.append($0) }
      if chunk.ended { isOver = true }
    case .head(let head):
      if head.ended { isOver = true }
    case .answer, .ended, .goingAway, .failed:
      isOver = true
    case .writable, .connectionWritable, .pingAcknowledged, .silence:
      break
    }
  }

  private var reading: Reading? {
    var deframer = MessageDeframer()
    var offset = 0
    guard let range = deframer.wholeMessage(in: body.span, at: &offset),
      let answer = try? Grpcbench_CountersResponse(serializedBytes: Array(body[range]))
    else { return nil }
    return [answer.server: ServerCounters(answer)]
  }
}

extension ServerCounters {
  init(_ answer: Grpcbench_CountersResponse) {
    self.init()
    calls = answer.calls.map { Calls(method: $0.method, status: $0.status, count: $0.calls) }
    messagesReceived = answer.messagesReceived
    messagesSent = answer.messagesSent
    bytesReceived = answer.bytesReceived
    bytesSent = answer.bytesSent
    userTime = answer.cpuUserNs
    systemTime = answer.cpuSystemNs
    connectionsOpened = answer.connectionsOpened
  }
}
