import Bytes
import Testing

struct ZlibTests {
  @Test(arguments: [0, 1, 100, 16_384, 100_000])
  func `what was compressed comes back`(length: Int) throws {
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7) }
    #expect(try Zlib.decompress(Zlib.compress(bytes), limit: length) == bytes)
  }

  @Test func `a stream that holds more than the limit is refused`() {
    let bomb = Zlib.compress([UInt8](repeating: 0, count: 1_000_000))
    #expect(throws: Zlib.Failure.longer(than: 1_000)) { try Zlib.decompress(bomb, limit: 1_000) }
  }

  @Test func `every cut of a stream is truncated`() throws {
    let whole = Zlib.compress(Array("a stream of some bytes, a stream of some bytes".utf8))
    for length in whole.indices {
      #expect(throws: Zlib.Failure.truncated) {
        try Zlib.decompress(Array(whole.prefix(length)), limit: 100)
      }
    }
  }

  @Test func `bytes that are no stream and bytes after a stream are corrupt`() {
    let followed = Zlib.compress([1, 2, 3]) + [0]
    for bytes in [Array("not a stream".utf8), followed] {
      #expect(throws: Zlib.Failure.corrupt) { try Zlib.decompress(bytes, limit: 100) }
    }
  }
}
