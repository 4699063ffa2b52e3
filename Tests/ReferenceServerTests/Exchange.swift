import Bytes
import GRPC
import GreetService
import HTTP2
import SwiftProtobuf
import Scenarios
import Timing

@testable import ReferenceServer

/// A client and the server's side of a connection, with pipes between them that carry as many bytes
/// at a time as the test wants.
final class Exchange {
  var server: ServerSession
  let laboratory: Laboratory
  var client: Connection
  private(set) var replies: [UInt32: TestClient.Reply] = [:]
  private(set) var ended: Set<UInt32> = []
  /// The last streams that the server's GOAWAYs have named.
  private(set) var farewells: [UInt32] = []
  private var serverInput = ReceiveBuffer()
  private var clientInput = ReceiveBuffer()
  private var toServer: [UInt8] = []
  private var toClient: [UInt8] = []
  /// The server has stopped because it was another connection's turn.
  private var wantsTurn = false
  /// The server's streams that are open, and what it has done.
  var openStreams: Int { server.http.openStreams }
  var hasReadyStreams: Bool { server.hasReadyStreams }
  var tally: ServerTally { server.tally }
  var isDropped: Bool { server.isDropped }
  var isOver: Bool { server.isOver }
  /// Bytes of requests that the server keeps, and of responses.
  var waiting: Int { server.waiting }
  var isUnread: Bool { server.isUnread }
  var unsent: Int { server.unsent }
  /// Both together.
  var held: Int { waiting + unsent }
  /// Bytes that no window has let the client send.
  var unsaidBytes: Int { unsaid.reduce(0) { $0 + $1.1.count - $1.2 } }

  /// What the client has still to say.
  private var unsaid: [(stream: Stream, bytes: [UInt8], sent: Int, ends: Bool)] = []
  /// Bytes of bodies that came to the client; kept only as long as this is on.
  var keepsData = true
  private(set) var dataReceived = 0
  /// The most that ever waited in the server's output.
  private(set) var mostOutput = 0
  /// The same of the bytes that it kept, of requests and of responses.
  private(set) var mostWaiting = 0
  private(set) var mostUnsent = 0

  init(
    _ options: ServerOptions = ServerOptions(),
    clientWindow: Int = 1024 * 1024,
    mostOpen: Int = 1_000,
    mostWaiting: Int = Laboratory.usualMostWaiting,
    board: CounterBoard? = nil,
    readsClock: Bool = false
  ) {
    laboratory = Laboratory(
      options.laboratory,
      bucket: options.laboratory.capacity.map(SharedBucket.init),
      board: board,
      mostWaiting: mostWaiting,
      readsClock: readsClock
    )
    server = ServerSession(options, GzipCodec(), laboratory)
    var configuration = Configuration.client(maxOpenStreams: mostOpen)
    configuration.settings.initialWindowSize = clientWindow
    client = Connection(role: .client, configuration: configuration)
    while carry() {}
  }

  func open(
    _ method: GreeterMethod,
    _ metadata: [HeaderField] = [],
    _ bytes: [UInt8],
    ends: Bool = true
  ) -> Stream {
    open(path: method.path, metadata, bytes, ends: ends)
  }

  func open(
    path: String,
    _ metadata: [HeaderField] = [],
    _ bytes: [UInt8],
    ends: Bool = true
  ) -> Stream {
    open(fields: TestClient.fields(path: path) + metadata, bytes, ends: ends)
  }

  func open(fields: [HeaderField], _ bytes: [UInt8], ends: Bool = true) -> HTTP2.Stream {
    let template = client.register(HeaderTemplate(fields))
    let slot = client.open(template: template, user: 0, endStream: false)
    let stream = client.stream(slot)
    say(bytes, on: stream, ends: ends)
    return stream
  }

  func say(_ bytes: [UInt8], on stream: Stream, ends: Bool) {
    unsaid.append((stream, bytes, 0, ends))
    speak()
  }

  func reset(_ stream: Stream) {
    guard client.isOpen(stream) else { return }
    client.reset(stream, .cancel)
  }

  /// Lets the server's time go on, stopping wherever something waits for its instant.
  func pass(_ length: Nanoseconds, _ longest: () -> Int = { .max }) {
    let end = laboratory.now + length
    while let next = laboratory.next, next <= end {
      laboratory.now = max(laboratory.now, next)
      while let entry = laboratory.nextDue(laboratory.now) {
        if !server.wake(entry) { laboratory.miss(entry) }
      }
      _ = server.produce()
      settle(longest)
    }
    laboratory.now = max(laboratory.now, end)
  }

  /// Carries bytes until nothing moves any more.
  func settle(_ longest: () -> Int = { .max }) {
    while carry(longest) {}
  }

  /// Carries some bytes each way; false when there were none.
  @discardableResult
  func carry(_ longest: () -> Int = { .max }) -> Bool {
    speak()
    toServer += client.output.takeAll()
    mostOutput = max(mostOutput, server.http.output.count)
    toClient += server.http.output.takeAll()
    guard !toServer.isEmpty || !toClient.isEmpty || wantsTurn else { return false }
    deliver(longest)
    if !toClient.isEmpty {
      client.begin(&clientInput)
      clientInput.append(take(&toClient, min(longest(), clientInput.free)))
      while let event = client.next(&clientInput) { handle(event) }
      client.end(&clientInput)
    }
    return true
  }

