extension Array<UInt8> {
  /// Appends bytes that are lent; in one copy, where a loop takes a nanosecond for each.
  @inlinable
  public mutating func append(_ bytes: Span<UInt8>) {
    bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
  }
}
