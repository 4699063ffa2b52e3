public import Glibc

/// A key or a string of a text, without its quotes and escapes; good until the reader goes on.
public struct JSONToken {
  @usableFromInline let base: UnsafePointer<UInt8>
  @usableFromInline let count: Int
  /// No byte is above 127.
  @usableFromInline let isASCII: Bool

  @inlinable
  init(_ base: UnsafePointer<UInt8>, _ count: Int, isASCII: Bool) {
    self.base = base
    self.count = count
    self.isASCII = isASCII
  }

  /// Whether it is a name; of a literal the compiler makes one or two comparisons of words.
  @inlinable @inline(__always)
  public func `is`(_ name: StaticString) -> Bool {
    count == name.utf8CodeUnitCount && memcmp(base, name.utf8Start, name.utf8CodeUnitCount) == 0
  }

  /// Whether it is UTF-8.
  @usableFromInline
  var isValid: Bool {
    isASCII || (try? UTF8Span(validating: Span(_unsafeStart: base, count: count))) != nil
  }
}
