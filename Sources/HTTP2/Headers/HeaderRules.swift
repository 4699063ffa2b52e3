/// What RFC 9113 §8.1 – §8.3 asks of one header list, checked field by field.
struct HeaderRules {
  let kind: HeaderListKind
  private let listLimit: Int
  private let fieldLimit: Int
  private(set) var listSize = 0
  private(set) var contentLength: Int64 = -1
  /// The value of `:status`; zero while it has not come.
  private(set) var status = 0
  /// The first thing that is wrong with the list.
  private(set) var malformed: StaticString?

  private var fieldCount = 0
  private var regularSeen = false
  private var seen: Seen = []

  private struct Seen: OptionSet {
    let rawValue: UInt16
    static let method = Seen(rawValue: 1)
    static let scheme = Seen(rawValue: 2)
    static let path = Seen(rawValue: 4)
    static let authority = Seen(rawValue: 8)
    static let status = Seen(rawValue: 16)
    static let contentLength = Seen(rawValue: 32)
    /// `:method` is CONNECT or OPTIONS, `:path` is the asterisk.
    static let connect = Seen(rawValue: 64)
    static let options = Seen(rawValue: 128)
    static let asterisk = Seen(rawValue: 256)
    static let host = Seen(rawValue: 512)
  }

  init(kind: HeaderListKind, limits: Limits) {
    self.kind = kind
    listLimit = limits.headerList
    fieldLimit = limits.headerFields
  }

  var isTooLarge: Bool { listSize > listLimit || fieldCount > fieldLimit }

  /// Takes note of a field; false when it is not worth keeping.
  mutating func accept(
    name: UnsafeBufferPointer<UInt8>,
    value: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    listSize += name.count + value.count + 32
    fieldCount += 1
    guard !isTooLarge, malformed == nil else { return false }
    if name.first == UInt8(ascii: ":") {
      pseudo(name, value)
    } else {
      regularSeen = true
      regular(name, value)
    }
    return malformed == nil
  }

  /// The verdict on the complete list.
  mutating func finish() {
    guard malformed == nil else { return }
    switch kind {
    case .request where seen.contains(.connect):
      // RFC 9113 §8.5.
      if !seen.contains(.authority) || !seen.isDisjoint(with: [.scheme, .path]) {
        malformed = "CONNECT with :scheme or :path, or without :authority"
      }
    case .request where !seen.isSuperset(of: [.method, .scheme, .path]):
      malformed = "a request without :method, :scheme or :path"
    case .request where seen.contains(.asterisk) && !seen.contains(.options):
      malformed = "a :path that only OPTIONS may have"
    case .response where status == 0:
      malformed = "a response without :status"
    default:
      break
    }
  }

  private mutating func pseudo(
    _ name: UnsafeBufferPointer<UInt8>,
    _ value: UnsafeBufferPointer<UInt8>
  ) {
    guard !regularSeen else { return reject("a pseudo-header after a regular field") }
    guard kind != .trailers else { return reject("a pseudo-header in trailers") }
    switch (kind, name) {
    case (.request, ":method"):
      note(.method, isLawful: Self.isMethod(value))
      if "CONNECT" ~= value { seen.insert(.connect) }
      if "OPTIONS" ~= value { seen.insert(.options) }
    case (.request, ":scheme"): note(.scheme, isLawful: Self.isScheme(value))
    case (.request, ":path"):
      let isAsterisk = "*" ~= value
      note(.path, isLawful: isAsterisk || Self.isPath(value))
      if isAsterisk { seen.insert(.asterisk) }
    case (.request, ":authority"): note(.authority, isLawful: Self.isAuthority(value))
    case (.response, ":status"):
      status = Self.decimal(value, digits: 3...3).map(Int.init) ?? 0
      // HTTP/2 has no 101 (RFC 9113 §8.6).
      note(.status, isLawful: (100...999).contains(status) && status != 101)
    default: reject("an unknown pseudo-header")
    }
  }

  private mutating func note(_ field: Seen, isLawful: Bool) {
    guard isLawful else { return reject("a pseudo-header with an impossible value") }
    guard seen.insert(field).inserted else { return reject("a pseudo-header twice") }
  }

  private mutating func regular(
    _ name: UnsafeBufferPointer<UInt8>,
    _ value: UnsafeBufferPointer<UInt8>
  ) {
    guard Self.isFieldName(name) else { return reject("a forbidden byte in a field name") }
    guard Self.isFieldValue(value) else { return reject("a forbidden byte in a field value") }
    switch name {
    case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade":
      reject("a connection-specific field")
    case "te" where !Self.isTrailers(value):
      reject("te with another value than trailers")
    case "content-length" where kind != .trailers:
      guard let length = Self.decimal(value, digits: 1...18) else {
        return reject("a content-length that is not a number")
      }
      guard seen.insert(.contentLength).inserted || contentLength == length else {
        return reject("two different content-length fields")
      }
      contentLength = length
    case "host" where kind == .request:
      // RFC 9110 §7.2: it says once what `:authority` says.
      if !seen.insert(.host).inserted { reject("host twice") }
    default:
      break
    }
  }

  private mutating func reject(_ reason: StaticString) {
    malformed = reason
  }

  /// The keyword is not case-sensitive (RFC 9110 §10.1.4).
  private static func isTrailers(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
    value.lazy.map { $0 | 0x20 }.elementsEqual("trailers".utf8)
  }

  private static func decimal(
    _ text: UnsafeBufferPointer<UInt8>,
    digits: ClosedRange<Int>
  ) -> Int64? {
    guard digits.contains(text.count) else { return nil }
    var number: Int64 = 0
    for byte in text {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      number = number * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return number
  }

  /// RFC 9113 §8.2.1: no control, space, upper-case or non-ASCII byte, and no colon.
  static func isFieldName(_ name: some Collection<UInt8>) -> Bool {
    !name.isEmpty
      && name.allSatisfy { byte in
        byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: ":")
          && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      }
  }

  /// RFC 9113 §8.2.1: no NUL, line feed or carriage return, and no blank at either end.
  private static func isFieldValue(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = value.first, let last = value.last else { return true }
    let blanks: [UInt8] = [0x20, 0x09]
    return !blanks.contains(first) && !blanks.contains(last)
      && value.allSatisfy { $0 != 0 && $0 != 0x0a && $0 != 0x0d }
  }
}

/// Lets a switch compare raw bytes with a literal.
private func ~= (pattern: StaticString, bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  pattern.utf8CodeUnitCount == bytes.count
    && UnsafeBufferPointer(start: pattern.utf8Start, count: bytes.count).elementsEqual(bytes)
}
