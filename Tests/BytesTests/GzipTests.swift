import Bytes
import Testing
import Timing

@Suite struct GzipTests {
  /// `hello` by Python's gzip module, with a time of 0.
  private static let hello: [UInt8] = [
    0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 7, 0, 0x86, 0xa6, 0x10, 0x36,
    5, 0, 0, 0,
  ]
  /// The same with a file name, a comment and a checksum of the head (flags 2, 8 and 16).
  private static let named: [UInt8] = [
    0x1f, 0x8b, 8, 0x1a, 0, 0, 0, 0, 0, 0xff, 0x61, 0x2e, 0x74, 0x78, 0x74, 0, 0x6e, 0x6f, 0x74,
    0x65, 0, 0x22, 0x91, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 7, 0, 0x86, 0xa6, 0x10, 0x36, 5, 0, 0, 0,
  ]
  /// A million zeros.
  private static let bomb: [UInt8] = {
    var encoder = GzipEncoder()
    var bytes: [UInt8] = []
    encoder.compress([UInt8](repeating: 0, count: 1_000_000).span, into: &bytes)
    return bytes
  }()

  private func decompress(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> [UInt8] {
    var decoder = GzipDecoder()
    var output: [UInt8] = []
    try decoder.decompress(bytes.span, into: &output, limit: limit)
    return output
  }

  private func compress(_ bytes: [UInt8], level: Int = GzipEncoder.defaultLevel) -> [UInt8] {
    var encoder = GzipEncoder(level: level)
    var output: [UInt8] = []
    encoder.compress(bytes.span, into: &output)
    return output
  }

  private static func bytes(using random: inout SplitMix64) -> [UInt8] {
    let alphabet = UInt8.random(in: 0...255, using: &random)
    let length = [0, 1, 100, 40_000].randomElement(using: &random) ?? 0
    return (0..<length).map { _ in UInt8.random(in: 0...alphabet, using: &random) }
  }

  @Test func `what others have compressed is read`() throws {
    #expect(try decompress(Self.hello) == Array("hello".utf8))
    #expect(try decompress(Self.named) == Array("hello".utf8))
  }

  @Test func `what we compress has the head that RFC 1952 gives it`() {
    #expect(compress(Array("hello".utf8)).prefix(4) == [0x1f, 0x8b, 8, 0])
    // The checksum and the length at the end are those that Python has.
    #expect(compress(Array("hello".utf8)).suffix(8) == Self.hello.suffix(8))
  }

  @Test(arguments: 0...9)
  func `every level comes back`(level: Int) throws {
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    #expect(try decompress(compress(bytes, level: level)) == bytes)
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `one encoder and one decoder serve many messages, in any pieces`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var encoder = GzipEncoder()
    var decoder = GzipDecoder()
    for _ in 0..<10 {
      let bytes = Self.bytes(using: &random)
      var packed: [UInt8] = [1, 2, 3]
      encoder.compress(bytes.span, into: &packed)
      #expect(packed.prefix(3) == [1, 2, 3], "seed \(seed)")
      packed.removeFirst(3)
      var output: [UInt8] = [9]
      var rest = packed[...]
      decoder.begin()
      while !rest.isEmpty {
        let piece = Array(rest.prefix(Int.random(in: 0...200, using: &random)))
        rest = rest.dropFirst(piece.count)
        try decoder.read(piece.span, into: &output, limit: bytes.count)
      }
      try decoder.end()
      #expect(output == [9] + bytes, "seed \(seed)")
    }
  }

  @Test func `members one after the other hold what they hold together`() throws {
    #expect(try decompress(Self.hello + Self.named) == Array("hellohello".utf8))
    #expect(throws: GzipDecoder.Failure.longer(than: 9)) {
      try decompress(Self.hello + Self.named, limit: 9)
    }
  }

  @Test func `every cut is truncated`() {
    for length in Self.named.indices {
      #expect(throws: GzipDecoder.Failure.truncated, "\(length)") {
        try decompress(Array(Self.named.prefix(length)))
      }
    }
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `damaged bytes are refused or hold the same`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var bytes = compress(Array("a stream of some bytes, a stream of some bytes".utf8))
    let index = Int.random(in: bytes.indices, using: &random)
    bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
    // The head says much that does not matter, such as a time.
    guard let output = try? decompress(bytes) else { return }
    #expect(output == Array("a stream of some bytes, a stream of some bytes".utf8), "seed \(seed)")
  }

  @Test(arguments: [[0, 0], [0x1f, 0x8c], Array("trailing".utf8)] as [[UInt8]])
  func `bytes after the stream are corrupt`(bytes: [UInt8]) {
    #expect(throws: GzipDecoder.Failure.corrupt) { try decompress(Self.hello + bytes) }
  }

  @Test func `a bomb is found out before it costs memory`() {
    var decoder = GzipDecoder()
    var output: [UInt8] = []
    #expect(throws: GzipDecoder.Failure.longer(than: 5_000)) {
      try decoder.decompress(Self.bomb.span, into: &output, limit: 5_000)
    }
    #expect(output.count == 5_001)
    #expect(output.capacity < 64 * 1024)
  }

  @Test func `a limit that is just enough is enough`() throws {
    #expect(try decompress(Self.bomb, limit: 1_000_000).count == 1_000_000)
    #expect(throws: GzipDecoder.Failure.longer(than: 999_999)) {
      try decompress(Self.bomb, limit: 999_999)
    }
    #expect(try decompress(compress([]), limit: 0) == [])
  }

  @Test func `a decoder that has failed reads the next stream`() throws {
    var decoder = GzipDecoder()
    for bad in [Self.bomb, Array("bad".utf8), Array(Self.hello.dropLast())] {
      var output: [UInt8] = []
      #expect(throws: GzipDecoder.Failure.self) {
        try decoder.decompress(bad.span, into: &output, limit: 100)
      }
      output = []
      try decoder.decompress(Self.hello.span, into: &output, limit: 5)
      #expect(output == Array("hello".utf8))
    }
  }
}
