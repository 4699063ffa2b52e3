import Bytes
import Foundation
import Scenarios

/// A question about the six cells: a sum of their logarithms whose weights add up to zero.
///
/// What all cells of a round have in common, such as how busy the machine was, falls out of it.
public struct Contrast: Hashable, Sendable {
  /// What is asked.
  public enum Kind: String, Codable, CaseIterable, Sendable {
    /// JSON in place of protobuf, all else equal.
    case encoding
    /// gRPC in place of Connect, both over HTTP/2.
    case framing
    /// HTTP/1.1 in place of HTTP/2, both Connect.
    case version
    /// Whether the effect of the encoding differs between two carriers.
    case interaction
  }

  public let kind: Kind
  /// Where the effect is looked at: a carrier, an encoding, or `all` for the mean of them.
  public let place: String
  /// One for each cell, in their order: a sum in any order would differ in its last digit.
  let weights: [Double]

  /// Its name in files: `encoding.grpc`.
  public var key: String { "\(kind.rawValue).\(place)" }

  public static let pooled = "all"

  /// The value for one round; nil if a cell is missing.
  func value(_ logarithms: [Cell: Double]) -> Double? {
    var sum = 0.0
    for (cell, weight) in zip(Cell.all, weights) where weight != 0 {
      guard let logarithm = logarithms[cell] else { return nil }
      sum += weight * logarithm
    }
    return sum
  }

  /// What the value becomes when one cell's figure is multiplied.
  func shift(_ cell: Cell, by factor: Double) -> Double { weight(of: cell) * log(factor) }

  private func weight(of cell: Cell) -> Double {
    Cell.all.firstIndex(of: cell).map { weights[$0] } ?? 0
  }

  /// All questions, in the order of the reports.
  public static let all: [Contrast] =
    family(.encoding, CallProtocol.allCases.map { ($0.rawValue, encoding(over: $0)) })
    + family(.framing, MessageFormat.allCases.map { ($0.rawValue, carriers(.grpc, .connect, $0)) })
    + family(.version, MessageFormat.allCases.map { ($0.rawValue, carriers(.http1, .connect, $0)) })
    + interactions

  /// Whether the effect of the encoding is another one under gRPC's framing, and over HTTP/1.1.
  public static let interactions: [Contrast] = [CallProtocol.grpc, .http1].map { carrier in
    interaction(carrier.rawValue, carrier, .connect)
  }

  /// Those, and the third that follows from them: between any two carriers there is one.
  ///
  /// It is not tested, but what is said of all carriers must hold for it too.
  static let spans = interactions + [interaction("http1/grpc", .http1, .grpc)]

  private static func interaction(
    _ place: String,
    _ carrier: CallProtocol,
    _ other: CallProtocol
  ) -> Contrast {
    Contrast(
      kind: .interaction,
      place: place,
      weights: sum([(1, encoding(over: carrier)), (-1, encoding(over: other))])
    )
  }

  /// An effect at each of its places, then the mean of them.
  private static func family(
    _ kind: Kind,
    _ places: [(name: String, weights: [Double])]
  ) -> [Contrast] {
    let share = 1 / Double(places.count)
    let mean = sum(places.map { (share, $0.weights) })
    return places.map { Contrast(kind: kind, place: $0.name, weights: $0.weights) }
      + [Contrast(kind: kind, place: pooled, weights: mean)]
  }

  private static func encoding(over carrier: CallProtocol) -> [Double] {
    difference(Cell(carrier, .json), Cell(carrier, .protobuf))
  }

  private static func carriers(
    _ carrier: CallProtocol,
    _ other: CallProtocol,
    _ encoding: MessageFormat
  ) -> [Double] {
    difference(Cell(carrier, encoding), Cell(other, encoding))
  }

  private static func difference(_ cell: Cell, _ other: Cell) -> [Double] {
    Cell.all.map { $0 == cell ? 1 : $0 == other ? -1 : 0 }
  }

  private static func sum(_ parts: [(factor: Double, weights: [Double])]) -> [Double] {
    Cell.all.indices.map { cell in
      parts.reduce(0) { $0 + $1.factor * $1.weights[cell] }
    }
  }
}
