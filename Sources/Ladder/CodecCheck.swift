import Statistics

/// Whether the parts make up the whole: what JSON's codec costs beside protobuf's, measured alone,
/// against what JSON costs per call.
///
/// All figures are nanoseconds of CPU time per call, both ends together.
public struct CodecCheck: Codable, Equatable, Sendable {
  /// A difference, JSON less protobuf.
  public struct Difference: Codable, Equatable, Sendable {
    /// The Hodges-Lehmann estimate.
    public let estimate: Double
    /// The exact 95 % interval; nil where there are too few rounds.
    public let lower: Double?
    public let upper: Double?

    init?(_ rounds: [Double]) {
      guard let shift = HodgesLehmann(rounds) else { return nil }
      estimate = shift.shift
      let interval = shift.interval(confidence: Effect.confidence)
      lower = interval?.lowerBound
      upper = interval?.upperBound
    }
  }

  /// One carrier's whole, beside the parts.
  public struct Row: Codable, Equatable, Sendable {
    public let carrier: Cell.Carrier
    /// The effect of the encoding on CPU per call.
    public let whole: Difference
    /// What of it is not the codec's: longer messages are copied and sent too.
    public let rest: Difference

    /// Whether the rest may be nothing; nil where there are too few rounds.
    public var agrees: Bool? {
      guard let lower = rest.lower, let upper = rest.upper else { return nil }
      return (lower...upper).contains(0)
    }
  }

  /// How often each call writes and reads a message, at both ends together.
  public let passes: Int
  /// The effect of the encoding on that, measured without calls.
  public let parts: Difference
  public let rows: [Row]

  /// One round: the codecs' costs, and the CPU time of the cells.
  struct Round {
    var codecs: [Cell.Encoding: MessageCost] = [:]
    var cells: [Cell: Double] = [:]

    /// What JSON's codec costs more, each time that a message is written and read.
    var codecDifference: Double? {
      guard let json = codecs[.json], let protobuf = codecs[.protobuf] else { return nil }
      return json.encode + json.decode - protobuf.encode - protobuf.decode
    }

    func difference(over carrier: Cell.Carrier) -> Double? {
      guard let json = cells[Cell(carrier, .json)], let protobuf = cells[Cell(carrier, .protobuf)]
      else { return nil }
      return json - protobuf
    }
  }

  init?(_ rounds: [Round], passes: Int) {
    let times = Double(passes)
    guard let parts = Difference(rounds.compactMap { $0.codecDifference.map { $0 * times } })
    else { return nil }
    self.passes = passes
    self.parts = parts
    rows = Cell.Carrier.allCases.compactMap { carrier in
      var whole: [Double] = []
      var rest: [Double] = []
      for round in rounds {
        guard let codec = round.codecDifference, let call = round.difference(over: carrier)
        else { continue }
        whole.append(call)
        rest.append(call - times * codec)
      }
      guard let whole = Difference(whole), let rest = Difference(rest) else { return nil }
      return Row(carrier: carrier, whole: whole, rest: rest)
    }
  }

  /// The check for a payload; nil if no round has its figures.
  init?(_ payload: String, in journal: Journal) {
    var rounds = [Round](repeating: Round(), count: journal.wholeRounds)
    for entry in journal.entries where entry.slice.payload == payload {
      guard rounds.indices.contains(entry.slice.round - 1) else { continue }
      if case .codec(let encoding) = entry.slice.work, case .codec(let cost) = entry.finding {
        rounds[entry.slice.round - 1].codecs[encoding] = cost
      } else if let (cell, value) = Measure.cpu.value(of: entry) {
        rounds[entry.slice.round - 1].cells[cell] = value
      }
    }
    self.init(rounds, passes: journal.head.design.codecPasses)
  }
}
