/// What a peer can make a connection hold, and how often it may do what is of no use to anyone.
///
/// A peer that goes beyond one of these has its connection ended with GOAWAY ENHANCE_YOUR_CALM and
/// a reason; only a header list that is too large ends its stream and no more. What each allowance
/// guards against, and what earns it back, stands at `Nuisance`.
public struct Limits: Sendable, Equatable {
  // What is held.

  /// Bytes of one header block over all its frames.
  public var headerBlock = 64 * 1024

  /// CONTINUATION frames after one HEADERS frame.
  public var continuations = 8

  /// Bytes of one decoded header list: names, values and 32 for each field (RFC 9113 §6.5.2).
  public var headerList = 16 * 1024

  /// Fields of one decoded header list.
  public var headerFields = 256

  /// Parameters in one SETTINGS frame.
  public var settingsEntries = 32

  /// Bytes of answers to PING and SETTINGS that wait in our send buffer before a peer that does not
  /// read them is given up.
  public var unsentAnswers = 256 * 1024

  // What is done.

  public var resets = Allowance(burst: 10_000, perSecond: 100_000)
  public var provokedResets = Allowance(burst: 10_000, perSecond: 100)
  public var pings = Allowance(burst: 1_000, perSecond: 100)
  public var settingsFrames = Allowance(burst: 1_000, perSecond: 10)
  public var emptyFrames = Allowance(burst: 1_000, perSecond: 100)
  public var paddedFrames = Allowance(burst: 10_000, perSecond: 1_000)
  public var priorities = Allowance(burst: 1_000, perSecond: 100)
  public var windowUpdates = Allowance(burst: 10_000, perSecond: 100_000)
  public var informationalHeads = Allowance(burst: 1_000, perSecond: 100)
  public var unknownFrames = Allowance(burst: 1_000, perSecond: 100)
  public var strayFrames = Allowance(burst: 1_000, perSecond: 100)
  public var goAways = Allowance(burst: 16, perSecond: 1)

  public init() {}

  /// The allowance for a kind of nuisance.
  func allowance(for nuisance: Nuisance) -> Allowance {
    switch nuisance {
    case .reset: resets
    case .provokedReset: provokedResets
    case .ping: pings
    case .settings: settingsFrames
    case .emptyFrame: emptyFrames
    case .paddedFrame: paddedFrames
    case .priority: priorities
    case .windowUpdate: windowUpdates
    case .informationalHead: informationalHeads
    case .unknownFrame: unknownFrames
    case .strayFrame: strayFrames
    case .goAway: goAways
    }
  }
}

/// How often something may be done: so many times at once, and more as time goes by.
public struct Allowance: Sendable, Hashable {
  public var burst: Int
  public var perSecond: Int

  public init(burst: Int, perSecond: Int) {
    self.burst = burst
    self.perSecond = perSecond
  }
}
