import Bytes
import HTTP2
import Synchronization
import Timing
import Transport

/// A server that answers each request as its script says, frame by frame.
final class ScriptedServer {
  let address: SocketAddress
  private let alarm: Alarm
  private let signal = StopSignal()
  private let thread: LoopThread<Result<Witness, SystemError>>

  init(_ script: Script) throws {
    let listener = try Listener(try loopback(), sharesPort: false)
    address = listener.address
    alarm = try Alarm()
    thread = try Self.start(listener, alarm, signal, script)
  }

  /// Ends the server, if it has not ended itself.
  func stop() throws -> Witness {
    signal.stops.store(true, ordering: .relaxed)
    alarm.ring()
    return try thread.join().get()
  }

  private static func start(
    _ listener: Listener,
    _ alarm: Alarm,
    _ signal: StopSignal,
    _ script: Script
  ) throws(SystemError) -> LoopThread<Result<Witness, SystemError>> {
    try LoopThread { serve(listener, alarm, signal, script) }
  }

  private static func serve(
    _ listener: Listener,
    _ alarm: Alarm,
    _ signal: StopSignal,
    _ script: Script
  ) -> Result<Witness, SystemError> {
    do throws(SystemError) {
      var player = ScriptPlayer(script, try EventLoop(alarm: alarm))
      try player.play(listener, signal)
      return .success(player.witness)
    } catch {
      return .failure(error)
    }
  }
}

/// What a scripted server sends, and when.
struct Script: Sendable {
  enum Step: Sendable {
    case head([HeaderField], ends: Bool = false)
    case data([UInt8], ends: Bool = false)
    case reset(ErrorCode)
    /// A frame on the request's stream, lawful or not.
    case frame(type: UInt8, flags: UInt8, [UInt8])
    /// A frame on stream 0, lawful or not.
    case connectionFrame(type: UInt8, flags: UInt8, [UInt8])
    /// Streams up to the request's own are admitted; without a request none is.
    case goAway(ErrorCode)
    case close
    /// Ends the whole server.
    case die
    /// The steps behind it come so much later; for streams.
    case pause(Nanoseconds)
    /// Opens the request's window by all that has come; for streams whose window is held.
    case giveBack
  }

  var settings = Settings()
  /// Bytes that a client may send ahead on all streams.
  var connectionWindow = Configuration.usualConnectionWindow
  /// Connections that are spoken to; those after them are accepted and hear nothing.
  var mostGreeted = Int.max
  /// Follows the server's SETTINGS on each connection.
  var greeting: [Step] = []
  /// The answer comes with the request's head, without its body.
  var isHasty = false
  /// What the server does while requests are on their way, instead of the answer.
  var streams: StreamScript?
  /// The answer to a request by its number, from 0 on each connection.
  var answer: @Sendable (Int) -> [Step]

  init(_ answer: @escaping @Sendable (Int) -> [Step]) {
    self.answer = answer
  }
}

/// What a scripted server has seen of its clients.
struct Witness: Sendable {
  var connections = 0
  var requests = 0
  /// RST_STREAM from clients, by code.
  var resets: [ErrorCode: Int] = [:]
  /// The codes of GOAWAY frames from clients.
  var farewells: [ErrorCode] = []
  /// What has come of each request, in the order of their heads; only if the script has streams.
  var streams: [StreamWitness] = []
}

/// What a scripted server's thread is told from outside.
final class StopSignal: Sendable {
  let stops = Atomic<Bool>(false)
}

/// The thread of a scripted server.
struct ScriptPlayer: ~Copyable {
  struct Client: ~Copyable {
    let socket: Socket
    var http: Connection
    var requests = 0
    /// The calls that a stream script plays, by their stream.
    var calls: [UInt32: StreamedCall] = [:]
    var isOver = false

    mutating func flush() {
      while !http.output.isEmpty {
        guard case .moved = socket.write(from: &http.output) else { return }
      }
    }
  }

  private static let listenerToken = Token(index: .max - 1, generation: 0)

  var witness = Witness()
  let script: Script
  private let loop: EventLoop
  var clients = Slots<Client>()
  var input = ReceiveBuffer()
  var isDead = false

  init(_ script: Script, _ loop: consuming EventLoop) {
    self.script = script
    self.loop = loop
  }

