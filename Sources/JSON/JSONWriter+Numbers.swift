import CNumbers

/// Numbers in the form of protobuf's mapping: those of 64 bits in a string, because readers with
/// doubles alone would round them.
extension JSONWriter {
  /// Bytes of the longest number, in its quotes.
  private static let longest = 26

  public mutating func number(_ value: Int32) {
    guard hasRoom(Self.longest) else { return }
    if value < 0 { put(UInt8(ascii: "-")) }
    digits(UInt64(value.magnitude))
  }

  public mutating func quoted(_ value: Int64) {
    guard hasRoom(Self.longest) else { return }
    put(UInt8(ascii: "\""))
    if value < 0 { put(UInt8(ascii: "-")) }
    digits(value.magnitude)
    put(UInt8(ascii: "\""))
  }

  public mutating func quoted(_ value: UInt64) {
    guard hasRoom(Self.longest) else { return }
    put(UInt8(ascii: "\""))
    digits(value)
    put(UInt8(ascii: "\""))
  }

  public mutating func number(_ value: Double) {
    guard hasRoom(Self.longest) else { return }
    guard value.isFinite else { return notFinite(isNaN: value.isNaN, isNegative: value < 0) }
    if let whole = Int32(exactly: value) { return small(whole, isNegative: value.sign == .minus) }
    wrote(grpcbench_write_double(place, value))
  }

  public mutating func number(_ value: Float) {
    guard hasRoom(Self.longest) else { return }
    guard value.isFinite else { return notFinite(isNaN: value.isNaN, isNegative: value < 0) }
    if let whole = Int32(exactly: value) { return small(whole, isNegative: value.sign == .minus) }
    // The shortest text of the largest float is above it, and readers that look at it as a double
    // find it too large.
    if value.magnitude == .greatestFiniteMagnitude { return number(Double(value)) }
    wrote(grpcbench_write_float(place, value))
  }

  /// Writes a whole value; zero keeps its sign by its point, because readers take -0 for a whole
  /// number that has none.
  private mutating func small(_ whole: Int32, isNegative: Bool) {
    if whole == 0, isNegative { literal("-0.0") } else { number(whole) }
  }

  private mutating func notFinite(isNaN: Bool, isNegative: Bool) {
    name(isNaN ? "NaN" : isNegative ? "-Infinity" : "Infinity")
  }

  private var place: UnsafeMutablePointer<CChar> {
    UnsafeMutableRawPointer(next).assumingMemoryBound(to: CChar.self)
  }

  private mutating func wrote(_ end: UnsafeMutablePointer<CChar>?) {
    // The text ends behind where it began.
    next += end.unsafelyUnwrapped - place
  }

  /// Writes decimal digits, two at a time from the last; there is room for them.
  @inline(__always)
  private mutating func digits(_ value: UInt64) {
    let count = Self.digitCount(value)
    var rest = value
    var place = next + count
    while rest >= 100 {
      let pair = Int(rest % 100) * 2
      rest /= 100
      place -= 2
      place[0] = Self.pairs.utf8Start[pair]
      place[1] = Self.pairs.utf8Start[pair + 1]
    }
    if rest >= 10 {
      place[-2] = Self.pairs.utf8Start[Int(rest) * 2]
      place[-1] = Self.pairs.utf8Start[Int(rest) * 2 + 1]
    } else {
      place[-1] = UInt8(ascii: "0") + UInt8(rest)
    }
    next += count
  }

  @inline(__always)
  private static func digitCount(_ value: UInt64) -> Int {
    var count = 1
    var rest = value
    while rest >= 10_000 {
      rest /= 10_000
      count += 4
    }
    return count + (rest >= 1_000 ? 3 : rest >= 100 ? 2 : rest >= 10 ? 1 : 0)
  }

  private static var pairs: StaticString {
    """
    00010203040506070809101112131415161718192021222324252627282930313233343536373839\
    40414243444546474849505152535455565758596061626364656667686970717273747576777879\
    8081828384858687888990919293949596979899
    """
  }
}
