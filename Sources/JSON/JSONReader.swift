/// Reads JSON text (RFC 8259) a value at a time, in the order in which it stands there.
///
/// It is as strict as the RFC allows: no comment, no trailing comma, no lone surrogate, no byte
/// that is not UTF-8.
public struct JSONReader: ~Copyable {
  /// Objects and lists in each other; protobuf's own limit.
  public static let defaultMostLevels = 100

  @usableFromInline let start: UnsafePointer<UInt8>
  @usableFromInline let end: UnsafePointer<UInt8>
  @usableFromInline var next: UnsafePointer<UInt8>
  /// Nothing of the innermost object or list has been read.
  @usableFromInline var isFresh = false
  private var levelsLeft: Int
  /// Strings without their escapes; made for the first one that has any.
  private var scratch: UnsafeMutablePointer<UInt8>?

  private init(_ text: UnsafeBufferPointer<UInt8>, mostLevels: Int) {
    // Without bytes there is no address, and any will do that is not read.
    start = text.baseAddress ?? UnsafePointer(UnsafeMutablePointer(bitPattern: 8).unsafelyUnwrapped)
    end = start + text.count
    next = start
    levelsLeft = mostLevels
  }

  deinit {
    scratch?.deallocate()
  }

  /// Reads a text that is one value.
  public static func read<Value>(
    _ text: Span<UInt8>,
    mostLevels: Int = defaultMostLevels,
    _ value: (inout JSONReader) throws(JSONFailure) -> Value
  ) throws(JSONFailure) -> Value {
    try text.withUnsafeBufferPointer { (bytes) throws(JSONFailure) -> Value in
      var reader = JSONReader(bytes, mostLevels: mostLevels)
      let result = try value(&reader)
      guard reader.peek() == nil else { throw reader.failure(.trailing) }
      return result
    }
  }

  /// What is wrong at the place that has been reached.
  public func failure(_ reason: JSONFailure.Reason) -> JSONFailure {
    JSONFailure(reason, at: next - start)
  }

  /// The byte with which the next token begins; nil at the end.
  @inlinable @inline(__always)
  mutating func peek() -> UInt8? {
    while next < end {
      let byte = next.pointee
      // Space, tab, line feed, carriage return.
      guard byte <= 0x20, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else {
        return byte
      }
      next += 1
    }
    return nil
  }

  /// Takes one byte that must be next.
  @inlinable @inline(__always)
  mutating func take(_ byte: UInt8) throws(JSONFailure) {
    guard peek() == byte else { throw failure(next == end ? .cutShort : .unexpected) }
    next += 1
  }

  private mutating func enter(_ opening: UInt8) throws(JSONFailure) {
    try take(opening)
    guard levelsLeft > 0 else { throw failure(.tooDeep) }
    levelsLeft -= 1
    isFresh = true
  }

  /// Goes to the next member of the innermost object or list.
  ///
  /// - Returns: Whether there is one.
  @inline(__always)
  private mutating func advance(_ closing: UInt8) throws(JSONFailure) -> Bool {
    let byte = peek()
    if byte == UInt8(ascii: ","), !isFresh {
      next += 1
      return true
    }
    if byte == closing {
      next += 1
      levelsLeft += 1
      isFresh = false
      return false
    }
    if isFresh {
      isFresh = false
      return true
    }
    throw failure(next == end ? .cutShort : .unexpected)
  }

  public mutating func beginObject() throws(JSONFailure) { try enter(UInt8(ascii: "{")) }

  /// The next key of the innermost object; nil at its end.
  public mutating func nextKey() throws(JSONFailure) -> JSONToken? {
    guard try advance(UInt8(ascii: "}")) else { return nil }
    let key = try token()
    guard key.isValid else { throw failure(.notUTF8) }
    try take(UInt8(ascii: ":"))
    return key
  }

  public mutating func beginList() throws(JSONFailure) { try enter(UInt8(ascii: "[")) }

  /// Whether the innermost list has another element.
  public mutating func nextElement() throws(JSONFailure) -> Bool {
    try advance(UInt8(ascii: "]"))
  }

  /// Takes `null`, if it is next.
  @inlinable @inline(__always)
  public mutating func null() throws(JSONFailure) -> Bool {
    guard peek() == UInt8(ascii: "n") else { return false }
    try literal("null")
    return true
  }

  public mutating func bool() throws(JSONFailure) -> Bool {
    let isTrue = peek() == UInt8(ascii: "t")
    try literal(isTrue ? "true" : "false")
    return isTrue
  }

  @usableFromInline
  mutating func literal(_ word: StaticString) throws(JSONFailure) {
    _ = peek()
    let isThere =
      end - next >= word.utf8CodeUnitCount
      && JSONToken(next, word.utf8CodeUnitCount, isASCII: true).is(word)
    guard isThere else { throw failure(next == end ? .cutShort : .unexpected) }
    next += word.utf8CodeUnitCount
  }

  /// Passes over a value that nobody wants, and looks whether it is one.
  public mutating func skip() throws(JSONFailure) {
    switch peek() {
    case UInt8(ascii: "{"):
      try beginObject()
      while try nextKey() != nil { try skip() }
    case UInt8(ascii: "["):
      try beginList()
      while try nextElement() { try skip() }
    case UInt8(ascii: "\""):
      guard try token().isValid else { throw failure(.notUTF8) }
    case UInt8(ascii: "n"): try literal("null")
    case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try bool()
    case nil: throw failure(.cutShort)
    default: next = try number(from: next, to: end).end
    }
  }

  /// Memory for the rest of the text without its escapes, which make it no longer.
  mutating func room() -> UnsafeMutablePointer<UInt8> {
    if let scratch { return scratch }
    // Words are copied whole, so that the last one may need more than it has.
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: end - start + 8)
    scratch = memory
    return memory
  }
}
