import Bytes

/// Bodies in chunks (RFC 9112 §7.1).
extension Connection {
  /// Reads the line before a chunk.
  ///
  /// - Returns: Whether it was there.
  mutating func beginChunk(_ input: inout ReceiveBuffer) throws(Violation) -> Bool {
    guard let line = try lineCount(input, atMost: limits.maxChunkLine) else { return false }
    let size = try input.withBytes(at: input.start, count: line) { bytes throws(Violation) in
      try Self.chunkSize(bytes)
    }
    input.consume(line)
    try countBody(size)
    if size == 0 { received = 0 }
    place = size == 0 ? .trailers : .chunk(left: size)
    return true
  }

  /// Reads the line break behind a chunk.
  mutating func endChunk(_ input: inout ReceiveBuffer) throws(Violation) -> Bool {
    guard input.count >= 2 else { return false }
    let isBreak = input.withBytes(at: input.start, count: 2) {
      $0[0] == LineBreak.carriageReturn && $0[1] == LineBreak.feed
    }
    guard isBreak else { throw .malformed("a chunk is longer than it says") }
    input.consume(2)
    place = .chunkLine
    return true
  }

  /// Drops the fields behind the last chunk: nothing that we speak has any.
  mutating func skipTrailers(_ input: inout ReceiveBuffer) throws(Violation) -> Bool {
    while true {
      let left = limits.maxTrailers - received
      guard let line = try lineCount(input, atMost: left) else { return false }
      if line > 2 {
        try input.withBytes(at: input.start, count: line - 2) { bytes throws(Violation) in
          _ = try HeadParser.parts(of: bytes)
        }
      }
      input.consume(line)
      received += line
      if line == 2 {
        place = .idle
        owesEnd = true
        return true
      }
    }
  }

  /// Bytes of the line at the start of the input, with its break.
  private func lineCount(
    _ input: borrowing ReceiveBuffer,
    atMost limit: Int
  ) throws(Violation) -> Int? {
    let count = try input.withBytes(at: input.start, count: min(input.count, limit)) {
      bytes throws(Violation) -> Int? in
      for index in bytes.indices where bytes[index] == LineBreak.feed {
        var start = 0
        _ = try HeadParser.line(of: bytes, from: &start)
        return index + 1
      }
      return nil
    }
    guard count != nil || input.count < limit else {
      throw .malformed("a line of its chunked body has more than \(limit) bytes")
    }
    return count
  }

  /// The number at the start of a chunk's line, in hexadecimal digits; extensions may follow.
  private static func chunkSize(_ line: Span<UInt8>) throws(Violation) -> Int {
    var size = 0
    var digits = 0
    while digits < line.count, let digit = hexDigit(line[digits]) {
      guard digits < 15 else { throw Violation(413, "a chunk is too long") }
      size = size << 4 | digit
      digits += 1
    }
    let rest = FieldRules.trim(line, digits..<line.count - 2)
    guard digits > 0, rest.isEmpty || line[rest.lowerBound] == UInt8(ascii: ";"),
      FieldRules.isValue(line.extracting(rest))
    else {
      throw .malformed("a chunk has no size: \(line.extracting(0..<line.count - 2).excerpt())")
    }
    return size
  }

  private static func hexDigit(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}
