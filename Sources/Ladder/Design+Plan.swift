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
  /// - Throws: A `JournalFailure` if the payload is none, or the rates are not known.
  public func plan(of slice: Slice, _ rates: Rates?) throws(JournalFailure) -> Plan? {
    guard let cell = slice.cell else { return nil }
    guard let payload = PayloadName(rawValue: slice.payload) else {
      throw JournalFailure("there is no payload \(slice.payload)")
    }
    var plan = plan
    plan.seed = loadSeed(of: slice)
    plan.measuresPhases = false
    plan.protocol = Self.protocol(cell.carrier)
    plan.encoding = cell.encoding == .json ? .json : .protobuf
    plan.codec = codec == Self.liveCodec ? .live : .prepared
    for call in plan.calls.indices { plan.calls[call].request.payload = payload }
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
    return plan
  }

  private static func `protocol`(_ carrier: Cell.Carrier) -> CallProtocol {
    switch carrier {
    case .grpc: .grpc
    case .connect: .connect
    case .http1: .http1
    }
  }

  private static func rate(_ perSecond: Int) throws(JournalFailure) -> Rate {
    do {
      return try Rate(text: "\(perSecond)")
    } catch {
      throw JournalFailure("a rate of \(perSecond) calls per second \(error)")
    }
  }
}
