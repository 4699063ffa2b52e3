public import Glibc

/// Writes JSON text a value at a time, without white space, into memory of one size.
///
/// What does not fit is left out and said at the end: the text is then written anew.
public struct JSONWriter: ~Copyable {
  /// Bytes that no text may have, as no message of protobuf may.
  public static let mostBytes = 1 << 31

  @usableFromInline var next: UnsafeMutablePointer<UInt8>
  @usableFromInline let start: UnsafeMutablePointer<UInt8>
  @usableFromInline let end: UnsafeMutablePointer<UInt8>
  /// Something did not fit.
  @usableFromInline var isFull = false

  @usableFromInline
  init(_ memory: UnsafeMutableBufferPointer<UInt8>) {
    // Without memory there is no address, and any will do that nothing is written to.
    start = memory.baseAddress ?? UnsafeMutablePointer(bitPattern: 8).unsafelyUnwrapped
    next = start
    end = start + memory.count
  }

  /// The text of a value; nil when it has more bytes than any text may.
  ///
  /// - Parameters:
  ///   - estimate: The bytes that it will probably need; another try has twice as many.
  ///   - write: Writes the value, each time the same.
  /// - Returns: The text.
  public static func text(
    estimate: Int,
    _ write: (inout JSONWriter) -> Void
  ) -> [UInt8]? {
    var capacity = min(max(64, estimate), mostBytes)
    while true {
      var isFull = false
      let text = [UInt8](unsafeUninitializedCapacity: capacity) { memory, count in
        var writer = JSONWriter(memory)
        write(&writer)
        isFull = writer.isFull
        count = writer.next - writer.start
      }
      if !isFull { return text }
      guard capacity < mostBytes else { return nil }
      capacity = min(2 * capacity, mostBytes)
    }
  }

  /// Whether there is room for so many bytes.
  @inlinable @inline(__always)
  mutating func hasRoom(_ count: Int) -> Bool {
    if end - next >= count { return true }
    isFull = true
    return false
  }

  @inlinable @inline(__always)
  mutating func put(_ byte: UInt8) {
    guard hasRoom(1) else { return }
    next.pointee = byte
    next += 1
  }

  @inlinable @inline(__always)
  public mutating func beginObject() { put(UInt8(ascii: "{")) }

  @inlinable @inline(__always)
  public mutating func endObject() { put(UInt8(ascii: "}")) }

  @inlinable @inline(__always)
  public mutating func beginList() { put(UInt8(ascii: "[")) }

  @inlinable @inline(__always)
  public mutating func endList() { put(UInt8(ascii: "]")) }

  /// Begins an element of the innermost list.
  @inlinable @inline(__always)
  public mutating func element() { separate(after: UInt8(ascii: "[")) }

  /// Begins a member of the innermost object; the key has nothing that must be escaped.
  @inlinable @inline(__always)
  public mutating func key(_ name: StaticString) {
    separate(after: UInt8(ascii: "{"))
    let count = name.utf8CodeUnitCount
    guard hasRoom(count + 3) else { return }
    next.pointee = UInt8(ascii: "\"")
    memcpy(next + 1, name.utf8Start, count)
    next[count + 1] = UInt8(ascii: "\"")
    next[count + 2] = UInt8(ascii: ":")
    next += count + 3
  }

  /// The same for a key of any text.
  public mutating func key(_ text: String) {
    separate(after: UInt8(ascii: "{"))
    string(text)
    put(UInt8(ascii: ":"))
  }

  /// Puts a comma, unless the object or list has just begun: no value ends like that.
  @inlinable @inline(__always)
  mutating func separate(after opening: UInt8) {
    guard next > start, next[-1] != opening else { return }
    put(UInt8(ascii: ","))
  }

  @inlinable
  public mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }

  /// A value of an enumeration by its name.
  @inlinable @inline(__always)
  public mutating func name(_ name: StaticString) {
    put(UInt8(ascii: "\""))
    literal(name)
    put(UInt8(ascii: "\""))
  }

  @inlinable @inline(__always)
  mutating func literal(_ text: StaticString) {
    let count = text.utf8CodeUnitCount
    guard hasRoom(count) else { return }
    memcpy(next, text.utf8Start, count)
    next += count
  }
}
