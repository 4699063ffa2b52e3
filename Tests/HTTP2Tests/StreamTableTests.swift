import Testing
import Timing

@testable import HTTP2

@Suite struct StreamTableTests {
  private func record(_ id: UInt32) -> StreamRecord {
    StreamRecord(id: id, user: id ^ 0xffff, sendWindow: Int(id), receiveWindow: 0)
  }

  /// Identifiers as a client counts them, and as a hostile peer would choose them to collide.
  enum Choice: CaseIterable { case consecutive, ragged, colliding }

  @Test(arguments: 1...10 as ClosedRange<UInt64>, Choice.allCases)
  func `the table holds what a dictionary holds`(seed: UInt64, choice: Choice) {
    var random = SplitMix64(seed: seed)
    let limit = Int.random(in: 1...200, using: &random)
    var table = StreamTable(limit: limit)
    var model: [UInt32: UInt32] = [:]
    var next: UInt32 = 1
    for _ in 0..<3_000 {
      if !table.isFull, Int.random(in: 0..<9, using: &random) < 5 {
        let slot = table.insert(record(next))
        #expect(!model.values.contains(slot))
        model[next] = slot
        switch choice {
        case .consecutive: next += 2
        case .ragged: next += 2 * UInt32.random(in: 1...40, using: &random)
        case .colliding: next += 512 * UInt32.random(in: 1...3, using: &random)
        }
      } else if let id = model.keys.sorted().randomElement(using: &random) {
        table.remove(model[id] ?? 0)
        model[id] = nil
        #expect(table.find(id) == nil)
      }
      #expect(table.count == model.count)
      #expect(table.isFull == (model.count == limit))
    }
    for (id, slot) in model {
      #expect(table.find(id) == slot, "seed \(seed)")
      #expect(table.record(slot).pointee.user == id ^ 0xffff)
    }
    var visited: [UInt32: UInt32] = [:]
    table.forEach { slot, record in visited[record.pointee.id] = slot }
    #expect(visited == model)
    #expect(table.identifiers(above: 0) == model.keys.sorted())
  }

  @Test(arguments: [1, 2, 3, 7, 8, 9, 100])
  func `a table grows to its limit and no further`(limit: Int) {
    var table = StreamTable(limit: limit)
    var slots: Set<UInt32> = []
    for index in 0..<limit {
      #expect(table.isFull == false)
      slots.insert(table.insert(record(UInt32(index) * 2 + 1)))
    }
    #expect(table.isFull == true)
    #expect(slots == Set(0..<UInt32(limit)))
    #expect(table.find(UInt32(limit) * 2 + 1) == nil)
  }

  @Test func `a slot that was freed is the next one taken`() {
    var table = StreamTable(limit: 8)
    let first = table.insert(record(1))
    _ = table.insert(record(3))
    table.remove(first)
    #expect(table.insert(record(5)) == first)
  }

  @Test func `the place of an older stream is taken until it goes`() {
    var table = StreamTable(limit: 8)
    let slot = table.insert(record(1))
    #expect(table.isTaken(33) == true)
    #expect(table.isTaken(35) == false)
    table.remove(slot)
    #expect(table.isTaken(33) == false)
  }

  @Test func `there is no stream 0, wherever its place is looked for`() {
    var table = StreamTable(limit: 8)
    #expect(table.find(0) == nil)
    let slot = table.insert(record(1))
    #expect(table.find(0) == nil)
    table.remove(slot)
    #expect(table.find(0) == nil)
  }

  @Test func `the streams above an identifier are found in their order`() {
    var table = StreamTable(limit: 8)
    for id: UInt32 in [5, 1, 3] { _ = table.insert(record(id)) }
    #expect(table.identifiers(above: 0) == [1, 3, 5])
    #expect(table.identifiers(above: 4) == [5])
    #expect(table.identifiers(above: 5) == [])
  }

  @Test func `a stream whose place is taken is found as soon among very many as among few`() {
    var few = StreamTable(limit: 8)
    var many = StreamTable(limit: 100_000)
    for index in 0..<UInt32(7) { _ = few.insert(record(2 * index + 1)) }
    for index in 0..<UInt32(99_999) { _ = many.insert(record(2 * index + 1)) }
    // It has the first stream's place, in a table of any size.
    let other: UInt32 = 1 + 1 << 30
    let slot = few.insert(record(other))
    let displaced = many.insert(record(other))
    let clock = ContinuousClock()
    var (found, looks) = (0, 0)
    var began = clock.now
    for _ in 0..<100_000 { found += few.find(other) == slot ? 1 : 0 }
    let usual = clock.now - began
    began = clock.now
    // Place by place it would be ten thousand times as long.
    while looks < 100_000, looks % 100 != 0 || clock.now - began < .seconds(2) {
      found += many.find(other) == displaced ? 1 : 0
      looks += 1
    }
    #expect(found == 200_000)
    #expect(clock.now - began < usual * 100)
    many.remove(displaced)
    #expect(many.find(other) == nil)
  }

  @Test func `a stream beyond the limit ends the process`() async {
    await #expect(processExitsWith: .failure) {
      var table = StreamTable(limit: 1)
      for id: UInt32 in [1, 3] {
        _ = table.insert(StreamRecord(id: id, user: 0, sendWindow: 0, receiveWindow: 0))
      }
    }
  }
}
