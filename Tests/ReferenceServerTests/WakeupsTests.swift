import Testing
import Timing
import Transport

@testable import ReferenceServer

@Suite struct WakeupsTests {
  private func entry(_ at: Int64, id: UInt32) -> Wakeups.Entry {
    Wakeups.Entry(
      at: Instant(nanoseconds: at),
      channel: Token(index: 0, generation: 0),
      slot: 0,
      id: id,
      errand: .resume
    )
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `entries come in the order of their instants, and of their arrival`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var wakeups = Wakeups()
    var expected: [(at: Int64, id: UInt32)] = []
    for id in 0..<500 as Range<UInt32> {
      let at = Int64.random(in: 0..<100, using: &generator)
      wakeups.add(entry(at, id: id))
      expected.append((at, id))
    }
    expected.sort { ($0.at, $0.id) < ($1.at, $1.id) }
    var found: [UInt32] = []
    while let entry = wakeups.due(Instant(nanoseconds: 100)) { found.append(entry.id) }
    #expect(found == expected.map(\.id), "seed \(seed)")
    #expect(wakeups.count == 0)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `what is left of a sweep comes in its order`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var wakeups = Wakeups()
    var expected: [(at: Int64, id: UInt32)] = []
    for id in 0..<500 as Range<UInt32> {
      let at = Int64.random(in: 0..<100, using: &generator)
      wakeups.add(entry(at, id: id))
      expected.append((at, id))
    }
    let gone = Set((0..<300).map { _ in UInt32.random(in: 0..<500, using: &generator) })
    wakeups.sweep { !gone.contains($0.id) }
    expected.removeAll { gone.contains($0.id) }
    expected.sort { ($0.at, $0.id) < ($1.at, $1.id) }
    #expect(wakeups.count == expected.count)
    var found: [UInt32] = []
    while let entry = wakeups.due(Instant(nanoseconds: 100)) { found.append(entry.id) }
    #expect(found == expected.map(\.id), "seed \(seed)")
    wakeups.sweep { _ in true }
    #expect(wakeups.next == nil)
  }

  @Test func `none is taken before its instant`() {
    var wakeups = Wakeups()
    #expect(wakeups.next == nil)
    wakeups.add(entry(10, id: 1))
    #expect(wakeups.next == Instant(nanoseconds: 10))
    #expect(wakeups.due(Instant(nanoseconds: 9)) == nil)
    #expect(wakeups.due(Instant(nanoseconds: 10))?.id == 1)
  }
}
