public import Bytes
public import Scenarios
import Statistics
public import Timing

/// All that a ladder is, before it is climbed: the same design always gives the same slices.
public struct Design: Codable, Equatable, Sendable {
  /// What all slices have in common: the scenario, resolved.
  public var plan: Plan
  /// The messages that are carried, each in all cells.
  public var payloads: [PayloadName]
  /// Whether the client writes and reads messages in each call, as the server does.
  public var codec: CodecWork
  public var rounds = Design.defaultRounds
  /// Measured time of each slice.
  public var slice = Design.defaultSlice
  /// Load before the measured time, in each slice.
  public var warmup = Design.defaultWarmup
  /// Rates, in percent of what the slowest cell reaches with its calls in flight.
  public var percents = [20, 40, 60]
  /// Calls in flight of each cell where they have no schedule.
  public var inFlight = Design.defaultInFlight
  /// Connections of the cells on HTTP/2, which share the calls in flight; HTTP/1.1 has one for
  /// each.
  ///
  /// As many are the default: the step between them then changes the version alone, and both
  /// ends are busy, where on one connection they take turns.
  public var connections = Design.defaultInFlight
  /// The cell that the server makes slower on purpose, as its option says it.
  public var plant: String?

  public init(plan: Plan, payloads: [PayloadName], codec: CodecWork) {
    self.plan = plan
    self.payloads = payloads
    self.codec = codec
  }

  private enum CodingKeys: String, CodingKey {
    case payloads, codec, rounds
    case slice = "slice_ns"
    case warmup = "warmup_ns"
    case percents = "rates_percent"
    case inFlight = "calls_in_flight"
    case connections = "http2_connections"
    case plant, plan
  }

  /// Many short rounds scatter less than few long ones of the same time: slices that are compared
  /// stand closer to each other, and more starts of the server are averaged.
  public static let defaultRounds = 48
  public static let defaultSlice = Nanoseconds.milliseconds(100)
  public static let defaultWarmup = Nanoseconds.milliseconds(50)
  public static let defaultInFlight = 16

  /// As many as the exact tests take.
  public static let roundLimits = 1...SignedRank.most
  public static let inFlightLimits = 1...10_000
  public static let percentLimits = 1...95

  /// Whether it can be played, which a journal that was edited need not be.
  var isWithinLimits: Bool {
    !payloads.isEmpty && Set(payloads).count == payloads.count && !plan.calls.isEmpty
      && Self.roundLimits.contains(rounds) && slice > .zero && warmup >= .zero
      && percents.allSatisfy(Self.percentLimits.contains)
      && Self.inFlightLimits.contains(inFlight) && Self.inFlightLimits.contains(connections)
      && inFlight.isMultiple(of: connections)
  }

  /// Slices in which the rate that each cell reaches is looked for.
  public static let capacityRounds = 3
  /// What a slice takes besides its load: connections, threads, counters.
  static let overhead = Nanoseconds.milliseconds(40)
  /// Calls per second of a proof: so few that nothing is in flight when its measured time begins
  /// and ends.
  public static let proofRate = 50
  /// Measured time of a proof.
  public static let proofLength = Nanoseconds.milliseconds(400)
  /// Before it, and half a gap more than a whole number of calls.
  public static let proofWarmup = Nanoseconds.milliseconds(210)
  /// How often a slice is played that the machine has spoilt.
  public static let attempts = 20

  public var seed: UInt64 { plan.seed }

  /// How often each call writes and reads a message at one of its ends.
  var codecPasses: Int {
    (codec == .live ? 1 : 0) + (plan.server.codec == .live ? 1 : 0)
  }

  /// The fewest rounds in which carriers can be found to differ: all payloads are tested together.
  public var fewestRounds: Int {
    Conclusion.fewestRounds(tests: payloads.count * Contrast.interactions.count)
  }

  /// How long it takes from a slice to the end, with all that is not load.
  public func length(from slice: Int = 0) -> Nanoseconds {
    Nanoseconds(slices.dropFirst(slice).reduce(Int64(0)) { $0 + length(of: $1).count })
  }

  /// How long one slice takes.
  public func length(of slice: Slice) -> Nanoseconds {
    switch slice.work {
    case .proof: Self.proofLength + Self.proofWarmup + Self.overhead
    case .capacity, .saturation, .rate: self.slice + warmup + Self.overhead
    case .codec: self.slice
    }
  }

  /// How long a round takes.
  public var roundLength: Nanoseconds {
    Nanoseconds(slices.filter { $0.round == 1 }.reduce(Int64(0)) { $0 + length(of: $1).count })
  }
}
