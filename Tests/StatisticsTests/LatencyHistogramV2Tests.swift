import Bytes
import Statistics
import Testing
import Timing

struct LatencyHistogramV2Tests {
  /// Encoded by another implementation (hdrhistogram 0.10.8 for Python) with the range of ours.
  static let reference =
    "HISTFAAAADZ4nJNpmSzMwMAgygABzFCaEch0M9ixgMH+A1SC6SQ/2/t5jCcYV3OwfF7GyLR+DSMXAPjTC1M="

  /// The same with a value of 1 for 2; that implementation writes a single zero as a run of one.
  static let runOfOneZero =
    "HISTFAAAADZ4nJNpmSzMwMAgygABzFCaEch0M9ixgMH+A1SA6TQ/2/t5jCcYV3OwfF7GyLR+DSMXAPjPC1M="

  static let referenceValues: [(Int64, UInt64)] = [
    (2, 1), (1_000, 3), (1_000_000, 100), (1_500_000, 2), (2_000_000_000, 1),
    (3_599_999_999_999, 5),
  ]

  @Test func `another implementation's text is read and written byte for byte`() throws {
    var expected = LatencyHistogram()
    for (value, count) in Self.referenceValues {
      expected.record(Nanoseconds(value), count: count)
    }
    #expect(try LatencyHistogram(base64: Self.reference) == expected)
    #expect(expected.base64 == Self.reference)
    #expect(try LatencyHistogram(base64: Self.runOfOneZero).min == Nanoseconds(1))
  }

  @Test(arguments: [0, 1, 2, 1_000, 50_000])
  func `what was written is read back`(count: Int) throws {
    let histogram = LatencyHistogram.random(seed: 5, count: count)
    #expect(try LatencyHistogram(base64: histogram.base64) == histogram)
    #expect(histogram.base64.hasPrefix("HISTFAAA"))
  }

  @Test func `large counts are read back`() throws {
    var histogram = LatencyHistogram()
    for shift in 0..<62 { histogram.record(Nanoseconds(1), count: 1 << UInt64(shift)) }
    histogram.record(.seconds(9), count: 1 << 62)
    #expect(try LatencyHistogram(base64: histogram.base64) == histogram)
  }

  @Test func `a text cut anywhere is refused in one line`() {
    for length in 0..<Self.reference.utf8.count {
      let failure = #expect(throws: HistogramFailure.self) {
        try LatencyHistogram(base64: String(Self.reference.prefix(length)))
      }
      #expect(failure?.description.contains("\n") == false)
    }
  }

  @Test func `a text with any byte changed is refused or still a histogram`() {
    let seed: UInt64 = 21
    var random = Seeded(seed: seed)
    for _ in 0..<2_000 {
      var bytes = Array(Self.reference.utf8)
      bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
        in: 33...126,
        using: &random
      )
      // The law is that it returns: no trap, no hang.
      _ = try? LatencyHistogram(base64: String(decoding: bytes, as: UTF8.self))
    }
  }

  static let hostilePayloads: [(String, [UInt8])] = [
    ("a run beyond the counters", [0xff, 0xff, 0xff, 0x7f, 2]),
    ("the longest run there is", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    ("a number without an end", [0x80, 0x80]),
    (
      "counts that overflow",
      Array(repeating: [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], count: 2).flatMap {
        $0
      }
    ),
  ]

  @Test(arguments: hostilePayloads)
  func `a hostile payload is refused`(name: String, payload: [UInt8]) {
    #expect(throws: HistogramFailure.self) { try LatencyHistogram(base64: Self.text(payload)) }
  }

  @Test func `a payload by hand is read`() throws {
    // Zeros at 0 and 1 as a run of two, then a count of 3 in counter 2: ZigZag of −2 is 3, of 3 is
    // 6.
    let histogram = try LatencyHistogram(base64: Self.text([3, 6]))
    #expect(histogram == LatencyHistogram([Nanoseconds(2), Nanoseconds(2), Nanoseconds(2)]))
  }

  @Test func `a stream that unpacks to far more than a histogram is refused`() {
    #expect(throws: HistogramFailure.self) {
      try LatencyHistogram(base64: Self.text([UInt8](repeating: 0, count: 10_000_000)))
    }
  }

  private static func text(_ payload: [UInt8]) -> String {
    var body: [UInt8] = [0x1c, 0x84, 0x93, 0x13]
    body += (0..<4).map { UInt8(truncatingIfNeeded: payload.count >> (24 - 8 * $0)) }
    body += [0, 0, 0, 0, 0, 0, 0, 3] + [0, 0, 0, 0, 0, 0, 0, 1]
    body += [0, 0, 3, 0x46, 0x30, 0xb8, 0xa0, 0] + [0x3f, 0xf0, 0, 0, 0, 0, 0, 0] + payload
    let stream = Zlib.compress(body)
    let length = (0..<4).map { UInt8(truncatingIfNeeded: stream.count >> (24 - 8 * $0)) }
    return Base64.encode([0x1c, 0x84, 0x93, 0x14] + length + stream)
  }
}
