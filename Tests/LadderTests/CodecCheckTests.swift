import Foundation
import Ladder
import Testing

@Suite struct CodecCheckTests {
  /// A ladder in which JSON costs what its codec costs, and some more.
  private func climb(_ seed: UInt64, more: Double) -> Climb {
    var climb = Climb(seed: seed) { _, cell in
      10_000 + (cell.encoding == .json ? 2 * (2_300 - 700) + more : 0)
    }
    climb.drift = 0.05
    return climb
  }

  private func check(_ climb: Climb) throws -> CodecCheck {
    try #require(Findings(climb.journal).payloads[0].codec)
  }

  @Test func `the parts are both ends' writing and reading`() throws {
    let check = try check(climb(1, more: 0))
    #expect(check.passes == 2)
    #expect(abs(check.parts.estimate - 3_200) < 150)
    var prepared = climb(1, more: 0)
    prepared.design.codec = "prepared"
    let half = try self.check(prepared)
    #expect(half.passes == 1)
    #expect(abs(half.parts.estimate - 1_600) < 75)
  }

  @Test func `parts that make up the whole agree with it`() throws {
    var agreed = 0
    for seed in 1...40 as ClosedRange<UInt64> {
      let rows = try check(climb(seed, more: 0)).rows
      #expect(rows.map(\.carrier) == Cell.Carrier.allCases)
      for row in rows where row.agrees == true { agreed += 1 }
    }
    // 95 % of 120 are 114; the three rows of a ladder share its codec, so sd is some 3.
    #expect(agreed >= 103, "\(agreed) of 120")
  }

  @Test func `what the codec does not explain is told, with its interval`() throws {
    for seed in 1...40 as ClosedRange<UInt64> {
      for row in try check(climb(seed, more: 2_000)).rows {
        #expect(row.agrees == false, "seed \(seed)")
        #expect(abs(row.rest.estimate - 2_000) < 450, "\(row.rest.estimate), seed \(seed)")
        #expect(abs(row.whole.estimate - 5_200) < 600, "\(row.whole.estimate), seed \(seed)")
      }
    }
  }

  @Test func `too few rounds neither agree nor disagree`() throws {
    var short = climb(1, more: 0)
    short.design.rounds = 3
    #expect(try check(short).rows.allSatisfy { $0.agrees == nil })
  }
}
