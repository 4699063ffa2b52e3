public import Bytes

/// What a ladder has found: all that its reports tell, made from its journal alone.
public struct Findings: Codable, Equatable, Sendable {
  public static let schema = "grpcbench.ladder-findings/1"

  public var schema = Findings.schema
  public let rounds: Int
  public let isComplete: Bool
  public let payloads: [PayloadFindings]

  private enum CodingKeys: String, CodingKey {
    case schema, rounds, payloads
    case isComplete = "complete"
  }

  public init(_ journal: Journal) {
    rounds = journal.wholeRounds
    isComplete = journal.isComplete
    let design = journal.head.design
    var payloads = design.payloads.map { payload in
      PayloadFindings(payload, Measure.all(design), in: journal)
    }
    for measure in Measure.all(design) { Self.adjust(measure, &payloads) }
    self.payloads = payloads
  }

  /// Gives the interactions of a measure p-values that know of each other, over all payloads.
  private static func adjust(_ measure: Measure, _ payloads: inout [PayloadFindings]) {
    var places: [(payload: Int, measure: Int, effect: Int)] = []
    for payload in payloads.indices {
      for (index, found) in payloads[payload].measures.enumerated() where found.measure == measure {
        for (effect, answer) in found.effects.enumerated() where answer.kind == .interaction {
          places.append((payload, index, effect))
        }
      }
    }
    let values = places.map { payloads[$0.payload].measures[$0.measure].effects[$0.effect].p }
    for (place, adjusted) in zip(places, Holm.adjusted(values)) {
      payloads[place.payload].measures[place.measure].effects[place.effect].adjustedP = adjusted
    }
    for place in places {
      payloads[place.payload].measures[place.measure].conclude(tests: places.count)
    }
  }
}

/// What a ladder has found for one payload.
public struct PayloadFindings: Codable, Equatable, Sendable {
  public let payload: PayloadName
  /// The calls per second that the slowest cell reaches with the calls in flight of the design, of
  /// which rates are shares; nil while that is not known.
  public let slowestCapacity: Double?
  /// How busy both ends are with the calls in flight of the design; nil in older findings.
  public let busy: [BusyFinding]?
  public var measures: [MeasureFindings]
  public let wire: [WireFinding]
  public let codec: CodecCheck?
  /// Calls of all slices.
  public private(set) var calls: UInt64 = 0
  public private(set) var failed: UInt64 = 0
  public private(set) var wrong: UInt64 = 0
  public private(set) var unfinished: UInt64 = 0

  private enum CodingKeys: String, CodingKey {
    case payload, busy, measures, wire, codec, calls, failed, wrong, unfinished
    case slowestCapacity = "slowest_capacity_per_s"
  }

  init(_ payload: PayloadName, _ measures: [Measure], in journal: Journal) {
    self.payload = payload
    slowestCapacity = Rates(of: payload, in: journal)?.slowest
    busy = BusyFinding.all(payload, in: journal)
    self.measures = measures.map { MeasureFindings(RoundTable(payload, $0, in: journal)) }
    wire = WireFinding.all(payload, in: journal)
    codec = CodecCheck(payload, in: journal)
    for entry in journal.entries where entry.slice.payload == payload {
      guard case .calls(let outcome) = entry.finding else { continue }
      calls += outcome.calls
      failed += outcome.failed
      wrong += outcome.wrong
      unfinished += outcome.unfinished
    }
  }
}

/// What a ladder has found for one measure of a payload.
public struct MeasureFindings: Codable, Equatable, Sendable {
  /// The median of a cell over the rounds.
  public struct Figure: Codable, Equatable, Sendable {
    public let cell: Cell
    public let median: Double
  }

  public let measure: Measure
  public let cells: [Figure]
  public var effects: [Effect]
  /// The factor by which JSON's ratio over one carrier may differ from that over another: the
  /// farthest end of the intervals; nil where there are too few rounds for one.
  public let reach: Double?
  /// What may be said of JSON's effect.
  public private(set) var conclusion = Conclusion.tooFew

  init(_ table: RoundTable) {
    measure = table.measure
    cells = Cell.all.compactMap { cell in
      table.median(of: cell).map { Figure(cell: cell, median: $0) }
    }
    effects = Contrast.all.compactMap { Effect($0, table.answers(to: $0)) }
    let spans = Contrast.spans.compactMap { Effect($0, table.answers(to: $0))?.reach }
    reach = spans.count == Contrast.spans.count ? spans.max() : nil
  }

  /// - Parameter tests: How many interactions of the measure there are, over all payloads.
  mutating func conclude(tests: Int) {
    conclusion = Conclusion(
      effects.filter { $0.kind == .interaction },
      tests: tests,
      reach: reach
    )
  }

  /// The effect of a name; nil if no round has it.
  public func effect(_ kind: Contrast.Kind, _ place: String) -> Effect? {
    effects.first { $0.kind == kind && $0.place == place }
  }

  public func median(of cell: Cell) -> Double? { cells.first { $0.cell == cell }?.median }

  private enum CodingKeys: String, CodingKey {
    case measure, cells, effects, reach, conclusion
  }
}
