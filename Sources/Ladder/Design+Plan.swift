import Bytes
public import Scenarios
import Timing

/// What the load generator is given for a slice.
extension Design {
  /// The plan of a slice with calls.
  ///
  /// - Parameters:
  ///   - slice: One of the design's.
  ///   - rates: Those of its payload, which slices at a rate need.
  /// - Returns: The plan; nil for a slice without calls.
  /// - Throws: A `JournalFailure` if the rates are not known.
  public func plan(of slice: Slice, _ rates: Rates?) throws(JournalFailure) -> Plan? {
    guard let cell = slice.cell else { return nil }
    var plan = plan
    plan.seed = loadSeed(of: slice)
    plan.measuresPhases = false
    plan.protocol = cell.carrier
    plan.encoding = cell.encoding
    plan.codec = codec
    for call in plan.calls.indices { plan.calls[call].request.payload = slice.payload }
    (plan.connections, plan.streams) =
      plan.protocol.multiplexes ? (connections, inFlight / connections) : (inFlight, 1)
    plan.duration = self.slice
    plan.warmup = warmup
    switch slice.work {
    case .saturation, .capacity, .codec: plan.load = .closed
    case .rate(_, let percent):
      guard let rates else {
        throw JournalFailure("the rates that cells reach with \(slice.payload) are missing")
      }
      plan.load = .open(rate: try Self.rate(rates.rate(percent: percent)), arrivals: .poisson)
    case .proof:
      plan.load = .open(rate: try Self.rate(Self.proofRate), arrivals: .constant)
      plan.duration = Self.proofLength
      plan.warmup = Self.proofWarmup
      for call in plan.calls.indices { plan.calls[call].messages.verify = true }
      (plan.connections, plan.streams) = (1, 1)
    }
    // A thread without a connection would keep its share of the schedule.
    plan.threads = min(plan.threads, plan.connections)
    return plan
  }

  private static func rate(_ perSecond: Int) throws(JournalFailure) -> Rate {
    do {
      return try Rate(text: "\(perSecond)")
    } catch {
      throw JournalFailure("a rate of \(perSecond) calls per second \(error)")
    }
  }
}
