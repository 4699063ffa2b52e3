import Foundation
import Statistics
import Testing

/// The signed-rank test and the Hodges-Lehmann interval against scipy.
@Suite(.enabled(if: Peer.hasPython, "\(Peer.noPython)"))
struct SignedRankPeerTests {
  private struct Case: Decodable {
    var values: [Double]
    var zeros: String
    var how: String
    var greater: Double
    var less: Double
    var different: Double
    var shift: Double
    var confidence: Double?
    var interval: [Double]?
  }

  private static func isNear(_ ours: Double, _ theirs: Double) -> Bool {
    abs(ours - theirs) <= 1e-12 * max(1e-3, abs(theirs))
  }

  @Test func `a thousand samples, ties and zeros included, have scipy's answers`() throws {
    let end = try Program.run(Peer.script("signed_rank"), limit: 300)
    try #require(end.status == 0, "\(end.errors)")
    let cases = try JSONDecoder().decode([Case].self, from: Data(end.output.utf8))
    #expect(cases.count == 1_000)
    let ways = Dictionary(grouping: cases, by: \.how).mapValues(\.count)
    for how in ["scipy exact", "scipy permutation", "counted"] {
      #expect(ways[how, default: 0] >= 100, "\(ways)")
    }
    for (number, known) in cases.enumerated() {
      let zeros = try #require(SignedRank.Zeros(rawValue: known.zeros))
      let test = try #require(SignedRank(known.values, zeros: zeros))
      let found = [SignedRank.Alternative.greater, .less, .different].map(test.probability)
      for (ours, theirs) in zip(found, [known.greater, known.less, known.different]) {
        #expect(Self.isNear(ours, theirs), "case \(number), \(known.how): \(ours), \(theirs)")
      }
      let estimate = try #require(HodgesLehmann(known.values))
      #expect(Self.isNear(estimate.shift, known.shift), "case \(number)")
      guard let confidence = known.confidence else { continue }
      let interval = estimate.interval(confidence: confidence)
      #expect((interval == nil) == (known.interval == nil), "case \(number)")
      guard let interval, let theirs = known.interval else { continue }
      #expect(Self.isNear(interval.lowerBound, theirs[0]), "case \(number)")
      #expect(Self.isNear(interval.upperBound, theirs[1]), "case \(number)")
    }
  }
}
