import Bytes
@testable import Ladder
import Scenarios
import Testing
import Timing

@Suite struct ResamplingTests {
  private func row(_ journal: Journal, seed: UInt64 = 1) throws -> Resampling.Row {
    let resampling = Resampling(journal, ladders: 1_000, seed: seed)
    return try #require(resampling.rows.first { $0.measure == .cpu })
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `noise alone is hardly ever an interaction, and ten percent always is`(seed: UInt64) throws {
    let row = try row(Climb(seed: seed).journal, seed: seed)
    // At most 5 % of 1,000, sd 7.
    #expect(row.falseAlarms <= 72, "\(row.falseAlarms) of 1,000, seed \(seed)")
    #expect(row.found >= 990, "\(row.found) of 1,000, seed \(seed)")
  }

  @Test func `an interaction that is in the rounds is no false alarm`() throws {
    let dear = Climb(seed: 3) { payload, cell in
      Climb.plainCost(payload, cell) * (cell == Cell(.http1, .json) ? 1.5 : 1)
    }
    #expect(try row(dear.journal).falseAlarms <= 72)
  }

  @Test func `more payloads do not make more false alarms`() throws {
    let row = try row(Climb(seed: 4, payloads: [.empty, .mixed, .text]).journal)
    #expect(row.falseAlarms <= 72, "\(row.falseAlarms) of 1,000")
  }

  @Test func `what noise hides is not found`() throws {
    var loud = Climb(seed: 5)
    loud.noise = 0.3
    let row = try row(loud.journal)
    #expect(row.found < 500, "\(row.found) of 1,000")
    #expect(row.falseAlarms <= 72, "\(row.falseAlarms) of 1,000")
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `one interaction among more payloads is harder to see`(seed: UInt64) {
    var loud = Climb(seed: seed)
    loud.noise = 0.06
    let table = RoundTable(.mixed, .cpu, in: loud.journal)
    let (one, three) = ([table], [table, table, table])
    let rows = [one, three].map { tables in
      Resampling.row(.cpu, tables, 1_000, SplitMix64(seed: seed, key: 0))
    }
    // Not so few and not so many that nothing could be seen of the difference.
    #expect((100...900).contains(rows[0].found), "\(rows[0]), seed \(seed)")
    #expect(rows[1].found < rows[0].found - 50, "\(rows), seed \(seed)")
  }

  @Test func `every measure has its row, and the seed decides`() {
    let journal = Climb(seed: 6).journal
    let first = Resampling(journal, ladders: 20, seed: 1)
    #expect(first.rows.map(\.measure) == Measure.all(journal.head.design))
    #expect(first == Resampling(journal, ladders: 20, seed: 1))
  }
}
