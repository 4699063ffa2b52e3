import Testing
import Transport

@testable import Load

@Suite struct SeniorityTests {
  @Test func `the oldest comes first, however many come and go`() {
    var seniority = Seniority()
    var next: UInt32 = 0
    var expected: UInt32 = 0
    for round in 1...200 {
      for _ in 0..<round % 7 {
        seniority.append(Token(index: next, generation: 0))
        next += 1
      }
      for _ in 0..<round % 5 where expected < next {
        #expect(seniority.oldest?.index == expected)
        seniority.removeOldest()
        expected += 1
      }
    }
    while let token = seniority.oldest {
      #expect(token.index == expected)
      seniority.removeOldest()
      expected += 1
    }
    #expect(expected == next)
  }
}
