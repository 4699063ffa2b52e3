import Bytes
import Foundation
import Scenarios
import Statistics
import Timing

/// How the test of interactions fares on the noise of these very rounds: how often it sees an
/// interaction where there is none, and how often one that is there.
///
/// The rounds' answers are freed of what they have in common and given signs by coin. That is what
/// the drawn order of the cells makes of rounds without an interaction: swapping the names of the
/// two encodings in a round turns the sign of all its interactions and changes nothing else. Both
/// interactions of a round keep one coin, because they share the cells of Connect.
public struct Resampling: Equatable, Sendable {
  /// What became of one measure's test.
  public struct Row: Equatable, Sendable {
    public let measure: Measure
    /// Ladders without an interaction in which the test saw one.
    public let falseAlarms: Int
    /// Ladders in which it saw the one that was planted; others that it saw there do not count.
    public let found: Int
  }

  public let ladders: Int
  public let rows: [Row]

  /// The cell that is made dearer where an interaction is planted, of one payload in each ladder.
  public static let plantedCell = Cell(.grpc, .json)
  /// By what.
  public static let plantedFactor = 1.1
  /// More ladders are refused.
  public static let most = 1_000_000

  /// Plays ladders again with the signs of coins.
  public init(_ journal: Journal, ladders: Int, seed: UInt64) {
    self.ladders = ladders
    let design = journal.head.design
    rows = Measure.all(design).enumerated().map { index, measure in
      let tables = design.payloads.map { RoundTable($0, measure, in: journal) }
      return Self.row(measure, tables, ladders, SplitMix64(seed: seed, key: UInt64(index)))
    }
  }

  static func row(
    _ measure: Measure,
    _ tables: [RoundTable],
    _ ladders: Int,
    _ numbers: SplitMix64
  ) -> Row {
    var numbers = numbers
    let noises = tables.map { noise(of: $0) }
    let shifts = Contrast.interactions.map { $0.shift(plantedCell, by: plantedFactor) }
    var falseAlarms = 0
    var found = 0
    for ladder in 0..<ladders {
      let played = noises.map { rounds in
        rounds.map { answers in
          let isTurned = numbers.next() & 1 == 1
          return answers.map { isTurned ? -$0 : $0 }
        }
      }
      if !seen(played).isEmpty { falseAlarms += 1 }
      // Each payload in its turn is the one that has it.
      let dear = ladder % max(1, played.count)
      var planted = played
      planted[dear] = played[dear].map { answers in zip(answers, shifts).map { $0 + $1 } }
      if seen(planted).contains(Place(payload: dear, interaction: plantedInteraction)) {
        found += 1
      }
    }
    return Row(measure: measure, falseAlarms: falseAlarms, found: found)
  }

  /// One of the tests of a measure.
  private struct Place: Hashable {
    let payload: Int
    let interaction: Int
  }

  /// The interaction that the planted cell has: that of its carrier.
  private static let plantedInteraction =
    Contrast.interactions.firstIndex { $0.place == plantedCell.carrier.rawValue } ?? 0

  /// For each round the answers to all interactions, less what the rounds have in common.
  private static func noise(of table: RoundTable) -> [[Double]] {
    let answers = table.rounds.compactMap { round -> [Double]? in
      let logarithms = round.mapValues { log($0) }
      let values = Contrast.interactions.compactMap { $0.value(logarithms) }
      return values.count == Contrast.interactions.count ? values : nil
    }
    let centres = Contrast.interactions.indices.map { index in
      HodgesLehmann(answers.map { $0[index] })?.shift ?? 0
    }
    return answers.map { zip($0, centres).map { $0 - $1 } }
  }

  /// The interactions that the test sees, as the findings would.
  private static func seen(_ payloads: [[[Double]]]) -> Set<Place> {
    var places: [Place] = []
    var values: [Double] = []
    for (payload, rounds) in payloads.enumerated() {
      for index in Contrast.interactions.indices {
        if let test = SignedRank(rounds.map { $0[index] }) {
          places.append(Place(payload: payload, interaction: index))
          values.append(test.probability(.different))
        }
      }
    }
    let adjusted = Holm.adjusted(values)
    return Set(zip(places, adjusted).filter { $0.1 <= Conclusion.level }.map(\.0))
  }
}
