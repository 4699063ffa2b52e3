import Bytes
@testable import Ladder
import Scenarios
import Testing
import Timing

@Suite struct DesignTests {
  private func design(seed: UInt64, payloads: [PayloadName] = [.mixed, .text]) -> Design {
    Climb(seed: seed, payloads: payloads, rounds: 5).design
  }

  @Test(arguments: [1, 2, 0xDEAD_BEEF] as [UInt64])
  func `every round visits every cell, rate and codec once`(seed: UInt64) {
    let design = design(seed: seed)
    let first = Set(design.slices.filter { $0.round == 1 }.map { Visit($0) })
    #expect(first.count == 2 * (2 + 6 + 3 * 6))
    for round in 1...5 {
      let slices = design.slices.filter { $0.round == round }
      #expect(slices.count == first.count, "seed \(seed)")
      #expect(Set(slices.map { Visit($0) }) == first, "seed \(seed)")
    }
  }

  @Test func `before the rounds every cell is proven and its capacity looked for`() {
    let before = design(seed: 1).slices.filter { $0.round == 0 }
    let proofs = before.filter { if case .proof = $0.work { true } else { false } }
    let capacities = before.filter { if case .capacity = $0.work { true } else { false } }
    #expect(proofs.count == 12)
    #expect(Set(proofs.map { Visit($0) }).count == 12)
    #expect(capacities.count == 12 * Design.capacityRounds)
    #expect(Set(capacities.map { Visit($0) }).count == 12)
    #expect(before.count == proofs.count + capacities.count)
  }

  @Test func `slices are numbered in their order`() {
    let slices = design(seed: 3).slices
    #expect(slices.map(\.number) == Array(slices.indices))
  }

  @Test func `the seed alone decides the order`() {
    #expect(design(seed: 5).slices == design(seed: 5).slices)
    #expect(design(seed: 5).slices != design(seed: 6).slices)
    let rounds = (1...5).map { round in
      design(seed: 5).slices.filter { $0.round == round }.map { Visit($0) }
    }
    #expect(Set(rounds).count == 5)
  }

  @Test func `no cell has a place of its own`() {
    // In 400 rounds each of six cells is the first of its group about 67 times, sd 7.5.
    var design = design(seed: 11, payloads: [.mixed])
    design.rounds = 400
    var firsts: [Cell: Int] = [:]
    for round in Dictionary(grouping: design.slices.filter { $0.round > 0 }, by: \.round).values {
      let first = round.first { if case .saturation = $0.work { true } else { false } }
      if let cell = first?.cell { firsts[cell, default: 0] += 1 }
    }
    #expect(firsts.count == 6)
    for (cell, count) in firsts { #expect((40...94).contains(count), "\(cell.name): \(count)") }
  }

  @Test func `the calls of a rate arrive alike in all cells of a round`() {
    let design = design(seed: 9)
    let rates = design.slices.filter { if case .rate = $0.work { true } else { false } }
    let groups = Dictionary(grouping: rates) { slice in
      guard case .rate(_, let percent) = slice.work else { return "" }
      return "\(slice.round) \(percent)"
    }
    #expect(groups.count == 15)
    #expect(groups.values.allSatisfy { Set($0.map(design.loadSeed)).count == 1 })
    #expect(Set(rates.map(design.loadSeed)).count == 15)
    #expect(rates.allSatisfy { design.loadSeed(of: $0) < 1 << 53 })
  }

  @Test(arguments: CodecWork.allCases, CodecWork.allCases)
  func `whoever works with messages does so in all cells`(
    client: CodecWork,
    server: CodecWork
  ) throws {
    var design = design(seed: 1)
    design.codec = client
    design.plan.server.codec = server
    let capacities = design.slices.filter { $0.round == 0 }
    for slice in capacities {
      let plan = try #require(try design.plan(of: slice, nil))
      #expect(plan.codec == client && plan.server.codec == server)
    }
    let ends = [client, server].filter { $0 == .live }.count
    #expect(design.codecPasses == ends)
  }

  @Test func `how long it takes is the sum of its slices`() {
    let design = design(seed: 2)
    let rounds = Nanoseconds(design.roundLength.count * 5)
    let before = design.slices.filter { $0.round == 0 }.map { design.length(of: $0).count }
    #expect(design.length() == rounds + Nanoseconds(before.reduce(0, +)))
    #expect(design.length(from: design.slices.count) == .zero)
    #expect(design.length(from: 10) < design.length())
  }
}

/// What a slice does, without its place.
private struct Visit: Hashable {
  let payload: PayloadName
  let work: Slice.Work

  init(_ slice: Slice) {
    payload = slice.payload
    work = slice.work
  }
}
