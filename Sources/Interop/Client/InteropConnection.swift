import Bytes
import GRPC
import HTTP2
import Timing
import Transport

/// One connection to the server under test, driven by whoever waits for something on it.
///
/// Nothing happens between two waits: a thread that waits for one call plays all of them on.
final class InteropConnection {
  /// Output beyond which request messages wait.
  private static let comfortableOutput = 512 * 1024

  private let address: SocketAddress
  private let loop: EventLoop
  private let wire: Wire
  private var http: Connection
  private var input = ReceiveBuffer()
  private var isConnected = false
  private var calls: [UInt32: InteropCall] = [:]
  /// Calls with more to send than the windows have let out.
  private var senders: [InteropCall] = []
  /// The server takes no more calls here.
  private(set) var isLeaving = false
  /// Why the connection is over, once it is.
  private(set) var loss: String?

  private init(_ address: SocketAddress, _ context: TLSContext?) throws(SystemError) {
    self.address = address
    loop = try EventLoop(alarm: try Alarm())
    wire = Wire(try Socket.connect(to: address), context)
    http = Connection(role: .client, configuration: .client(maxOpenStreams: 2_000))
    try loop.register(wire, Token(index: 0, generation: 0))
  }

  /// Connects to the first address that answers, and waits for the server's SETTINGS.
  static func standing(
    _ target: InteropTarget,
    _ context: TLSContext?,
    until limit: Instant
  ) throws(InteropFailure) -> InteropConnection {
    var reason = "it has no address"
    for address in target.addresses {
      do throws(SystemError) {
        let connection = try InteropConnection(address, context)
        guard let trouble = connection.trouble(until: limit) else { return connection }
        reason = trouble
      } catch {
        reason = address.trouble(error.code)
      }
    }
    throw InteropFailure("cannot connect to \(target.place): \(reason)")
  }

  /// Waits for the server's SETTINGS; why they have not come, and what to ask.
  private func trouble(until limit: Instant) -> String? {
    do {
      try wait("the server's SETTINGS", until: limit) { http.isReady || loss != nil }
      return http.isReady ? nil : loss
    } catch {
      guard isConnected else {
        return "no answer; is the address right, and does a firewall drop what is sent to it?"
      }
      guard wire.isEstablished else { return "no TLS handshake; does this port speak TLS?" }
      return "\(error)\(wire.doubt)"
    }
  }

  /// What the server allows.
  var peer: Settings { http.peer }

  /// Whether a call may start now.
  var canOpen: Bool { !isLeaving && loss == nil && http.canOpen }

  /// Whether calls may start now or once others have ended.
  var takesCalls: Bool { !isLeaving && loss == nil && !http.isClosing }

  /// Opens a call's stream; `canOpen` must hold.
  func open(_ call: InteropCall) {
    let template = http.register(HeaderTemplate(call.head))
    let slot = http.open(template: template, user: 0, endStream: false)
    let stream = http.stream(slot)
    call.opened(stream, self)
    calls[stream.id] = call
    send(for: call)
  }

  /// Sends more of a call's messages, as far as there are any.
  func send(for call: InteropCall) {
    if !push(call) { senders.append(call) }
  }

  /// Ends a call's stream from our side.
  func cancel(_ stream: Stream) {
    calls[stream.id] = nil
    if http.isOpen(stream) { http.reset(stream, .cancel) }
    flush()
  }

  /// Nobody waits for anything on it.
  var isIdle: Bool { calls.isEmpty }

  /// Forgets the calls that have not ended.
  func abandonCalls() {
    calls = [:]
    senders = []
  }

  /// Plays all calls on until something is so.
  ///
  /// - Parameters:
  ///   - what: What is waited for, for the complaint.
  ///   - limit: When to give up.
  ///   - alarm: An instant at which to look again although nothing has come.
  ///   - isSo: Whether there is nothing to wait for any more.
  /// - Throws: An `InteropFailure` at the limit.
  func wait(
    _ what: String,
    until limit: Instant,
    alarm: Instant? = nil,
    _ isSo: () -> Bool
  ) throws(InteropFailure) {
    flush()
    while !isSo() {
      let now = EventLoop.now()
      if let alarm, now >= alarm { return }
      guard now < limit else { throw InteropFailure("waited in vain for \(what)") }
      guard loop.wait(until: min(limit, alarm ?? limit), now: now) > 0 else { continue }
      receive()
      flush()
    }
  }

