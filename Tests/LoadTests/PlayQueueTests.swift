import Bytes
import Testing
import Timing

@testable import Load

@Suite struct PlayQueueTests {
  @Test func `the first to wait is the first to go`() {
    var plays = Table<Play>()
    var queue = PlayQueue(.room)
    let all = (0..<3).map { plays.insert(Play(of: $0)) }
    for play in all { queue.append(play, &plays) }
    #expect(queue.first == all[0])
    queue.remove(all[0], &plays)
    #expect(queue.first == all[1])
    #expect(plays[all[0]].waitsFor == nil)
    #expect(plays[all[1]].waitsFor == .room)
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `two queues through one table keep their orders`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var plays = Table<Play>(capacity: 1)
    var queues = [PlayQueue(.window), PlayQueue(.room)]
    var models: [[UInt32]] = [[], []]
    for step in 0..<1_000 {
      let which = Int.random(in: 0..<2, using: &random)
      if models[which].isEmpty || Int.random(in: 0..<5, using: &random) < 3 {
        let play = plays.insert(Play(of: UInt32(step)))
        queues[which].append(play, &plays)
        models[which].append(play)
      } else {
        let place = Int.random(in: 0..<models[which].count, using: &random)
        let play = models[which].remove(at: place)
        queues[which].remove(play, &plays)
        plays.remove(play)
      }
      for which in 0..<2 {
        #expect(queues[which].first == models[which].first, "seed \(seed), step \(step)")
        #expect(queues[which].count == models[which].count, "seed \(seed), step \(step)")
      }
    }
    for which in 0..<2 {
      var drained: [UInt32] = []
      while let play = queues[which].first {
        drained.append(play)
        queues[which].remove(play, &plays)
      }
      #expect(drained == models[which], "seed \(seed)")
    }
  }
}
