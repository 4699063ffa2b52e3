import Bytes
public import Scenarios
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

    /// Whether there may be no difference; nil where there are too few rounds.
    public var mayBeNothing: Bool? {
      guard let lower, let upper else { return nil }
      return (lower...upper).contains(0)
    }

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
    public let carrier: CallProtocol
    /// The effect of the encoding on CPU per call.
    public let whole: Difference
    /// What of it is not the codec's: longer messages are copied and sent too.
    public let rest: Difference
    /// The whole less that over Connect on HTTP/2; nil for that itself, and in older findings.
    ///
    /// The same time more is a smaller ratio over a dearer carrier, so that ratios differ where
    /// this is nothing.
    public let beyond: Difference?

    /// Whether the rest may be nothing; nil where there are too few rounds.
    public var agrees: Bool? { rest.mayBeNothing }
  }

  /// How often each call writes and reads a message, at both ends together.
  public let passes: Int
  /// The effect of the encoding on that, measured without calls.
  public let parts: Difference
  /// Whether the parts are means, as the whole is; nil in older findings.
  ///
  /// Older journals have medians, which leave out what the machine was slow in, so that the rest
  /// seems larger than it is.
  public let isOfMeans: Bool?
  public let rows: [Row]

  private enum CodingKeys: String, CodingKey {
    case passes, parts, rows
    case isOfMeans = "means"
  }

  /// One round: the codecs' costs, and the CPU time of the cells.
  struct Round {
    var codecs: [MessageFormat: MessageCost] = [:]
    var cells: [Cell: Double] = [:]

    var hasMeans: Bool { codecs.values.allSatisfy { $0.mean != nil } }

    /// What JSON's codec costs more, each time that a message is written and read.
    func codecDifference(ofMeans: Bool) -> Double? {
      guard let json = codecs[.json], let protobuf = codecs[.protobuf] else { return nil }
      guard ofMeans else { return json.median - protobuf.median }
      guard let more = json.mean, let less = protobuf.mean else { return nil }
      return more - less
    }

    func difference(over carrier: CallProtocol) -> Double? {
      guard let json = cells[Cell(carrier, .json)], let protobuf = cells[Cell(carrier, .protobuf)]
      else { return nil }
      return json - protobuf
    }
  }

  init?(_ rounds: [Round], passes: Int) {
    let times = Double(passes)
    let isOfMeans = rounds.allSatisfy(\.hasMeans)
    let codecs = rounds.map { $0.codecDifference(ofMeans: isOfMeans).map { $0 * times } }
    guard let parts = Difference(codecs.compactMap { $0 }) else { return nil }
    self.passes = passes
    self.parts = parts
    self.isOfMeans = isOfMeans
    rows = CallProtocol.allCases.compactMap { carrier in
      var whole: [Double] = []
      var rest: [Double] = []
      var beyond: [Double] = []
      for (round, codec) in zip(rounds, codecs) {
        guard let codec, let call = round.difference(over: carrier) else { continue }
        whole.append(call)
        rest.append(call - codec)
        if carrier != .connect, let other = round.difference(over: .connect) {
          beyond.append(call - other)
        }
      }
      guard let whole = Difference(whole), let rest = Difference(rest) else { return nil }
      return Row(carrier: carrier, whole: whole, rest: rest, beyond: Difference(beyond))
    }
  }

  /// The check for a payload; nil if no round has its figures.
  init?(_ payload: PayloadName, in journal: Journal) {
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
