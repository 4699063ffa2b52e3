import GRPC
import Testing
import Timing

@Suite struct TimeoutTests {
  private func read(_ field: String) -> Timeout? { Timeout(field: bytes(field).span) }

  @Test(
    arguments: [
      (1, "1n"), (1_000, "1000n"), (99_999_999, "99999999n"), (100_000_000, "100000u"),
      (100_000_001, "100001u"), (99_999_999_000, "99999999u"), (99_999_999_001, "100000m"),
      (1_000_000_000, "1000000u"), (99_999_999_000_000, "99999999m"),
      (99_999_999_000_001, "100000S"), (Int64.max, "2562048H"), (0, "1n"), (-5, "1n"),
    ] as [(Int64, String)]
  )
  func `a length takes the finest unit that fits, rounded up`(length: Int64, field: String) {
    #expect(Timeout(Nanoseconds(length)).description == field)
  }

  @Test(
    arguments: [
      ("1n", 1), ("1u", 1_000), ("1m", 1_000_000), ("1S", 1_000_000_000), ("1M", 60_000_000_000),
      ("1H", 3_600_000_000_000), ("00000001n", 1), ("99999999n", 99_999_999), ("0n", 0),
      ("99999999H", Int64.max),
    ] as [(String, Int64)]
  )
  func `a field is read in every unit`(field: String, length: Int64) {
    #expect(read(field)?.length == Nanoseconds(length))
  }

  @Test(arguments: [
    "", "n", "1", "1s", "1h", "123456789n", "-1n", "+1n", "1.5S", " 1n", "1n ", "1 n", "1nn",
    "0x1n", "٣n", "1N",
  ])
  func `hostile fields are no timeout`(field: String) {
    #expect(read(field) == nil)
  }

  @Test func `a timeout is never shorter than the length, nor longer by a unit`() throws {
    let seed: UInt64 = 7
    var random = SplitMix64(seed: seed)
    for _ in 0..<5_000 {
      let length = Int64.random(
        in: 1...(.max >> Int64.random(in: 1...62, using: &random)),
        using: &random
      )
      let timeout = Timeout(Nanoseconds(length))
      let field = timeout.description
      #expect(try #require(read(field)) == timeout, "seed \(seed), \(length) ns")
      #expect(field.utf8.count <= 9, "seed \(seed), \(length) ns")
      let excess = timeout.length.count - length
      // Eight digits: rounding up costs at most one part in 100,000 of any but the least lengths.
      #expect(excess >= 0 && excess <= length / 99_999, "seed \(seed), \(length) ns")
    }
  }
}
