import Bytes
import Foundation
@testable import Ladder
import Scenarios
import Testing

@Suite struct ConclusionTests {
  private func conclusion(payloads: [PayloadName], rounds: Int) throws -> Conclusion {
    // Ten times as dear over one carrier, which every round shows.
    let climb = Climb(seed: 1, payloads: payloads, rounds: rounds) { payload, cell in
      Climb.plainCost(payload, cell) * (cell == Cell(.grpc, .json) ? 10 : 1)
    }
    let measures = Findings(climb.journal).payloads[0].measures
    return try #require(measures.first { $0.measure == .cpu }).conclusion
  }

  @Test(arguments: [
    ([.mixed], 7), ([.empty, .mixed, .text], 8), (PayloadName.allCases, 10),
  ])
  func `rounds in which nothing can be found are too few`(
    payloads: [PayloadName],
    fewest: Int
  ) throws {
    #expect(Climb(seed: 1, payloads: payloads).design.fewestRounds == fewest)
    #expect(try conclusion(payloads: payloads, rounds: fewest - 1) == .tooFew)
    #expect(try conclusion(payloads: payloads, rounds: fewest) == .depends)
  }

  @Test func `what is said of all carriers holds between those that are not tested, too`() throws {
    // JSON over gRPC is a little cheaper than over Connect, and over HTTP/1.1 a little dearer: each
    // is within the margin, and the two are not within it of each other.
    let rounds = (0..<16).map { round in
      let noise = 0.065 * (Double(round) - 7.5) / 7.5
      var costs = Dictionary(uniqueKeysWithValues: Cell.all.map { ($0, 1.0) })
      costs[Cell(.grpc, .json)] = exp(-0.02 + noise)
      costs[Cell(.http1, .json)] = exp(0.02 - noise)
      return costs
    }
    var found = MeasureFindings(RoundTable(.mixed, .cpu, rounds: rounds))
    found.conclude(tests: 2)
    let interactions = found.effects.filter { $0.kind == .interaction }
    #expect(interactions.count == 2)
    for effect in interactions {
      #expect(try #require(effect.reach) <= Conclusion.margin, "\(effect)")
      #expect(effect.p > Conclusion.level, "\(effect)")
    }
    #expect(try #require(found.reach) > 1.08)
    #expect(found.conclusion == .open)
  }
}
