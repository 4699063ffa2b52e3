import Timing

@testable import HTTP2

extension Array<HeaderField> {
  private static let names = [
    "accept", "cookie", "grpc-timeout", "user-agent", "x-a", "x-trace-id", "authorization",
    "content-type", "x-very-long-name-that-nobody-would-choose",
  ]

  /// A few lawful fields that are no pseudo-headers; some of them come again and again.
  static func random(
    using random: inout SplitMix64,
    count: Int? = nil,
    longest: Int = 40
  ) -> [HeaderField] {
    let count = count ?? Int.random(in: 0...8, using: &random)
    return (0..<count).map { _ in .random(using: &random, longest: longest) }
  }

  fileprivate static func name(using random: inout SplitMix64) -> [UInt8] {
    if Int.random(in: 0..<4, using: &random) > 0, let name = names.randomElement(using: &random) {
      return Swift.Array(name.utf8)
    }
    // None that HTTP/2 knows begins with two hyphens.
    let length = Int.random(in: 0...20, using: &random)
    return Swift.Array("--".utf8)
      + (0..<length).map { _ in UInt8.random(in: 0x61...0x7a, using: &random) }
  }
}

extension HeaderField {
  static func random(using random: inout SplitMix64, longest: Int) -> HeaderField {
    let name = [HeaderField].name(using: &random)
    guard Int.random(in: 0..<3, using: &random) > 0 else {
      return HeaderField(name: name, value: Array("again".utf8))
    }
    let length = Int.random(in: 0...longest, using: &random)
    // RFC 9110 §5.5: visible characters and obs-text; eight from each random number.
    var bits: UInt64 = 0
    let value = (0..<length).map { index -> UInt8 in
      bits = index & 7 == 0 ? random.next() : bits >> 8
      let byte = UInt8(truncatingIfNeeded: bits)
      return byte < 0x21 ? byte + 0x21 : byte == 0x7f ? 0x7e : byte
    }
    return HeaderField(name: name, value: value)
  }
}
