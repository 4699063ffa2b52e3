import Bytes
import Testing
import Timing

@testable import HTTP2

/// Each kind of frame that is of no use has its own allowance, in both roles where both may send
/// it.
@Suite struct NuisanceTests {
  /// Frames that a busy connection (`End.busy`) is told one after the other.
  struct Flood: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let nuisance: Nuisance
    let roles: [Role]
    /// The nth of them, from zero.
    let frame: @Sendable (Int) -> [UInt8]

    init(
      _ name: String,
      _ nuisance: Nuisance,
      _ roles: [Role] = Role.both,
      frame: @escaping @Sendable (Int) -> [UInt8]
    ) {
      testDescription = name
      self.nuisance = nuisance
      self.roles = roles
      self.frame = frame
    }

    /// A stream that was never used before.
    static func stream(_ index: Int) -> UInt32 { UInt32(index) * 2 + 11 }
  }

  private static let floods = [
    Flood("PING", .ping) { _ in Wire.ping() },
    Flood("an answer to no PING", .strayFrame) { _ in Wire.ping(acknowledge: true) },
    Flood("SETTINGS", .settings) { _ in Wire.settings() },
    Flood("windows to and fro", .settings) { Wire.settings([(4, UInt32($0) & 1)]) },
    Flood("an acknowledgement of nothing", .strayFrame) { _ in Wire.settingsAcknowledgement },
    Flood("PRIORITY", .priority) { _ in Wire.frame(2, 1, [0, 0, 0, 3, 0]) },
    Flood("PRIORITY of idle streams", .priority) {
      Wire.frame(2, Flood.stream($0), [0, 0, 0, 3, 0])
    },
    Flood("empty DATA", .emptyFrame, [.server]) { _ in Wire.data(1, []) },
    Flood("empty DATA for a client", .emptyFrame, [.client]) { _ in Wire.data(3, []) },
    Flood("only padding", .emptyFrame, [.server]) { _ in Wire.padded(1, [], by: 1) },
    Flood("empty DATA on a stream that we reset", .emptyFrame) { _ in Wire.data(7, []) },
    Flood("a byte in much padding", .paddedFrame, [.server]) { _ in Wire.padded(1, [1], by: 200) },
    Flood("a small increment", .windowUpdate) { _ in Wire.windowUpdate(1, 1) },
    Flood("a small increment of the connection", .windowUpdate) { _ in Wire.windowUpdate(0, 1) },
    Flood("increments of streams that are gone", .windowUpdate) { _ in Wire.windowUpdate(5, 1) },
    Flood("RST_STREAM of a stream that is gone", .reset) { _ in Wire.reset(5, 0) },
    Flood("rapid reset", .reset, [.server]) {
      Wire.headers(Flood.stream($0), .request) + Wire.reset(Flood.stream($0), 8)
    },
    Flood("rapid reset with data", .reset, [.server]) {
      let id = Flood.stream($0)
      return Wire.headers(id, .request) + Wire.data(id, [1]) + Wire.reset(id, 8)
    },
    Flood("a request that is malformed", .provokedReset, [.server]) {
      Wire.headers(Flood.stream($0), .response)
    },
    Flood("an open stream that breaks a rule", .provokedReset, [.server]) {
      Wire.headers(Flood.stream($0), .request) + Wire.windowUpdate(Flood.stream($0), 0)
    },
    Flood("a stream that depends on itself", .provokedReset, [.server]) {
      let id = Flood.stream($0)
      return Wire.frame(1, flags: 0x24, id, Wire.bytes(id) + [0] + Wire.block(.request))
    },
    Flood("DATA after the peer's own reset", .provokedReset) { _ in Wire.data(9, [1]) },
    Flood("a header block on a stream that we reset", .strayFrame) { _ in
      Wire.headers(7, .trailers, end: true)
    },
    Flood("103", .informationalHead, [.client]) { _ in
      Wire.headers(1, [HeaderField(":status", "103")])
    },
    Flood("an unknown type", .unknownFrame) { _ in Wire.frame(0xee) },
    Flood("an unknown type on a stream", .unknownFrame) { _ in Wire.frame(0xee, 1, [1, 2, 3]) },
    Flood("GOAWAY", .goAway) { _ in Wire.goAway(9, 0) },
  ]

  /// Allowances of which only one is small.
  private static func only(_ nuisance: Nuisance, _ allowance: Allowance) -> Configuration {
    let plenty = Allowance(burst: 1 << 40, perSecond: 0)
    return .with {
      $0.maxOpenStreams = 1_000
      $0.limits.setAll(plenty)
      $0.limits.set(nuisance, allowance)
    }
  }

  @Test(arguments: floods)
  func `as many are taken as are allowed and no more`(flood: Flood) {
    for role in flood.roles {
      let allowed = Allowance(burst: 100, perSecond: 0)
      let end = End.busy(role, Self.only(flood.nuisance, allowed))
      // Some have come while the connection became busy.
      for index in 0..<90 {
        #expect(!end.receive(flood.frame(index)).contains(.failed(.enhanceYourCalm)), "\(index)")
        _ = end.sent()
      }
      var index = 90
      while end.connection.failure == nil, index < 400 {
        _ = end.receive(flood.frame(index))
        index += 1
      }
      #expect(end.connection.failure?.code == .enhanceYourCalm)
      #expect(end.connection.failure?.reason.description == "\(flood.nuisance.violation.reason)")
      let goodbye = end.sent().last
      #expect(goodbye?.type == 7)
      #expect(goodbye?.number(at: 4) == ErrorCode.enhanceYourCalm.rawValue)
      let reason = goodbye.map { String(decoding: $0.payload.dropFirst(8), as: UTF8.self) }
      #expect(reason == "\(flood.nuisance.violation.reason)")
    }
  }

  @Test(arguments: floods)
  func `a flood is cut by the limits as they are`(flood: Flood) {
    for role in flood.roles {
      let end = End.busy(role)
      var index = 0
      // None of these has a burst above 10,000.
      while end.connection.failure == nil, index < 21_000 {
        _ = end.receive(flood.frame(index))
        _ = end.connection.output.takeAll()
        index += 1
      }
      #expect(end.connection.failure?.code == .enhanceYourCalm, "\(role)")
    }
  }

  @Test(arguments: floods)
  func `time gives more`(flood: Flood) {
    for role in flood.roles {
      let allowed = Allowance(burst: 200, perSecond: 10)
      let end = End.busy(role, Self.only(flood.nuisance, allowed))
      // A tenth of a second between two is just what is allowed.
      for index in 0..<900 {
        _ = end.receive(flood.frame(index), at: Instant(nanoseconds: Int64(index) * 100_000_000))
        _ = end.connection.output.takeAll()
        guard end.connection.failure == nil else { break }
      }
      #expect(end.connection.failure == nil)
    }
  }

  /// What a peer does of use, and what it may do because of it.
  @Test(arguments: [
    Nuisance.reset, .provokedReset, .ping, .settings, .emptyFrame, .paddedFrame, .priority,
    .windowUpdate, .unknownFrame,
  ])
  func `calls earn as many again`(nuisance: Nuisance) throws {
    let flood = try #require(Self.floods.first { $0.nuisance == nuisance })
    let end = End.busy(.server, Self.only(nuisance, Allowance(burst: 100, perSecond: 0)))
    for index in 0..<500 {
      let id = Flood.stream(2 * index)
      _ = end.receive(Wire.headers(id, .request) + Wire.data(id, [1], end: true))
      if let stream = end.stream(id) {
        end.connection.respond(stream, fields: .response, endStream: false)
        _ = end.send([1], on: stream, end: true)
      }
      _ = end.receive(flood.frame(2 * index + 1))
      _ = end.connection.output.takeAll()
    }
    #expect(end.connection.failure == nil)
  }

  @Test func `informational heads are earned by calls, and answers by our own resets`() {
    let end = End.ready(.client, .with { $0.limits.setAll(Allowance(burst: 50, perSecond: 0)) })
    let early = [HeaderField(":status", "103")]
    for _ in 0..<500 {
      let stream = end.open(end: true)
      _ = end.receive(Wire.headers(stream.id, early) + Wire.headers(stream.id, early))
      _ = end.receive(Wire.headers(stream.id, .response, end: true))
      let other = end.open(end: true)
      end.connection.reset(other, .cancel)
      _ = end.receive(
        Wire.headers(other.id, .response) + Wire.headers(other.id, .trailers, end: true)
      )
      _ = end.connection.output.takeAll()
    }
    #expect(end.connection.failure == nil)
  }

  @Test func `the answer to a PING of ours is no stray`() {
    let end = End.ready(
      .client,
      .with { $0.limits.strayFrames = Allowance(burst: 1, perSecond: 0) }
    )
    for _ in 0..<10 {
      end.connection.ping(1)
      #expect(end.receive(Wire.ping(acknowledge: true)).count == 1)
    }
    #expect(end.connection.failure == nil)
  }

  @Test func `a client that cancels all its calls is not cut`() {
    // 100,000 a second for three seconds, and none is answered.
    let end = End.ready(.server)
    for index in 0..<300_000 {
      let id = UInt32(index) * 2 + 1
      let now = Instant(nanoseconds: Int64(index) * 10_000)
      _ = end.receive(Wire.headers(id, .request, end: true) + Wire.reset(id, 8), at: now)
      guard end.connection.failure == nil else { break }
    }
    #expect(end.connection.failure == nil)
  }
}

extension Limits {
  /// Gives every kind the same allowance.
  mutating func setAll(_ allowance: Allowance) {
    for number in 0..<Nuisance.count {
      if let nuisance = Nuisance(rawValue: number) { set(nuisance, allowance) }
    }
  }

  mutating func set(_ nuisance: Nuisance, _ allowance: Allowance) {
    switch nuisance {
    case .reset: resets = allowance
    case .provokedReset: provokedResets = allowance
    case .ping: pings = allowance
    case .settings: settingsFrames = allowance
    case .emptyFrame: emptyFrames = allowance
    case .paddedFrame: paddedFrames = allowance
    case .priority: priorities = allowance
    case .windowUpdate: windowUpdates = allowance
    case .informationalHead: informationalHeads = allowance
    case .unknownFrame: unknownFrames = allowance
    case .strayFrame: strayFrames = allowance
    case .goAway: goAways = allowance
    }
  }
}
