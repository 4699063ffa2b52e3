import Connect
import Testing
import Timing

@Suite struct MillisecondTimeoutTests {
  @Test(
    arguments: [
      (1, "1"), (0, "1"), (-5, "1"), (999_999, "1"), (1_000_000, "1"), (1_000_001, "2"),
      (1_500_000_000, "1500"), (9_999_999_999_000_000, "9999999999"), (Int64.max, "9999999999"),
    ] as [(Int64, String)]
  )
  func `a length is rounded up to milliseconds and fits ten digits`(length: Int64, field: String) {
    #expect(MillisecondTimeout(Nanoseconds(length)).description == field)
  }

  @Test(
    arguments: [
      ("0", 0), ("1", 1_000_000), ("0000000001", 1_000_000), ("1500", 1_500_000_000),
      ("9999999999", 9_999_999_999_000_000),
    ] as [(String, Int64)]
  )
  func `a field of up to ten digits is read`(field: String, length: Int64) {
    #expect(MillisecondTimeout(field: bytes(field).span)?.length == Nanoseconds(length))
  }

  @Test(arguments: ["", "-1", "+1", "1.5", " 1", "1 ", "1m", "0x1", "12345678901", "٣", "1e3"])
  func `hostile fields are no timeout`(field: String) {
    #expect(MillisecondTimeout(field: bytes(field).span) == nil)
  }

  @Test func `a timeout is never shorter than the length, nor longer by a millisecond`() throws {
    let seed: UInt64 = 5
    var random = SplitMix64(seed: seed)
    for _ in 0..<5_000 {
      let length = Int64.random(in: 1...9_999_999_999_000_000, using: &random)
      let timeout = MillisecondTimeout(Nanoseconds(length))
      #expect(MillisecondTimeout(field: bytes(timeout.description).span) == timeout)
      let excess = timeout.length.count - length
      #expect((0..<1_000_000).contains(excess), "seed \(seed), \(length) ns")
    }
  }
}
