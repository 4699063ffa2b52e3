import Scenarios
import Testing

@Suite struct ComplaintTests {
  @Test(arguments: [
    ("unary", "unary"), ("127.0.0.1:50051", "127.0.0.1:50051"), ("", "\"\""),
    ("two words", "\"two words\""), ("a\nb", "\"a\\nb\""), ("a\u{1b}[2J", "\"a\\u{1B}[2J\""),
    ("say \"hi\"", "\"say \\\"hi\\\"\""), ("Jürgen", "\"Jürgen\""),
    ("a\u{202e}b", "\"a\\u{202E}b\""), ("a\u{2028}b", "\"a\\u{2028}b\""),
  ])
  func `foreign text is shown on one line without control characters`(text: String, shown: String) {
    #expect(Complaint.shown(text) == shown)
  }

  @Test func `long foreign text is cut`() {
    #expect(Complaint.shown(String(repeating: "x", count: 1_000_000)).count == 81)
  }
}
