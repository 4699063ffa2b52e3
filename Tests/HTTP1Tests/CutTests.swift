import HTTP1
import Testing
import Timing

@Suite("However the bytes are cut") struct CutTests {
  static let requests =
    "GET / HTTP/1.1\r\nhost: a\r\n\r\n"
    + "POST /b HTTP/1.1\r\nhost: a\r\ncontent-length: 11\r\n\r\nhello\r\n\r\nyo"
    + "POST /b HTTP/1.1\r\nhost: a\r\ncontent-length: 11\r\n\r\nHELLO\r\n\r\nYO"
    + "POST /c HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n"
    + "3\r\nabc\r\n1;e\r\nd\r\n0\r\nt: u\r\n\r\n" + "\r\nGET /d HTTP/1.1\r\nhost: a\r\n\r\n"

  static let responses =
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    + "a\r\n0123456789\r\n2\r\nab\r\n0\r\n\r\n"

  private static func tell(
    _ role: Role,
    _ bytes: [UInt8],
    reads: [Int],
    remembers: Bool = false
  ) -> ([Told], String) {
    let end = End(role, remembers: remembers)
    if role == .client { end.ask("GET / HTTP/1.1\r\nhost: a\r\n\r\n") }
    var start = 0
    for count in reads {
      let next = min(start + count, bytes.count)
      end.hear(bytes[start..<next])
      start = next
    }
    end.hear(bytes[start...])
    return (end.told, end.said())
  }

  @Test(arguments: [(Role.server, requests), (.client, responses)])
  func `the caller hears the same`(role: Role, text: String) {
    let bytes = [UInt8](text.utf8)
    let whole = Self.tell(role, bytes, reads: [])
    #expect(whole.0.last == .ended)
    for cut in 1..<bytes.count {
      #expect(Self.tell(role, bytes, reads: [cut]) == whole, "cut at \(cut)")
      #expect(Self.tell(role, bytes, reads: [cut], remembers: true) == whole, "cut at \(cut)")
    }
    let single = [Int](repeating: 1, count: bytes.count)
    #expect(Self.tell(role, bytes, reads: single) == whole)
    #expect(Self.tell(role, bytes, reads: single, remembers: true) == whole)
  }

  /// Whatever is said, nothing traps, and neither cuts nor the memo change what it means.
  @Test(arguments: 0..<8 as Range<UInt64>)
  func `mutated bytes mean the same in every cut`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<400 {
      let role = random.next() % 2 == 0 ? Role.server : .client
      var bytes = [UInt8]((role == .server ? Self.requests : Self.responses).utf8)
      for _ in 0...(random.next() % 4) {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 4 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
        default: bytes[place] = Array(":\r\n ,0f;".utf8)[Int(random.next() % 8)]
        }
      }
      let whole = Self.tell(role, bytes, reads: [])
      let reads = (0..<bytes.count).map { _ in Int(random.next() % 9) }
      #expect(Self.tell(role, bytes, reads: reads) == whole, "seed \(seed)")
      #expect(Self.tell(role, bytes, reads: reads, remembers: true) == whole, "seed \(seed)")
    }
  }
}
