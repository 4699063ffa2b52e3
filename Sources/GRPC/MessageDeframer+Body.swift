/// A message that has no prefix: it is all of a body, and ends where that ends.
extension MessageDeframer {
  /// Counts bytes of the one message.
  ///
  /// - Returns: Why it is not read on, if it has become too long.
  @inline(__always)
  public mutating func takeBody(_ count: Int) -> DeframingError? {
    let (total, overflows) = bodyLength.addingReportingOverflow(UInt32(clamping: count))
    bodyLength = total
    guard !overflows, total <= limit else {
      return .tooLong(length: overflows ? Int(UInt32.max) : Int(total), limit: Int(limit))
    }
    return nil
  }
}
