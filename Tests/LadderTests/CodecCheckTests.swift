import Bytes
import Foundation
import Ladder
import Scenarios
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
    prepared.design.codec = .prepared
    let half = try self.check(prepared)
    #expect(half.passes == 1)
    #expect(abs(half.parts.estimate - 1_600) < 75)
  }

  @Test func `parts that make up the whole agree with it`() throws {
    var agreed = 0
    for seed in 1...40 as ClosedRange<UInt64> {
      let rows = try check(climb(seed, more: 0)).rows
      #expect(rows.map(\.carrier) == CallProtocol.allCases)
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

  @Test func `a whole that is a mean is compared with parts that are means`() throws {
    // A machine that is slow at times has medians far below its means.
    var slow = climb(1, more: 0)
    slow.medianShare = 0.7
    let means = try check(slow)
    #expect(means.isOfMeans == true)
    #expect(abs(means.parts.estimate - 3_200) < 150)
    slow.medianShare = nil
    #expect(try check(slow).isOfMeans == false)
  }

  @Test func `an older journal has medians alone, and is read`() throws {
    let line = #"{"encode_ns":1,"decode_ns":2,"bytes":3}"#
    let cost = try JSONDecoder().decode(MessageCost.self, from: Data(line.utf8))
    #expect(cost == MessageCost(encode: 1, decode: 2, bytes: 3))
    let whole = MessageCost(encode: 1, decode: 2, encodeMean: 4, decodeMean: 5, bytes: 3)
    let data = try JSONEncoder().encode(whole)
    #expect(try JSONDecoder().decode(MessageCost.self, from: data) == whole)
  }

  @Test func `the same time more is a smaller ratio over a dearer carrier, and told as a time`()
    throws
  {
    var alike = 0
    for seed in 1...40 as ClosedRange<UInt64> {
      var climb = Climb(seed: seed) { _, cell in
        (cell.carrier == .http1 ? 20_000 : 10_000) + (cell.encoding == .json ? 5_000 : 0)
      }
      climb.drift = 0.05
      let found = Findings(climb.journal).payloads[0]
      let cpu = try #require(found.measures.first { $0.measure == .cpu })
      #expect(cpu.conclusion == .depends, "seed \(seed)")
      let rows = try #require(found.codec).rows
      #expect(rows.first { $0.carrier == .connect }?.beyond == nil)
      let others = rows.filter { $0.carrier != .connect }
      #expect(others.allSatisfy { $0.beyond != nil })
      alike += others.count { $0.beyond?.mayBeNothing == true }
    }
    // 95 % of 80 are 76, sd 2.
    #expect(alike >= 68, "\(alike) of 80")
  }

  @Test func `a carrier over which JSON costs more time is told`() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      var climb = Climb(seed: seed) { _, cell in
        10_000 + (cell == Cell(.http1, .json) ? 8_000 : cell.encoding == .json ? 5_000 : 0)
      }
      climb.drift = 0.05
      let rows = try check(climb).rows
      #expect(rows.first { $0.carrier == .http1 }?.beyond?.mayBeNothing == false, "seed \(seed)")
    }
  }

  @Test func `too few rounds neither agree nor disagree`() throws {
    var short = climb(1, more: 0)
    short.design.rounds = 3
    #expect(try check(short).rows.allSatisfy { $0.agrees == nil })
  }
}
