public import Bytes
import Foundation

/// One measure of one payload: what each whole round has found for each cell.
public struct RoundTable: Equatable, Sendable {
  public let payload: PayloadName
  public let measure: Measure
  /// The figures by cell, for each round.
  public let rounds: [[Cell: Double]]

  public init(_ payload: PayloadName, _ measure: Measure, rounds: [[Cell: Double]]) {
    self.payload = payload
    self.measure = measure
    self.rounds = rounds
  }

  public init(_ payload: PayloadName, _ measure: Measure, in journal: Journal) {
    var rounds = [[Cell: Double]](repeating: [:], count: journal.wholeRounds)
    for entry in journal.entries where entry.slice.payload == payload {
      guard rounds.indices.contains(entry.slice.round - 1),
        let (cell, value) = measure.value(of: entry)
      else { continue }
      rounds[entry.slice.round - 1][cell] = value
    }
    self.init(payload, measure, rounds: rounds)
  }

  /// A question's answer for each round in which all of its cells have a figure.
  func answers(to contrast: Contrast) -> [Double] {
    rounds.compactMap { contrast.value($0.mapValues { log($0) }) }
  }

  /// The median over the rounds; nil without any.
  public func median(of cell: Cell) -> Double? {
    let values = rounds.compactMap { $0[cell] }
    return values.isEmpty ? nil : Rates.median(values)
  }
}