  mutating func play(_ listener: Listener, _ signal: StopSignal) throws(SystemError) {
    try loop.register(listener, Self.listenerToken)
    while !isDead {
      // What has come is still witnessed.
      let isStopping = signal.stops.load(ordering: .relaxed)
      let now = EventLoop.now()
      let count = loop.wait(until: isStopping ? now : nextStep, now: now)
      if isStopping, count == 0 { return }
      for index in 0..<count {
        let event = loop.event(index)
        let client = Int(event.token.index)
        if event.token == Self.listenerToken {
          try accept(listener)
        } else if clients.contains(client, generation: event.token.generation) {
          turn(client, hasEnded: event.hasEnded)
        }
      }
      goOn()
    }
  }

  private mutating func accept(_ listener: Listener) throws(SystemError) {
    while let socket = try listener.accept() {
      var configuration = Configuration(settings: script.settings)
      configuration.connectionWindow = script.connectionWindow
      configuration.maxOpenStreams = max(1, script.settings.maxConcurrentStreams ?? 10_000)
      let http = Connection(role: .server, configuration: configuration)
      let index = clients.insert(Client(socket: socket, http: http))
      witness.connections += 1
      guard witness.connections <= script.mostGreeted else { continue }
      let token = Token(index: UInt32(index), generation: clients.generation(index))
      try loop.register(clients[index].socket, token)
      for step in script.greeting { play(step, on: nil, of: index) }
      turn(index, hasEnded: false)
    }
  }

  mutating func turn(_ index: Int, hasEnded: Bool) {
    clients[index].flush()
    while !clients[index].isOver {
      clients[index].http.begin(&input)
      let room = input.free
      let transfer = clients[index].socket.read(into: &input)
      while let event = clients[index].http.next(&input) { handle(event, index) }
      clients[index].http.end(&input)
      clients[index].flush()
      guard case .moved(let count) = transfer else {
        if transfer != .wouldBlock { clients[index].isOver = true }
        break
      }
      if count < room, !hasEnded { break }
    }
    if clients[index].isOver { clients.remove(index) }
  }

  private mutating func handle(_ event: Event, _ index: Int) {
    if let streams = script.streams { handle(event, index, streams) }
    switch event {
    case .head(let head):
      if script.streams == nil, script.isHasty || head.ended { answer(head.stream, index) }
    case .data(let chunk):
      if script.streams == nil, chunk.ended, !script.isHasty { answer(chunk.stream, index) }
    case .ended(_, .resetByPeer(let code)): witness.resets[code, default: 0] += 1
    case .goingAway(_, let code): witness.farewells.append(code)
    case .failed: clients[index].isOver = true
    case .answer, .ready, .ended, .writable, .connectionWritable, .pingAcknowledged, .silence:
      break
    }
  }

  private mutating func answer(_ stream: Stream, _ index: Int) {
    guard !clients[index].isOver, !isDead else { return }
    let steps = script.answer(clients[index].requests)
    clients[index].requests += 1
    witness.requests += 1
    for step in steps { play(step, on: stream, of: index) }
  }

  mutating func play(_ step: Script.Step, on stream: Stream?, of index: Int) {
    switch (step, stream) {
    case (.head(let fields, let ends), let stream?):
      clients[index].http.respond(stream, fields: fields, endStream: ends)
    case (.data(let bytes, let ends), let stream?):
      let sent = clients[index].http.send(bytes.span, on: stream.slot, endStream: ends)
      precondition(sent == bytes.count, "a script sends within the windows")
    case (.reset(let code), let stream?): clients[index].http.reset(stream, code)
    case (.frame(let type, let flags, let payload), let stream?):
      write(type, flags, stream.id, payload, index)
    case (.connectionFrame(let type, let flags, let payload), _):
      write(type, flags, 0, payload, index)
    case (.goAway(let code), _):
      write(7, 0, 0, bigEndian(stream?.id ?? 0) + bigEndian(code.rawValue), index)
    case (.close, _): clients[index].isOver = true
    case (.die, _):
      clients[index].isOver = true
      isDead = true
    case (.head, nil), (.data, nil), (.reset, nil), (.frame, nil):
      preconditionFailure("a greeting has no stream")
    case (.pause, _), (.giveBack, _):
      preconditionFailure("\(step) is for streams")
    }
  }

  private mutating func write(
    _ type: UInt8,
    _ flags: UInt8,
    _ id: UInt32,
    _ payload: [UInt8],
    _ index: Int
  ) {
    let header = bigEndian(UInt32(payload.count)).dropFirst() + [type, flags] + bigEndian(id)
    for byte in header + payload { append(byte, index) }
  }

  private mutating func append(_ byte: UInt8, _ index: Int) {
    withUnsafeBytes(of: byte) { clients[index].http.output.append($0) }
  }

  private func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}
