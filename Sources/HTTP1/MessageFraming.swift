import Bytes

/// How long a message is and what becomes of the connection after it, collected field by field
/// (RFC 9112 §6 and §9.3).
///
/// Where two readers could disagree about a message's length there is a hole for smuggling: such
/// messages are refused even where the RFC lets a recipient guess.
struct MessageFraming {
  enum Body: Equatable {
    case none
    case length(Int)
    case chunked
    /// The body of a response ends with the connection.
    case untilClose
  }

  /// The minor version of HTTP/1.
  private let minor: Int
  private var length: Int?
  private var isChunked = false
  private var hosts = 0
  /// A host that is none, to be told.
  private var wrongHost: String?
  private var saysClose = false
  private(set) var expectsContinue = false
  private(set) var violation: Violation?

  init(minor: Int) {
    self.minor = minor
  }

  /// The peer lets the connection stand after this exchange.
  ///
  /// A peer of HTTP/1.0 may wish that too, but believes it only if it is told so, and nobody
  /// measures with HTTP/1.0: its connections end.
  var keepsAlive: Bool { !saysClose && minor == 1 }

  mutating func field(name: Span<UInt8>, value: Span<UInt8>) {
    switch name.count {
    case 4 where name.spells("host"):
      hosts += 1
      if !FieldRules.isHost(value) { wrongHost = value.excerpt() }
    case 6 where name.spells("expect"):
      if value.count == 12, value.beginsIgnoringCase(with: "100-continue") {
        // A client of HTTP/1.0 would take 100 for the answer (RFC 9110 §10.1.1).
        expectsContinue = minor == 1
      } else {
        note(Violation(417, "it expects what we cannot do: \(value.excerpt())"))
      }
    case 10 where name.spells("connection"): connection(value)
    case 14 where name.spells("content-length"): contentLength(value)
    case 17 where name.spells("transfer-enco", "ding"): transferEncoding(value)
    default: break
    }
  }

  private mutating func connection(_ value: Span<UInt8>) {
    var closes = false
    FieldRules.forEachElement(of: value) { option in
      if option.count == 5, option.beginsIgnoringCase(with: "close") { closes = true }
    }
    saysClose = saysClose || closes
  }

  private mutating func contentLength(_ value: Span<UInt8>) {
    guard let number = value.wholeNumber(upTo: .max) else {
      return note(.malformed("its content-length is no number: \(value.excerpt())"))
    }
    if let length, length != number {
      return note(.malformed("it has two content-lengths, \(length) and \(number)"))
    }
    length = number
  }

  private mutating func transferEncoding(_ value: Span<UInt8>) {
    guard value.count == 7, value.beginsIgnoringCase(with: "chunked"), !isChunked else {
      return note(Violation(501, "it has a transfer-encoding that is not chunked alone"))
    }
    isChunked = true
  }

  /// The body of a request.
  func requestBody(limit: Int) throws(Violation) -> Body {
    try check()
    // RFC 9112 §3.2; only a client of HTTP/1.0 may say none.
    if hosts > 1 { throw .malformed("it has \(hosts) hosts") }
    if hosts == 0, minor == 1 { throw .malformed("it has no host") }
    if let wrongHost { throw .malformed("its host is malformed: \(wrongHost)") }
    if isChunked { return .chunked }
    guard let length else { return .none }
    guard length <= limit else {
      throw Violation(413, "its body has \(length) bytes, and the limit is \(limit)")
    }
    return length == 0 ? .none : .length(length)
  }

  /// The body of a response to a request that was not HEAD.
  func responseBody(status: Int, limit: Int) throws(Violation) -> Body {
    try check()
    if status == 204 || status == 304 { return .none }
    if isChunked { return .chunked }
    guard let length else { return .untilClose }
    guard length <= limit else {
      throw Violation(502, "its body has \(length) bytes, and the limit is \(limit)")
    }
    return length == 0 ? .none : .length(length)
  }

  private func check() throws(Violation) {
    if let violation { throw violation }
    if isChunked, length != nil {
      throw .malformed("it has both a content-length and a transfer-encoding")
    }
    if isChunked, minor == 0 { throw .malformed("it is HTTP/1.0 and chunked") }
  }

  /// The first thing that is wrong stays.
  private mutating func note(_ violation: Violation) {
    if self.violation == nil { self.violation = violation }
  }
}
