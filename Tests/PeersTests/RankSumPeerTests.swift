import Foundation
import Statistics
import Testing

/// The rank-sum test and Student's t against scipy.
@Suite(.enabled(if: Peer.hasPython, "\(Peer.noPython)"))
struct RankSumPeerTests {
  private struct Answers: Decodable {
    struct Pair: Decodable {
      var first: [Double]
      var second: [Double]
      var greater: Double
      var less: Double
      var shift: Double
    }

    var pairs: [Pair]
    var tails: [[Double]]
  }

  private static func isNear(_ ours: Double, _ theirs: Double) -> Bool {
    abs(ours - theirs) <= 1e-9 * max(1e-3, abs(theirs))
  }

  @Test func `pairs of samples and tails have scipy's answers`() throws {
    let end = try Program.run(Peer.script("rank_sum"), limit: 300)
    try #require(end.status == 0, "\(end.errors)")
    let answers = try JSONDecoder().decode(Answers.self, from: Data(end.output.utf8))
    #expect(answers.pairs.count == 200 && answers.tails.count == 500)
    for (number, known) in answers.pairs.enumerated() {
      let test = try #require(RankSum(known.first, known.second))
      #expect(Self.isNear(test.probability(.greater), known.greater), "pair \(number)")
      #expect(Self.isNear(test.probability(.less), known.less), "pair \(number)")
      #expect(Self.isNear(test.shift, known.shift), "pair \(number)")
    }
    for tail in answers.tails {
      let found = StudentT.probability(beyond: tail[1], degrees: tail[0])
      #expect(abs(found - tail[2]) <= 1e-10 + 1e-8 * tail[2], "\(tail): \(found)")
    }
  }
}