  private func flush() {
    while loss == nil, isConnected {
      pushAll()
      guard !http.output.isEmpty else { break }
      guard case .moved = wire.write(from: &http.output) else { break }
    }
    // Only now, so that the server has been told why.
    if let failure = http.failure { lose("the server broke HTTP/2: \(failure.reason)\(doubt)") }
  }

  /// What to ask when the connection ends before it has stood.
  private var doubt: String { http.isReady ? "" : wire.doubt }

  private func pushAll() {
    guard !senders.isEmpty else { return }
    var waiting: [InteropCall] = []
    var isFull = false
    for call in senders {
      isFull = isFull || http.output.count >= Self.comfortableOutput
      if isFull || !push(call) { waiting.append(call) }
    }
    senders = waiting
  }

  /// Sends what the windows let out.
  ///
  /// - Returns: Whether nothing is left to be sent for now.
  private func push(_ call: InteropCall) -> Bool {
    guard let stream = call.stream, call.status == nil, http.isOpen(stream) else { return true }
    while let part = call.nextPart {
      let sent = http.send(
        part.bytes.span.extracting(part.start...),
        on: stream.slot,
        endStream: part.ends
      )
      guard call.took(sent) else { return false }
      if part.ends { return true }
    }
    return true
  }

  private func receive() {
    if !isConnected {
      if let code = wire.socket.connectError() { return lose(address.trouble(code)) }
      isConnected = true
    }
    while loss == nil, http.failure == nil {
      http.begin(&input)
      let transfer = wire.read(into: &input)
      if case .moved = transfer, !http.isReady, !wire.isSecure, let stranger = input.stranger {
        lose(stranger.trouble)
      }
      while let event = http.next(&input) { handle(event) }
      http.end(&input)
      switch transfer {
      case .moved: continue
      case .wouldBlock: return
      case .closed: lose(wire.trouble ?? "the server closed the connection\(doubt)")
      case .failed(let code):
        lose(wire.trouble ?? "the connection broke: \(SystemError.text(code))")
      }
    }
  }

  private func handle(_ event: Event) {
    switch event {
    case .head(let head): receive(head)
    case .data(let chunk):
      guard let call = calls[chunk.stream.id] else { return }
      input.withBytes(at: chunk.offset, count: chunk.count) { call.receive($0) }
      if chunk.ended { end(chunk.stream, .trailersMissing) } else { finishIfEnded(chunk.stream) }
    case .ended(let stream, let ending): end(stream, Self.status(ending, of: calls[stream.id]))
    case .goingAway: isLeaving = true
    case .answer, .ready, .writable, .connectionWritable, .pingAcknowledged, .silence, .failed:
      break
    }
  }

  private func receive(_ head: Head) {
    guard let call = calls[head.stream.id] else { return }
    var fields: [HeaderField] = []
    http.forEachField(of: head) { name, value in
      var copy = (name: [UInt8](), value: [UInt8]())
      copy.name.append(name)
      copy.value.append(value)
      fields.append(HeaderField(name: copy.name, value: copy.value))
    }
    call.receive(fields, isTrailers: head.kind == .trailers, ended: head.ended)
    finishIfEnded(head.stream)
  }

  /// Gives up a stream whose call has ended by what has come.
  private func finishIfEnded(_ stream: Stream) {
    guard let call = calls[stream.id], call.status != nil else { return }
    calls[stream.id] = nil
    // The server has answered before it had the whole request (RFC 9113 §8.1).
    if http.isOpen(stream) { http.reset(stream, .noError) }
  }

  private func end(_ stream: Stream, _ status: Status) {
    guard let call = calls.removeValue(forKey: stream.id) else { return }
    call.end(status)
  }

  private func lose(_ reason: String) {
    guard loss == nil else { return }
    loss = reason
    for call in calls.values { call.end(.connectionLost(reason)) }
    calls = [:]
  }

  private static func status(_ ending: Ending, of call: InteropCall?) -> Status {
    switch ending {
    case .resetByPeer(let code):
      .reset(code: code.rawValue, after: nil, deadlinePassed: call?.isLate == true)
    case .violation(let violation):
      Status(.internal, "the server broke HTTP/2: \(violation.reason)")
    case .unprocessed(let code):
      Status(.unavailable, "the server went before it took the call (GOAWAY, \(code))")
    }
  }
}
