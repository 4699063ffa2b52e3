import Timing

@testable import HTTP2

/// A random conversation between our connection and nghttp2's session, over two byte pipes.
final class Conversation {
  let seed: UInt64
  let ours: Party
  let peer: Nghttp2Peer
  private let role: Role
  private var random: SplitMix64
  private var toPeer = Pipe()
  private var toOurs = Pipe()
  /// All that we have said, for comparison.
  private(set) var output: [UInt8] = []
  private let longestBody: Int
  private let longestRead: Int
  private var requestsLeft: Int
  /// Every call is like many others, as under load.
  private let isUsual: Bool
  private let isNarrow: Bool
  private(set) var pingsByUs = 0
  private(set) var pingsByPeer = 0
  /// Whether streams may stay without an answer.
  private(set) var saysGoodbye = false
  private(set) var steps = 0

  /// Narrow ones have tiny windows, and bodies that are hundreds of times as long.
  init(seed: UInt64, ours role: Role, remembersHeaders: Bool = true, isNarrow: Bool = false) {
    self.seed = seed
    self.role = role
    self.isNarrow = isNarrow
    random = SplitMix64(seed: seed)
    isUsual = !isNarrow && Int.random(in: 0..<3, using: &random) == 0
    longestRead = [isUsual ? .max : 3, 50, 2_000, .max].randomElement(using: &random) ?? 1
    let window = Self.window(isNarrow, using: &random)
    let peerWindow = Self.window(isNarrow, using: &random)
    let most = longestRead < 10 ? 1_000 : longestRead < 100 ? 20_000 : 200_000
    longestBody = min(most, (isNarrow ? 400 : 60) * min(window, peerWindow))
    requestsLeft = Int.random(in: 1...(isNarrow ? 8 : isUsual ? 200 : 30), using: &random)

    var configuration = Configuration()
    configuration.settings.initialWindowSize = window
    configuration.settings.headerTableSize =
      Bool.random(using: &random) ? 4_096 : Int.random(in: 0...8_192, using: &random)
    configuration.settings.maxFrameSize = [16_384, 30_000].randomElement(using: &random) ?? 16_384
    configuration.connectionWindow = [65_535, 70_000, 1 << 20].randomElement(using: &random) ?? 1
    configuration.limits.headerBlock = 1 << 20
    configuration.limits.headerList = 1 << 20
    configuration.limits.continuations = 100
    configuration.maxOpenStreams = Int.random(in: 1...40, using: &random)
    configuration.settings.maxConcurrentStreams = configuration.maxOpenStreams
    configuration.remembersHeaders = remembersHeaders
    ours = Party(role, configuration, seed: seed)
    ours.readsSlowly = Bool.random(using: &random)
    let wide = Bool.random(using: &random)
    peer = Nghttp2Peer(
      role == .client ? .server : .client,
      seed: seed,
      connectionWindow: wide ? 1 << 20 : 65_535
    )
    peer.pads = !isUsual && Bool.random(using: &random)
    peer.settings(settings() + [(4, UInt32(peerWindow))])
    if role == .server, Bool.random(using: &random) {
      ours.onFinished = { [unowned self] id in answer(id) }
    }
  }

  private static func window(_ isNarrow: Bool, using random: inout SplitMix64) -> Int {
    let windows = isNarrow ? [1, 2, 7, 20, 300] : [1, 20, 300, 5_000, 65_535, 1 << 20]
    return windows.randomElement(using: &random) ?? 1
  }

  /// Plays the conversation to its end: until both have said everything, or nothing moves any more.
  func run() {
    while requestsLeft > 0, steps < 20_000 {
      steps += 1
      act()
      carry()
    }
    // What is still under way ends without new disturbance.
    var idle = 0
    while idle < 12, steps < 400_000 {
      steps += 1
      answerAll()
      peer.resume()
      ours.read(all: true)
      idle = carry() ? 0 : idle + 1
    }
  }

  private func act() {
    switch Int.random(in: 0..<40, using: &random) {
    case 0..<8: request()
    case 8..<16: answerAll()
    case 16..<22: peer.resume()
    case 22: peer.settings(settings())
    case 23: pingOurs()
    case 24:
      peer.ping()
      pingsByPeer += 1
    case 28..<34: ours.read(all: false)
    case 25 where Int.random(in: 0..<3, using: &random) == 0: resetOurs()
    case 26 where Int.random(in: 0..<3, using: &random) == 0: resetPeer()
    case 27 where requestsLeft < 4 && Int.random(in: 0..<3, using: &random) == 0: sayGoodbye()
    default: break
    }
  }