  /// The connection is gone: its calls end.
  func cut() {
    for slot in server.calls.indices { server.countCancelled(slot) }
    server.leaveLaboratory()
  }

  /// Carries what the client says while the client hears nothing.
  func carryToServer() {
    speak()
    toServer += client.output.takeAll()
    while !toServer.isEmpty { deliver { .max } }
  }

  private func deliver(_ longest: () -> Int) {
    var isLeft = false
    if !toServer.isEmpty || wantsTurn {
      server.http.begin(&serverInput)
      serverInput.append(take(&toServer, min(longest(), serverInput.free)))
      isLeft = server.receive(&serverInput)
      server.http.end(&serverInput)
    }
    mostWaiting = max(mostWaiting, server.waiting)
    mostUnsent = max(mostUnsent, server.unsent)
    wantsTurn = server.produce() || isLeft
  }

  private func take(_ pipe: inout [UInt8], _ count: Int) -> [UInt8] {
    let part = Array(pipe.prefix(count))
    pipe.removeFirst(part.count)
    return part
  }

  private func speak() {
    var still = Set<UInt32>()
    unsaid = unsaid.compactMap { entry in
      var entry = entry
      guard client.isOpen(entry.stream), ended.contains(entry.stream.id) == false else {
        return nil
      }
      guard !still.contains(entry.stream.id) else { return entry }
      let bytes = entry.bytes
      let rest = bytes.span.extracting(entry.sent...)
      let sent = client.send(rest, on: entry.stream.slot, endStream: entry.ends)
      entry.sent += sent
      if entry.sent == entry.bytes.count { return nil }
      still.insert(entry.stream.id)
      return entry
    }
  }

  private func handle(_ event: Event) {
    switch event {
    case .head(let head):
      var fields: [String: String] = [:]
      client.forEachField(of: head) { name, value in fields[text(name)] = text(value) }
      if head.kind == .trailers {
        replies[head.stream.id, default: TestClient.Reply()].trailers = fields
      } else {
        replies[head.stream.id, default: TestClient.Reply()].head = fields
      }
      if head.ended { ended.insert(head.stream.id) }
    case .data(let chunk):
      dataReceived += chunk.count
      if chunk.ended { ended.insert(chunk.stream.id) }
      guard keepsData else { return }
      clientInput.withBytes(at: chunk.offset, count: chunk.count) {
        replies[chunk.stream.id, default: TestClient.Reply()].data.append($0)
      }
    case .goingAway(let last, _):
      farewells.append(last)
    case .ended(let stream, .resetByPeer(let code)):
      ended.insert(stream.id)
      replies[stream.id, default: TestClient.Reply()].reset = code
    default: break
    }
  }

  private func text(_ bytes: Span<UInt8>) -> String {
    var array: [UInt8] = []
    array.append(bytes)
    return String(decoding: array, as: UTF8.self)
  }
}

/// Greetings in their wire form.
enum Wire {
  static func request(_ name: String) throws -> [UInt8] {
    try Greet_HelloRequest.with { $0.name = name }.serializedBytes()
  }

  static func framed(_ message: [UInt8], isCompressed: Bool = false) -> [UInt8] {
    MessagePrefix(length: message.count, isCompressed: isCompressed).wire + message
  }

  static func requests(_ names: [String]) throws -> [UInt8] {
    try names.flatMap { framed(try request($0)) }
  }

  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var encoder = GzipEncoder()
    var output: [UInt8] = []
    encoder.compress(bytes.span, into: &output)
    return output
  }

  static func gzipped(_ names: [String]) throws -> [UInt8] {
    try names.flatMap { framed(gzip(try request($0)), isCompressed: true) }
  }

  /// The greetings in a body, and whether each is compressed.
  static func greetings(_ body: [UInt8]) throws -> [(text: String, isCompressed: Bool)] {
    var deframer = MessageDeframer(acceptsCompressed: true)
    var decoder = GzipDecoder()
    var offset = 0
    var isCompressed = false
    var found: [(String, Bool)] = []
    while true {
      switch deframer.next(in: body.span, at: &offset) {
      case .needMore:
        guard deframer.isAtBoundary else { throw DeframingError.cutShort }
        return found
      case .begin(_, let compressed): isCompressed = compressed
      case .payload(let range, let isLast):
        guard isLast else { throw DeframingError.cutShort }
        var message = Array(body[range])
        if isCompressed {
          message = []
          try decoder.decompress(body.span.extracting(range), into: &message, limit: 1 << 20)
        }
        found.append((try Greet_HelloResponse(serializedBytes: message).message, isCompressed))
      case .failed(let error): throw error
      }
    }
  }
}

extension MessagePrefix {
  fileprivate var wire: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }
}

extension GreeterMethod {
  /// The methods that greet, of each kind one.
  static let greetings = allCases.filter { $0.path.hasPrefix("/greet.Greeter/") }
}
