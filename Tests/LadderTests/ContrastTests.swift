import Bytes
import Foundation
@testable import Ladder
import Scenarios
import Testing

@Suite struct ContrastTests {
  private func rounds(_ cost: (Cell) -> Double) -> [Cell: Double] {
    Dictionary(uniqueKeysWithValues: Cell.all.map { ($0, log(cost($0))) })
  }

  private func value(_ key: String, _ cost: (Cell) -> Double) throws -> Double {
    let contrast = try #require(Contrast.all.first { $0.key == key })
    return exp(try #require(contrast.value(rounds(cost))))
  }

  @Test func `what all cells have in common falls out`() throws {
    for contrast in Contrast.all {
      #expect(abs(contrast.weights.reduce(0, +)) < 1e-12, "\(contrast.key)")
      #expect(abs(try value(contrast.key) { _ in 123 } - 1) < 1e-12)
    }
  }

  @Test func `each question asks for one thing`() throws {
    let json = { (cell: Cell) in cell.encoding == .json ? 1.3 : 1 }
    let grpc = { (cell: Cell) in cell.carrier == .grpc ? 1.2 : 1 }
    let http1 = { (cell: Cell) in cell.carrier == .http1 ? 1.4 : 1 }
    for contrast in Contrast.all {
      let isOf = { (kind: Contrast.Kind, factor: Double) in contrast.kind == kind ? factor : 1 }
      #expect(abs(try value(contrast.key, json) - isOf(.encoding, 1.3)) < 1e-12)
      #expect(abs(try value(contrast.key, grpc) - isOf(.framing, 1.2)) < 1e-12)
      #expect(abs(try value(contrast.key, http1) - isOf(.version, 1.4)) < 1e-12)
    }
  }

  @Test func `an interaction is how much more the encoding costs there than over Connect`() throws {
    let dear = { (cell: Cell) in cell == Cell(.http1, .json) ? 1.1 : 1 }
    #expect(abs(try value("interaction.http1", dear) - 1.1) < 1e-12)
    #expect(abs(try value("interaction.grpc", dear) - 1) < 1e-12)
    #expect(abs(try value("encoding.http1", dear) - 1.1) < 1e-12)
    #expect(abs(try value("encoding.all", dear) - pow(1.1, 1 / 3)) < 1e-12)
    let middle = { (cell: Cell) in cell == Cell(.connect, .json) ? 1.1 : 1 }
    #expect(abs(try value("interaction.http1", middle) - 1 / 1.1) < 1e-12)
    #expect(abs(try value("interaction.grpc", middle) - 1 / 1.1) < 1e-12)
  }

  @Test func `swapping the encodings turns the sign of every interaction`() throws {
    let costs = Dictionary(
      uniqueKeysWithValues: Cell.all.enumerated().map { ($1, Double($0 * $0 + 3)) }
    )
    for contrast in Contrast.interactions {
      let there = try value(contrast.key) { costs[$0] ?? 1 }
      let back = try value(contrast.key) { cell in
        costs[Cell(cell.carrier, cell.encoding == .json ? .protobuf : .json)] ?? 1
      }
      #expect(abs(there * back - 1) < 1e-12)
    }
  }

  @Test func `a round without one of its cells has no answer`() {
    var round = rounds { _ in 2 }
    round[Cell(.grpc, .json)] = nil
    let missing = Contrast.all.filter { $0.value(round) == nil }.map(\.key)
    #expect(
      missing == [
        "encoding.grpc", "encoding.all", "framing.json", "framing.all", "interaction.grpc",
      ]
    )
  }

  @Test(
    arguments: [
      ([], []), ([0.03], [0.03]), ([0.04, 0.01], [0.04, 0.02]),
      ([0.01, 0.04, 0.03], [0.03, 0.06, 0.06]),
      ([0.9, 0.6], [1, 1]),
    ] as [([Double], [Double])]
  )
  func `Holm multiplies by as many tests as are left`(values: [Double], adjusted: [Double]) {
    let found = Holm.adjusted(values)
    #expect(found.count == adjusted.count)
    for (a, b) in zip(found, adjusted) { #expect(abs(a - b) < 1e-12) }
  }
}