  private func settings() -> [(UInt16, UInt32)] {
    var entries: [(UInt16, UInt32)] = []
    while Bool.random(using: &random) {
      let isWhole = Bool.random(using: &random)
      entries.append((1, isWhole ? 4_096 : UInt32.random(in: 0...8_192, using: &random)))
    }
    if Int.random(in: 0..<4, using: &random) == 0 {
      // Bodies that pass byte by byte would take too long.
      let least = isNarrow ? longestBody / 400 : longestBody / 60
      entries.append((4, UInt32(max(least, Self.window(isNarrow, using: &random)))))
    }
    if Bool.random(using: &random) {
      entries.append((5, UInt32.random(in: 16_384...70_000, using: &random)))
    }
    if role == .client, Int.random(in: 0..<4, using: &random) == 0 {
      entries.append((3, UInt32.random(in: 1...30, using: &random)))
    }
    return entries
  }

  private func request() {
    let speech = requestSpeech()
    let isOpen =
      role == .client ? ours.request(speech) != nil : !saysGoodbye && peer.request(speech) != nil
    if isOpen || saysGoodbye || ours.end.connection.failure != nil { requestsLeft -= 1 }
  }

  private func requestSpeech() -> Speech {
    isUsual
      ? .usual(.request, using: &random) : .request(using: &random, longestBody: longestBody)
  }

  private func responseSpeech() -> Speech {
    isUsual
      ? .usual(.response, using: &random) : .response(using: &random, longestBody: longestBody)
  }

  /// The serving end answers what was asked; sometimes before the request has ended.
  private func answerAll() {
    if role == .client {
      let early = Int.random(in: 0..<4, using: &random) == 0
      for id in peer.finished + (early ? peer.begun : []) where peer.speaking[id] == nil {
        guard peer.closed[id] == nil, !peer.resets.contains(id) else { continue }
        peer.respond(id, responseSpeech())
      }
      peer.finished = []
      peer.begun = []
    } else {
      let early = Int.random(in: 0..<4, using: &random) == 0
      for id in ours.finished + (early ? ours.begun : []) { answer(id) }
      ours.finished = []
      ours.begun = []
    }
  }

  private func answer(_ id: UInt32) {
    guard ours.speaking[id] == nil else { return }
    ours.respond(id, responseSpeech())
  }

  private func pingOurs() {
    ours.end.connection.ping(UInt64(steps))
    pingsByUs += 1
  }

  private func resetOurs() {
    guard let id = ours.heard.keys.sorted().last else { return }
    ours.reset(id, ErrorCode(rawValue: UInt32.random(in: 0...0xd, using: &random)))
  }

  private func resetPeer() {
    guard let id = peer.heard.keys.sorted().last, peer.closed[id] == nil else { return }
    peer.reset(id, UInt32.random(in: 0...0xd, using: &random))
  }

  private func sayGoodbye() {
    saysGoodbye = true
    if role == .server {
      ours.end.connection.goAway()
      if Bool.random(using: &random) { ours.end.connection.goAway() }
    } else if Bool.random(using: &random) {
      peer.shutdownNotice()
    } else {
      peer.goAway()
    }
  }

  /// Carries some bytes each way; false when there were none.
  @discardableResult
  private func carry() -> Bool {
    let said = ours.end.takeOutput()
    output += said
    toPeer.bytes += said
    toOurs.bytes += peer.send()
    guard !toPeer.isEmpty || !toOurs.isEmpty else { return false }
    if !toPeer.isEmpty {
      peer.receive(toPeer.take(Int.random(in: 1...longestRead, using: &random)))
    }
    if !toOurs.isEmpty {
      ours.receive(toOurs.take(Int.random(in: 1...longestRead, using: &random)))
    }
    return true
  }
}

/// Bytes on their way from one end to the other.
private struct Pipe {
  var bytes: [UInt8] = []
  private var start = 0

  var isEmpty: Bool { start == bytes.count }

  mutating func take(_ limit: Int) -> ArraySlice<UInt8> {
    let part = bytes[start...].prefix(limit)
    start = part.endIndex
    if isEmpty {
      bytes = []
      start = 0
    }
    return part
  }
}
