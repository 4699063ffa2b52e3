import Bytes
import HTTP2

/// A connection with a simple caller, to whom the fuzzer may say anything.
///
/// An input's first byte is the size of the reads in the second of three runs; the rest is what the
/// peer says. However the bytes are cut, and whether headers are remembered or not, the caller must
/// hear and the peer must get the same.
struct Player: ~Copyable {
  private static let capacity = 20_000
  private static let request = HeaderTemplate([
    HeaderField(":method", "POST"), HeaderField(":scheme", "http"), HeaderField(":path", "/a"),
    HeaderField("x-a", "b"),
  ])

  private var connection: Connection
  private var input = ReceiveBuffer(capacity: Player.capacity)
  private let template: Int
  private let request: Int
  /// The lists that have a verdict, which is their number.
  private var judged: [[UInt8]] = []
  /// What was told, with the pieces of a body put together.
  private var told: [[UInt8]] = []
  private var lastDataStream: UInt32 = 0

  static func play(_ role: Role, _ start: [UInt8], _ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let input = start + bytes.dropFirst()
    let outcomes = [(0, true), (Int(first) + 1, true), (0, false)].map { size, remembers in
      var player = Player(role, remembersHeaders: remembers)
      return player.run(input, reads: size)
    }
    for outcome in outcomes {
      precondition(outcome.told == outcomes[0].told, "another outcome")
      precondition(outcome.output == outcomes[0].output, "another answer")
    }
  }

  private init(_ role: Role, remembersHeaders: Bool) {
    var configuration = Configuration()
    configuration.maxOpenStreams = 8
    configuration.limits.pings.burst = 50
    configuration.limits.settingsFrames.burst = 50
    configuration.limits.provokedResets.burst = 50
    configuration.settings.headerTableSize = 200
    configuration.remembersHeaders = remembersHeaders
    connection = Connection(role: role, configuration: configuration)
    template = connection.register(Self.request)
    request = connection.register(Self.request, message: [UInt8](repeating: 2, count: 40))
  }

  /// As a client asks for events that hopes for whole answers.
  private mutating func nextEvent() -> Event? {
    if let answer = connection.nextAnswer(&input) { return .answer(answer) }
    return connection.next(&input)
  }

  private mutating func run(_ bytes: [UInt8], reads: Int) -> (told: [[UInt8]], output: [UInt8]) {
    var rest = bytes[...]
    repeat {
      connection.begin(&input)
      let size = reads == 0 ? input.free : min(reads, input.free)
      input.append(rest.prefix(size))
      rest = rest.dropFirst(size)
      while let event = nextEvent() {
        note(event)
        act(event)
        precondition(told.count <= bytes.count + 100, "\(told.count) events")
      }
      connection.end(&input)
    } while !rest.isEmpty && connection.failure == nil
    let output = connection.output.takeAll()
    precondition(output.count <= 20 * bytes.count + 2_000, "\(output.count) bytes of output")
    precondition(connection.openStreams <= 8, "\(connection.openStreams) streams")
    if let code = connection.failure?.code.rawValue {
      precondition((1...0xd).contains(code), "ended with code \(code)")
    }
    return (told, output)
  }

  private mutating func act(_ event: Event) {
    switch event {
    case .ready:
      guard connection.role == .client else { return }
      for user: UInt32 in 0..<8 where connection.canOpen {
        if user % 3 == 2 {
          _ = connection.open(request: request, user: user)
        } else {
          let slot = connection.open(template: template, user: user, endStream: user % 3 == 0)
          if user % 3 == 1 { send(slot) }
        }
      }
    case .head(let head):
      if connection.role == .server, head.ended { answer(head.stream) }
    case .data(let chunk):
      if connection.role == .server, chunk.ended { answer(chunk.stream) }
    case .writable(let stream):
      if connection.role == .client { send(stream.slot) }
    case .answer, .ended, .connectionWritable, .goingAway, .pingAcknowledged, .silence, .failed:
      break
    }
  }

  private mutating func send(_ slot: UInt32) {
    let body = [UInt8](repeating: 1, count: 40)
    _ = connection.send(body.span, on: slot, endStream: false)
  }

  private mutating func answer(_ stream: HTTP2.Stream) {
    guard connection.isOpen(stream) else { return }
    connection.respond(stream, fields: [HeaderField(":status", "200")], endStream: false)
    let body: [UInt8] = [1, 2, 3]
    let sent = connection.send(body.span, on: stream.slot, endStream: true)
    if sent < body.count { connection.reset(stream, .cancel) }
  }

  /// Keeps a body's piece together with the one before.
  private mutating func noteData(_ id: UInt32, offset: Int, count: Int, ended: Bool) {
    let bytes = input.withBytes(at: offset, count: count) { span in
      span.withUnsafeBufferPointer { Array($0) }
    }
    if lastDataStream == id {
      told[told.count - 1] += bytes
    } else {
      told.append([2, UInt8(truncatingIfNeeded: id)] + bytes)
    }
    lastDataStream = ended ? 0 : id
  }

  private mutating func noteHead(_ id: UInt32, _ list: [UInt8], ended: Bool) {
    told.append([1, UInt8(truncatingIfNeeded: id), ended ? 1 : 0] + list)
    lastDataStream = 0
  }

  private mutating func noteHead(_ head: Head) {
    var list: [UInt8] = []
    connection.forEachField(of: head) { name, value in
      name.withUnsafeBufferPointer { list += $0 }
      value.withUnsafeBufferPointer { list += $0 }
    }
    if head.verdict == 0 {
      judged.append(list)
      connection.remember(UInt32(judged.count), for: head)
    } else {
      precondition(judged[Int(head.verdict) - 1] == list, "a verdict on another list")
    }
    noteHead(head.stream.id, list, ended: head.ended)
  }

  private mutating func note(_ event: Event) {
    let line: [UInt8]
    switch event {
    case .head(let head): return noteHead(head)
    case .data(let chunk):
      return noteData(
        chunk.stream.id,
        offset: chunk.offset,
        count: chunk.count,
        ended: chunk.ended
      )
    case .answer(let answer):
      let id = answer.stream.id
      noteHead(id, judged[Int(answer.headVerdict) - 1], ended: false)
      noteData(id, offset: answer.offset, count: answer.count, ended: false)
      return noteHead(id, judged[Int(answer.trailersVerdict) - 1], ended: true)
    case .ended(let stream, _): line = [3, UInt8(truncatingIfNeeded: stream.id)]
    case .writable(let stream): line = [4, UInt8(truncatingIfNeeded: stream.id)]
    case .ready: line = [5]
    case .connectionWritable: line = [6]
    case .goingAway(let last, let code):
      line = [7, UInt8(truncatingIfNeeded: last), UInt8(truncatingIfNeeded: code.rawValue)]
    case .silence: return
    case .pingAcknowledged(let data): line = [8, UInt8(truncatingIfNeeded: data)]
    case .failed(let violation): line = [9, UInt8(violation.code.rawValue)]
    }
    lastDataStream = 0
    told.append(line)
  }
}
