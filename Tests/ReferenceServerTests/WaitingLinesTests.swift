import Testing
import Timing

@testable import ReferenceServer

@Suite struct WaitingLinesTests {
  private func slots(_ lines: WaitingLines, in line: WaitingLines.Line) -> [UInt32] {
    var lines = lines
    var slots: [UInt32] = []
    while let slot = lines.first(in: line) {
      slots.append(slot)
      lines.remove(slot)
    }
    return slots
  }

  @Test func `who could send nothing is woken before who could`() {
    var lines = WaitingLines()
    lines.put(7, in: .ready)
    lines.put(1, in: .blocked)
    lines.put(2, in: .starved)
    lines.put(3, in: .starved)
    lines.wakeAll()
    #expect(slots(lines, in: .ready) == [7, 2, 3, 1])
    #expect(lines.first(in: .starved) == nil)
    #expect(lines.first(in: .blocked) == nil)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `lines are queues from which one may leave anywhere`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var lines = WaitingLines()
    var model: [WaitingLines.Line: [UInt32]] = [.ready: [], .starved: [], .blocked: []]
    for _ in 0..<500 {
      let slot = UInt32.random(in: 0..<12, using: &random)
      let action = Int.random(in: 0..<10, using: &random)
      if action == 9 {
        lines.wakeAll()
        let woken = (model[.starved] ?? []) + (model[.blocked] ?? [])
        model[.ready]? += woken
        model[.starved] = []
        model[.blocked] = []
      } else {
        for line in WaitingLines.Line.allCases { model[line]?.removeAll { $0 == slot } }
        if action < 6, let line = WaitingLines.Line.allCases.randomElement(using: &random) {
          lines.put(slot, in: line)
          model[line]?.append(slot)
        } else {
          lines.remove(slot)
        }
      }
      for line in WaitingLines.Line.allCases {
        #expect(slots(lines, in: line) == model[line], "seed \(seed)")
      }
    }
    let waiting = Set(model.values.joined())
    for slot in 0..<20 as Range<UInt32> {
      #expect(lines.contains(slot) == waiting.contains(slot), "seed \(seed)")
    }
  }
}
