import Timing

@testable import HTTP2

/// Our end of a conversation: a connection whose caller says what was decided and keeps what it
/// hears.
final class Party {
  struct Speaking {
    var speech: Speech
    var sent = 0
    var isDone = false
  }

  let end: End
  private var random: SplitMix64
  private(set) var heard: [UInt32: Heard] = [:]
  private(set) var speaking: [UInt32: Speaking] = [:]
  /// Everything that was told, in order.
  private(set) var log: [Told] = []
  var begun: [UInt32] = []
  var finished: [UInt32] = []
  private(set) var resets: [UInt32: ErrorCode] = [:]
  private(set) var unprocessed: Set<UInt32> = []
  private(set) var pingAnswers = 0
  private(set) var complaints: [String] = []
  private var templates: [[HeaderField]: Int] = [:]
  private var requests: [Speech: Int] = [:]
  /// Some streams are read slowly: what has come on them and was not given back.
  private var unread: [UInt32: Int] = [:]
  var readsSlowly = false
  /// Answers a request from within the event that ends it.
  var onFinished: ((UInt32) -> Void)?

  init(_ role: Role, _ configuration: Configuration, seed: UInt64) {
    end = End(role, configuration, capacity: 40_000)
    random = SplitMix64(seed: seed, key: 55)
    end.onEvent = { [unowned self] event, _ in judge(event) }
    end.onTold = { [unowned self] told in note(told) }
  }

  func receive(_ bytes: ArraySlice<UInt8>) { _ = end.receive(Array(bytes)) }

  /// Starts a request; nil when the connection takes none now.
  func request(_ speech: Speech) -> UInt32? {
    guard end.connection.canOpen else { return nil }
    if speech.trailers == nil, Bool.random(using: &random) { return requestAtOnce(speech) }
    let isAll = speech.body.isEmpty && speech.trailers == nil
    let slot = end.connection.open(
      template: template(speech.head),
      user: 0,
      endStream: isAll
    )
    let id = end.connection.stream(slot).id
    mayHold(id)
    speaking[id] = Speaking(speech: speech, isDone: isAll)
    speak(id)
    return id
  }

  /// Chooses whether a new stream is one that is read slowly.
  private func mayHold(_ id: UInt32) {
    guard readsSlowly, Bool.random(using: &random), let stream = end.stream(id) else { return }
    end.connection.holdWindow(of: stream.slot)
    unread[id] = 0
  }

  /// Gives back some of what waits to be read, or all of it.
  func read(all: Bool) {
    for (id, count) in unread.sorted(by: { $0.key < $1.key }) {
      guard let stream = end.stream(id) else {
        unread[id] = nil
        continue
      }
      let read = all ? count : Int.random(in: 0...count, using: &random)
      end.connection.giveBack(read, on: stream.slot)
      unread[id] = count - read
    }
  }

  /// Starts a request that is known as a whole.
  private func requestAtOnce(_ speech: Speech) -> UInt32 {
    let request =
      requests[speech]
      ?? end.connection.register(HeaderTemplate(speech.head), message: speech.body)
    requests[speech] = request
    let (slot, sent) = end.connection.open(request: request, user: 0)
    let id = end.connection.stream(slot).id
    mayHold(id)
    speaking[id] = Speaking(speech: speech, sent: sent, isDone: sent == speech.body.count)
    return id
  }

  func respond(_ id: UInt32, _ speech: Speech) {
    guard let stream = end.stream(id) else { return }
    for list in speech.informational {
      end.connection.respond(stream, fields: list, endStream: false)
    }
    let isAll = speech.body.isEmpty && speech.trailers == nil
    if Bool.random(using: &random) {
      end.connection.respond(stream, template: template(speech.head), endStream: isAll)
    } else {
      end.connection.respond(stream, fields: speech.head, endStream: isAll)
    }
    speaking[id] = Speaking(speech: speech, isDone: isAll)
    speak(id)
  }

  func reset(_ id: UInt32, _ code: ErrorCode) {
    guard let stream = end.stream(id) else { return }
    resets[id] = code
    end.connection.reset(stream, code)
  }

  private func template(_ list: [HeaderField]) -> Int {
    if let known = templates[list] { return known }
    let template = end.connection.register(HeaderTemplate(list))
    templates[list] = template
    return template
  }

  /// Says as much of the body as the windows allow, and the trailers behind it.
  private func speak(_ id: UInt32) {
    while var state = speaking[id], !state.isDone, let stream = end.stream(id) {
      let body = state.speech.body
      let left = body.count - state.sent
      let count = left == 0 ? 0 : Int.random(in: 1...left, using: &random)
      let isLast = count == left && state.speech.trailers == nil
      let ends = isLast && (left == 0 || Bool.random(using: &random))
      let part = body.span.extracting(state.sent..<(state.sent + count))
      let sent = end.connection.send(part, on: stream.slot, endStream: ends)
      state.sent += sent
      let isWhole = sent == count
      if isWhole, ends { state.isDone = true }
      if isWhole, state.sent == body.count, let trailers = state.speech.trailers {
        end.connection.respond(stream, fields: trailers, endStream: true)
        state.isDone = true
      }
      speaking[id] = state
      // Only an event may say when to go on.
      if !isWhole { return }
    }
  }

  private func judge(_ event: Event) {
    guard case .head(let head) = event else { return }
    if head.verdict == 0 {
      end.judge(head)
    } else if end.judged[Int(head.verdict) - 1] != end.fields(of: head) {
      complaints.append("a verdict on another list")
    }
  }

  private func note(_ told: Told) {
    log.append(told)
    switch told {
    case .head(let id, let kind, let list, let ended):
      heard[id, default: Heard()].add(list)
      if kind == .message { begun.append(id) }
      if kind == .message, end.connection.role == .server { mayHold(id) }
      if ended { finish(id) }
    case .data(let id, let bytes, let ended):
      heard[id, default: Heard()].body += bytes
      if let count = unread[id] { unread[id] = count + bytes.count }
      if ended { finish(id) }
    case .ended(let id, .resetByPeer(let code)): heard[id, default: Heard()].failure = code
    case .ended(let id, .unprocessed): unprocessed.insert(id)
    case .ended(let id, .violation): complaints.append("stream \(id): \(end.reason)")
    case .writable(let id): speak(id)
    case .connectionWritable, .ready: for id in speaking.keys.sorted() { speak(id) }
    case .goingAway: break
    case .pingAcknowledged: pingAnswers += 1
    case .failed: complaints.append("connection: \(end.reason)")
    }
  }

  private func finish(_ id: UInt32) {
    heard[id, default: Heard()].ended = true
    finished.append(id)
    onFinished?(id)
  }
}
