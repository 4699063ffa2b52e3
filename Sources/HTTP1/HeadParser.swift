import Bytes

/// Reads a head whose last line break has come.
///
/// Stricter than RFC 9112 asks: a line ends with CRLF and nothing else, and no line is folded.
struct HeadParser {
  let role: Role
  let limits: Limits
  private(set) var status = 0
  private(set) var framing = MessageFraming(minor: 1)

  init(_ role: Role, _ limits: Limits) {
    self.role = role
    self.limits = limits
  }

  /// Where a head ends that begins with the bytes, `searched` of which have been looked at before:
  /// behind its empty line.
  ///
  /// - Throws: A violation where a line ends otherwise than with CRLF: of such a head the end would
  ///   be waited for in vain.
  static func end(of bytes: Span<UInt8>, searched: Int) throws(Violation) -> Int? {
    var index = searched
    while index < bytes.count {
      if bytes[index] == LineBreak.feed {
        guard index > 0, bytes[index - 1] == LineBreak.carriageReturn else {
          throw .malformed("a line ends without CRLF")
        }
        if index >= 3, bytes[index - 2] == LineBreak.feed,
          bytes[index - 3] == LineBreak.carriageReturn
        {
          return index + 1
        }
      }
      index += 1
    }
    return nil
  }

  /// Takes a whole head apart.
  mutating func parse(_ head: Span<UInt8>, into fields: inout HeadFields) throws(Violation) {
    fields.removeAll()
    var start = 0
    let first = try Self.line(of: head, from: &start)
    switch role {
    case .client: try statusLine(head.extracting(first))
    case .server: try requestLine(head.extracting(first), &fields)
    }
    while true {
      let line = try Self.line(of: head, from: &start)
      guard !line.isEmpty else { return }
      guard fields.count < limits.maxFields else {
        throw Violation(431, "it has more than \(limits.maxFields) fields")
      }
      try field(head.extracting(line), &fields)
    }
  }

  /// The next line without its break.
  static func line(
    of bytes: Span<UInt8>,
    from start: inout Int
  ) throws(Violation) -> Range<Int> {
    var index = start
    while index < bytes.count, bytes[index] != LineBreak.feed { index += 1 }
    guard index < bytes.count, index > start, bytes[index - 1] == LineBreak.carriageReturn else {
      throw .malformed("a line ends without CRLF")
    }
    let line = start..<index - 1
    start = index + 1
    return line
  }

  /// `HTTP/1.1 200 OK`; the words after the number are optional.
  private mutating func statusLine(_ line: Span<UInt8>) throws(Violation) {
    guard line.count >= 12, line[8] == UInt8(ascii: " "),
      line.count == 12 || line[12] == UInt8(ascii: " "), FieldRules.isValue(line)
    else {
      throw .malformed("it does not begin with a status line: \(line.excerpt())")
    }
    let minor = try Self.minor(line.extracting(0..<8))
    guard let status = line.extracting(9..<12).wholeNumber(upTo: 999), status >= 100 else {
      throw .malformed("its status is no number: \(line.excerpt())")
    }
    self.status = status
    framing = MessageFraming(minor: minor)
  }

  /// `POST /a HTTP/1.1`, with one space between the parts.
  private mutating func requestLine(
    _ line: Span<UInt8>,
    _ fields: inout HeadFields
  ) throws(Violation) {
    guard let first = Self.space(in: line, from: 0),
      let second = Self.space(in: line, from: first + 1)
    else {
      throw .malformed("it does not begin with a request line: \(line.excerpt())")
    }
    let method = line.extracting(0..<first)
    let target = line.extracting(first + 1..<second)
    guard FieldRules.isToken(method), FieldRules.isTarget(target) else {
      throw .malformed("its request line is malformed: \(line.excerpt())")
    }
    let minor = try Self.minor(line.extracting(second + 1..<line.count))
    guard target.count <= limits.maxTarget else {
      throw Violation(414, "its target has more than \(limits.maxTarget) bytes")
    }
    framing = MessageFraming(minor: minor)
    fields.setRequestLine(method: method, target: target)
  }

  private mutating func field(
    _ line: Span<UInt8>,
    _ fields: inout HeadFields
  ) throws(Violation) {
    let (name, value) = try Self.parts(of: line)
    let kept = fields.append(name: line.extracting(name), value: line.extracting(value))
    framing.field(name: fields.bytes.span.extracting(kept), value: line.extracting(value))
  }

  /// Name and value of a field's line.
  static func parts(
    of line: Span<UInt8>
  ) throws(Violation) -> (name: Range<Int>, value: Range<Int>) {
    var colon = 0
    while colon < line.count, line[colon] != UInt8(ascii: ":") { colon += 1 }
    guard colon < line.count, FieldRules.isToken(line.extracting(0..<colon)) else {
      throw .malformed("a field is malformed: \(line.excerpt())")
    }
    let value = FieldRules.trim(line, colon + 1..<line.count)
    guard FieldRules.isValue(line.extracting(value)) else {
      throw .malformed("a field has control characters: \(line.excerpt())")
    }
    return (0..<colon, value)
  }

  private static func minor(_ version: Span<UInt8>) throws(Violation) -> Int {
    if version.spells("HTTP/1.1") { return 1 }
    if version.spells("HTTP/1.0") { return 0 }
    guard version.count == 8, version.has("HTTP/", at: 0) else {
      throw .malformed("it is not HTTP: \(version.excerpt())")
    }
    throw Violation(505, "it speaks \(version.excerpt()), and this end HTTP/1.1")
  }

  private static func space(in line: Span<UInt8>, from start: Int) -> Int? {
    var index = start
    while index < line.count {
      if line[index] == UInt8(ascii: " ") { return index }
      index += 1
    }
    return nil
  }
}

/// The two bytes at the end of a line.
enum LineBreak {
  static let carriageReturn = UInt8(ascii: "\r")
  static let feed = UInt8(ascii: "\n")
}
