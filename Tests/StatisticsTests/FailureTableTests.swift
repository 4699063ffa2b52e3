import Statistics
import Testing

struct FailureTableTests {
  @Test func `equal failures are counted together`() {
    var table = FailureTable()
    for _ in 0..<3 { table.count(status: 14, message: "connection refused") }
    table.count(status: 4, message: "connection refused")
    #expect(table.entries.map(\.count) == [1, 3] && table.total == 4)
    #expect(table.mostFrequentFirst.map(\.status) == [14, 4])
  }

  @Test func `beyond the limit failures are counted as others`() {
    var table = FailureTable()
    for number in 0..<1_000 { table.count(status: 2, message: "request \(number)") }
    #expect(table.entries.count == FailureTable.limit)
    #expect(table.other == 1_000 - UInt64(FailureTable.limit) && table.total == 1_000)
  }

  @Test func `merging is associative, and empty is neutral`() {
    let tables = (0..<3).map { seed in
      var table = FailureTable()
      for number in 0..<100 { table.count(status: 13, message: "\(number % 70 + 10 * seed)") }
      return table
    }
    let (a, b, c) = (tables[0], tables[1], tables[2])
    #expect(a + (b + c) == (a + b) + c)
    #expect(a + b == b + a)
    #expect(a + FailureTable() == a && FailureTable() + a == a)
    #expect((a + b + c).total == 300)
  }

  static let messages = [
    ("plain", "plain"), ("", ""), ("grüße", "grüße"), ("two\r\nlines", "two lines"),
    ("\u{1B}[31mred", "[31mred"), ("\n\nlead and trail\n", "lead and trail"),
    ("hidden\u{202E}text", "hidden text"),
  ]

  @Test(arguments: messages)
  func `a message is one printable line`(message: String, line: String) {
    var table = FailureTable()
    table.count(status: 2, message: message)
    table.count(status: 2, message: message)
    #expect(table.entries.map(\.message) == [line])
    #expect(table.entries.map(\.count) == [2])
  }

  @Test(arguments: ["x", "é", "🙂", "\u{7}a"])
  func `a message of megabytes is cut`(part: String) {
    var table = FailureTable()
    table.count(status: 2, message: String(repeating: part, count: 1_000_000))
    #expect(table.entries[0].message.utf8.count <= FailureTable.messageLimit)
    #expect(table.entries[0].message.hasSuffix("…"))
  }
}

extension FailureTable {
  static func + (left: FailureTable, right: FailureTable) -> FailureTable {
    var sum = left
    sum.add(right)
    return sum
  }
}
