import Testing
import Timing

@Suite struct NanosecondsTextTests {
  @Test(arguments: [
    ("250ms", 250_000_000), ("10s", 10_000_000_000), ("1m", 60_000_000_000),
    ("1m30s", 90_000_000_000), ("1.5s", 1_500_000_000), ("2h", 7_200_000_000_000),
    ("300us", 300_000), ("300µs", 300_000), ("300\u{3bc}s", 300_000), ("100ns", 100), ("0s", 0),
    ("0.1s", 100_000_000), ("1.000000001s", 1_000_000_001), ("1.50ms", 1_500_000),
    ("1h0.5m", 3_630_000_000_000),
    ("922337203685477580ns", 922_337_203_685_477_580),
  ])
  func `a written length is read exactly`(text: String, nanoseconds: Int64) throws {
    #expect(try Nanoseconds(text: text) == Nanoseconds(nanoseconds))
  }

  @Test(arguments: [
    ("", "is empty"), ("10", "has no unit; write 10ms, 10s or 10m"), ("1m30", "has no unit"),
    ("s", "is not a length of time"), ("ten seconds", "is not a length of time"),
    ("-5s", "is below zero"), ("5sec", "has an unknown unit"), ("5 s", "has an unknown unit"),
    ("1d", "has an unknown unit"), ("30s1m", "units out of order"), ("1s1s", "units out of order"),
    ("1.5ns", "finer than a nanosecond"), ("0.0000000001s", "finer than a nanosecond"),
    ("1..5s", "cannot be read"), ("1.s", "cannot be read"), (".5s", "cannot be read"),
    ("٣s", "cannot be read"), ("99999999999h", "longer than 292 years"),
    ("2562047h59m", "longer than 292 years"), ("9999999999999999999s", "cannot be read"),
    ("10000000000s", "longer than 292 years"),
  ])
  func `a text that is no length says what is wrong in one line`(text: String, reason: String) {
    let error = #expect(throws: UnreadableText.self) { try Nanoseconds(text: text) }
    let message = error?.description ?? ""
    #expect(message.contains(reason), "\(message)")
    #expect(!message.contains("\n"))
  }

  @Test(arguments: [
    (0, "0 s"), (1, "1 ns"), (999, "999 ns"), (1_000, "1 µs"), (1_500_000, "1.5 ms"),
    (1_234_567, "1.235 ms"), (12_345_678, "12.35 ms"), (123_456_789, "123.5 ms"),
    (999_960_000, "1 s"), (12_000_000_000, "12 s"), (90_000_000_000, "90 s"),
    (99_996_000_000, "100 s"), (1_000_500_000_000, "1001 s"), (120_000_000_000, "2 min"),
    (3_600_000_000_000, "1 h"), (-1_500_000, "-1.5 ms"), (1_005_000, "1.005 ms"),
  ])
  func `a length is printed for people`(nanoseconds: Int64, text: String) {
    #expect(Nanoseconds(nanoseconds).description == text)
  }

  @Test func `the shortest and the longest length can be printed`() {
    #expect(Nanoseconds(.max).description == "9223372037 s")
    #expect(Nanoseconds(.min).description == "-9223372037 s")
  }

  @Test func `the exact text of any length reads back as the same length`() throws {
    var random = SplitMix64(seed: 7)
    for _ in 0..<1_000 {
      let length = Nanoseconds(Int64(random.next() >> UInt64.random(in: 1...63, using: &random)))
      #expect(try Nanoseconds(text: length.exactText) == length, "seed 7: \(length.count) ns")
    }
  }
}
