import Bytes
import Testing
import Timing

@testable import Load

@Suite struct NoteListTests {
  @Test func `an empty list gives nothing`() {
    var notes = Table<MessageNote>()
    var list = NoteList()
    #expect(list.popFirst(&notes) == nil)
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `lists through one table give back what they took, in its order`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var notes = Table<MessageNote>(capacity: 1)
    var lists = [NoteList](repeating: NoteList(), count: 5)
    var models = [[Instant]](repeating: [], count: 5)
    for step in 0..<1_000 {
      let which = Int.random(in: 0..<5, using: &random)
      if Bool.random(using: &random) {
        let note = lists[which].append(at(Int64(step)), to: &notes)
        #expect(notes[note].intended == at(Int64(step)))
        models[which].append(at(Int64(step)))
      } else {
        let expected = models[which].isEmpty ? nil : models[which].removeFirst()
        #expect(lists[which].popFirst(&notes)?.intended == expected, "seed \(seed), step \(step)")
      }
      #expect(notes.count == models.reduce(0) { $0 + $1.count }, "seed \(seed), step \(step)")
    }
  }
}
