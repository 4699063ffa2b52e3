import Bytes
import HTTP1
import Synchronization
import Timing
import Transport

/// A server of HTTP/1.1 that answers each request with bytes as its script says, lawful or not.
final class TextServer {
  enum Step: Sendable {
    case text(String)
    case close
    /// What is behind it comes in a write of its own, when the client has had time for the first.
    case pause
  }

  /// What the server has seen.
  struct Witness: Sendable {
    var connections = 0
    var requests = 0
    /// The heads that came, without their bodies, as far as they are kept.
    var heads: [[String]] = []
    var bodies: [[UInt8]] = []
    /// Connections of HTTP/2, which look for the server's counters and are told to go.
    var looks = 0
    /// Clients that broke a rule.
    var violations: [String] = []
  }

  static let mostKept = 1_000

  let address: SocketAddress
  private let alarm: Alarm
  private let signal = StopSignal()
  private let thread: LoopThread<Result<Witness, SystemError>>

  /// Starts a server whose answer to a request goes by its number, from 0 on each connection.
  init(_ answer: @escaping @Sendable (Int) -> [Step]) throws {
    let listener = try Listener(try loopback(), sharesPort: false)
    address = listener.address
    alarm = try Alarm()
    thread = try Self.start(listener, alarm, signal, answer)
  }

  /// Ends the server.
  func stop() throws -> Witness {
    signal.stops.store(true, ordering: .relaxed)
    alarm.ring()
    return try thread.join().get()
  }

  private static func start(
    _ listener: Listener,
    _ alarm: Alarm,
    _ signal: StopSignal,
    _ answer: @escaping @Sendable (Int) -> [Step]
  ) throws(SystemError) -> LoopThread<Result<Witness, SystemError>> {
    try LoopThread { serve(listener, alarm, signal, answer) }
  }

  private static func serve(
    _ listener: Listener,
    _ alarm: Alarm,
    _ signal: StopSignal,
    _ answer: @escaping @Sendable (Int) -> [Step]
  ) -> Result<Witness, SystemError> {
    do throws(SystemError) {
      var player = TextPlayer(answer, try EventLoop(alarm: alarm))
      try player.play(listener, signal)
      return .success(player.witness)
    } catch {
      return .failure(error)
    }
  }
}

/// The thread of a text server.
struct TextPlayer: ~Copyable {
  struct Client: ~Copyable {
    let socket: Socket
    var http = Connection(role: .server)
    var output = SendBuffer()
    var requests = 0
    var head: [String] = []
    var body: [UInt8] = []
    /// Steps that come later, and when.
    var later: [TextServer.Step] = []
    var due = Instant.distantFuture
    var isOver = false

    mutating func flush() {
      while !output.isEmpty {
        guard case .moved = socket.write(from: &output) else { return }
      }
    }
  }

  private static let listenerToken = Token(index: .max - 1, generation: 0)
  private static let pause = Nanoseconds.milliseconds(2)

  var witness = TextServer.Witness()
  private let answer: @Sendable (Int) -> [TextServer.Step]
  private let loop: EventLoop
  private var clients = Slots<Client>()
  private var input = ReceiveBuffer()

  init(_ answer: @escaping @Sendable (Int) -> [TextServer.Step], _ loop: consuming EventLoop) {
    self.answer = answer
    self.loop = loop
  }

  mutating func play(_ listener: Listener, _ signal: StopSignal) throws(SystemError) {
    try loop.register(listener, Self.listenerToken)
    while true {
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
          turn(client)
        }
      }
      goOn()
    }
  }

  private var nextStep: Instant? {
    var next: Instant?
    for index in clients.indices where clients.contains(index) {
      if clients[index].due < next ?? .distantFuture { next = clients[index].due }
    }
    return next
  }

  private mutating func accept(_ listener: Listener) throws(SystemError) {
    while let socket = try listener.accept() {
      let index = clients.insert(Client(socket: socket))
      witness.connections += 1
      let token = Token(index: UInt32(index), generation: clients.generation(index))
      try loop.register(clients[index].socket, token)
      turn(index)
    }
  }

  private mutating func turn(_ index: Int) {
    while !clients[index].isOver, clients[index].http.wantsInput {
      clients[index].http.begin(&input)
      let transfer = clients[index].socket.read(into: &input)
      while let event = clients[index].http.next(&input) { handle(event, index) }
      clients[index].http.end(&input)
      guard case .moved = transfer else {
        if transfer != .wouldBlock { clients[index].isOver = true }
        break
      }
    }
    flush(index)
  }

  private mutating func flush(_ index: Int) {
    clients[index].flush()
    if clients[index].isOver { clients.remove(index) }
  }

  private mutating func handle(_ event: Event, _ index: Int) {
    switch event {
    case .head: clients[index].head = head(index)
    case .body(let offset, let count):
      input.withBytes(at: offset, count: count) { clients[index].body.append($0) }
    case .ended:
      let number = clients[index].requests
      clients[index].requests += 1
      witness.requests += 1
      if witness.heads.count < TextServer.mostKept {
        witness.heads.append(clients[index].head)
        witness.bodies.append(clients[index].body)
      }
      clients[index].body = []
      // The state machine goes on to the next request; its own answer is not sent.
      clients[index].http.respond(ResponseTemplate(200, []), [UInt8]().span)
      _ = clients[index].http.output.takeAll()
      play(answer(number), index)
    case .failed(let violation) where violation.status == 505:
      witness.connections -= 1
      witness.looks += 1
      clients[index].isOver = true
    case .failed(let violation):
      witness.violations.append(violation.reason)
      clients[index].isOver = true
    }
  }

  private func head(_ index: Int) -> [String] {
    var lines = clients[index].http.withRequestLine { method, target in
      ["\(method.excerpt()) \(target.excerpt())"]
    }
    clients[index].http.forEachField { name, value in
      lines.append("\(name.excerpt()): \(value.excerpt())")
    }
    return lines
  }

  private mutating func play(_ steps: [TextServer.Step], _ index: Int) {
    for (place, step) in steps.enumerated() {
      switch step {
      case .text(let text): clients[index].output.append(Array(text.utf8).span)
      case .close: clients[index].isOver = true
      case .pause:
        clients[index].later = Array(steps[(place + 1)...])
        clients[index].due = EventLoop.now() + Self.pause
        return
      }
    }
  }

  private mutating func goOn() {
    let now = EventLoop.now()
    for index in clients.indices where clients.contains(index) && clients[index].due <= now {
      clients[index].due = .distantFuture
      let steps = clients[index].later
      play(steps, index)
      flush(index)
    }
  }
}
