import Bytes
import Statistics
import Testing
import Timing

@testable import Load

extension Play {
  /// A play with nothing to do.
  init(of call: UInt32) {
    self.init(
      call: call,
      left: 0,
      variant: 0,
      firstVariant: 0,
      position: 0,
      due: at(0),
      clock: PhaseClock(.sending, at: at(0))
    )
  }
}

@Suite struct TimersTests {
  @Test func `who is due first comes first`() {
    var plays = Table<Play>()
    var timers = Timers()
    #expect(timers.next == nil)
    for (call, due) in [30, 10, 20].enumerated() {
      timers.set(plays.insert(Play(of: UInt32(call))), at(Int64(due)), &plays)
    }
    #expect(timers.next == at(10))
    #expect(timers.first(dueBy: at(9)) == nil)
    #expect(timers.first(dueBy: at(10)).map { plays[$0].call } == 1)
  }

  @Test func `the distant future takes a play out`() {
    var plays = Table<Play>()
    var timers = Timers()
    let play = plays.insert(Play(of: 0))
    timers.set(play, .distantFuture, &plays)
    #expect(timers.next == nil)
    timers.set(play, at(5), &plays)
    #expect(plays[play].timer != Timers.none)
    timers.set(play, .distantFuture, &plays)
    #expect(timers.next == nil)
    #expect(plays[play].timer == Timers.none)
    timers.remove(play, &plays)
    #expect(timers.next == nil)
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `whatever is set, moved and taken out, the earliest is first`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var plays = Table<Play>(capacity: 1)
    var timers = Timers()
    var dues: [UInt32: Instant?] = [:]
    for step in 0..<1_000 {
      let comment: Comment = "seed \(seed), step \(step)"
      let choice = Int.random(in: 0..<10, using: &random)
      if choice < 4 || dues.isEmpty {
        let play = plays.insert(Play(of: UInt32(step)))
        dues[play] = .some(nil)
      } else {
        let all = dues.keys.sorted()
        let play = all[Int.random(in: 0..<all.count, using: &random)]
        switch choice {
        case 4..<8:
          let due = at(Int64.random(in: 0..<50, using: &random))
          timers.set(play, due, &plays)
          dues[play] = .some(due)
        case 8:
          timers.remove(play, &plays)
          dues[play] = .some(nil)
        default:
          timers.remove(play, &plays)
          plays.remove(play)
          dues[play] = nil
        }
      }
      let earliest = dues.values.compactMap { $0 }.min()
      #expect(timers.next == earliest, comment)
      var wrong = 0
      for (play, due) in dues where (plays[play].timer != Timers.none) != (due != nil) {
        wrong += 1
      }
      #expect(wrong == 0, comment)
    }
    expectSorted(&timers, &plays, dues.values.compactMap { $0 }.sorted(), seed)
  }

  private func expectSorted(
    _ timers: inout Timers,
    _ plays: inout Table<Play>,
    _ expected: [Instant],
    _ seed: UInt64
  ) {
    var fired: [Instant] = []
    while let next = timers.next, let play = timers.first(dueBy: next) {
      fired.append(next)
      timers.remove(play, &plays)
    }
    #expect(fired == expected, "seed \(seed)")
  }
}
