import Testing

@testable import Scenarios

@Suite struct SpellingTests {
  static let names = ["connections", "streams", "threads", "rate", "unary", "unary-open-loop"]

  @Test(arguments: [
    ("conections", ["connections"]), ("conenctions", ["connections"]), ("Streams", ["streams"]),
    ("stream", ["streams"]), ("raet", ["rate"]), ("unray", ["unary"]),
    ("unar", ["unary", "unary-open-loop"]), ("x", []), ("", []), ("zebra", []),
  ])
  func `near names are offered, nearest first`(name: String, near: [String]) {
    #expect(Spelling.near(name, among: Self.names) == near)
  }

  @Test func `a huge name is not compared at all`() {
    #expect(Spelling.near(String(repeating: "x", count: 1_000_000), among: Self.names) == [])
  }
}
