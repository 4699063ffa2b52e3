/// What a proxy has said to CONNECT (RFC 9110 §9.3.6, RFC 9112), as far as it has come.
enum TunnelAnswer: Equatable, Sendable {
  /// The end of the head is still to come.
  case incomplete
  /// The tunnel stands behind so many bytes; what follows is the target's.
  case open(bytes: Int)
  /// With the status and its words, such as `407 Proxy Authentication Required`.
  case refused(status: Int, String)
  /// The answer is none of HTTP/1.
  case nonsense(String)

  /// Bytes of all heads together, also of those that only inform.
  static let longest = 8 * 1024

  /// Reads from the first byte of the answer.
  init(_ bytes: Span<UInt8>) {
    var start = 0
    while true {
      guard Self.begins(bytes, at: start) else {
        self = .nonsense("it does not answer as an HTTP proxy")
        return
      }
      guard let end = Self.headEnd(bytes, from: start) else {
        self =
          bytes.count >= Self.longest
          ? .nonsense("its answer has no end within \(Self.longest) bytes") : .incomplete
        return
      }
      guard let (status, words) = Self.head(bytes, start..<end) else {
        self = .nonsense("its answer is not well-formed HTTP")
        return
      }
      switch status {
      case 200..<300: self = .open(bytes: end)
      // Only informs: the answer itself is still to come (RFC 9110 §15.2). 101 would be another
      // protocol.
      case 100, 102..<200:
        start = end
        continue
      default: self = .refused(status: status, words)
      }
      return
    }
  }

  /// Whether what has come may be the start of a status line.
  private static func begins(_ bytes: Span<UInt8>, at start: Int) -> Bool {
    for (place, letter) in "HTTP/1.".utf8.enumerated() {
      guard start + place < bytes.count else { return true }
      guard bytes[start + place] == letter else { return false }
    }
    return true
  }

  /// Where the head ends, behind its empty line; nil if that has not come.
  private static func headEnd(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    let most = min(bytes.count, longest)
    guard most - start >= 4 else { return nil }
    for place in start...(most - 4)
    where bytes[place] == 13 && bytes[place + 1] == 10 && bytes[place + 2] == 13
      && bytes[place + 3] == 10
    {
      return place + 4
    }
    return nil
  }

  /// The status and its words; nil where a line is not what RFC 9112 §4 and §5 have it to be.
  private static func head(
    _ bytes: Span<UInt8>,
    _ range: Range<Int>
  ) -> (status: Int, words: String)? {
    let lines = lines(bytes, range.dropLast(4))
    let first = lines[0]
    guard first.count >= 12 else { return nil }
    let digits = first[9..<12]
    guard [48, 49].contains(first[7]), first[8] == 32,
      digits.allSatisfy({ (48...57).contains($0) }),
      first.count == 12 || first[12] == 32
    else { return nil }
    let status = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    guard (100...599).contains(status), lines.allSatisfy(isText),
      lines.dropFirst().allSatisfy(isField)
    else { return nil }
    let words = first[9...].filter { (32..<127).contains($0) }.prefix(80)
    return (status, String(decoding: words, as: UTF8.self))
  }

  /// At least one.
  private static func lines(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [[UInt8]] {
    var lines: [[UInt8]] = [[]]
    var place = range.lowerBound
    while place < range.upperBound {
      if bytes[place] == 13, place + 1 < range.upperBound, bytes[place + 1] == 10 {
        lines.append([])
        place += 2
      } else {
        lines[lines.count - 1].append(bytes[place])
        place += 1
      }
    }
    return lines
  }

  /// No control character but the tab: a bare line feed would be read in two ways.
  private static func isText(_ line: [UInt8]) -> Bool {
    line.allSatisfy { $0 == 9 || $0 >= 32 && $0 != 127 }
  }

  /// A name of at least one character directly before its colon; no folded line.
  private static func isField(_ line: [UInt8]) -> Bool {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return false }
    return line[..<colon].allSatisfy { $0 > 32 && $0 < 127 }
  }
}
