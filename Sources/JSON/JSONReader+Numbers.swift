import CNumbers

/// Numbers, as JSON has them or in a string of their own.
extension JSONReader {
  public mutating func int32() throws(JSONFailure) -> Int32 {
    guard let number = Int32(exactly: try int64()) else { throw failure(.outOfRange) }
    return number
  }

  public mutating func int64() throws(JSONFailure) -> Int64 {
    let (isNegative, magnitude) = try whole()
    if !isNegative, magnitude <= UInt64(Int64.max) { return Int64(magnitude) }
    if isNegative, magnitude <= 1 << 63 { return Int64(bitPattern: 0 &- magnitude) }
    throw failure(.outOfRange)
  }

  public mutating func uint64() throws(JSONFailure) -> UInt64 {
    let (isNegative, magnitude) = try whole()
    guard !isNegative || magnitude == 0 else { throw failure(.outOfRange) }
    return magnitude
  }

  public mutating func double() throws(JSONFailure) -> Double {
    try floating { (reader, number) throws(JSONFailure) in try reader.double(number) }
  }

  public mutating func float() throws(JSONFailure) -> Float {
    try floating { (reader, number) throws(JSONFailure) in try reader.float(number) }
  }

  /// A number with or without quotes, or one of three names.
  @inline(__always)
  private mutating func floating<Value: BinaryFloatingPoint>(
    _ value: (borrowing JSONReader, JSONNumber) throws(JSONFailure) -> Value
  ) throws(JSONFailure) -> Value {
    guard peek() == UInt8(ascii: "\"") else {
      let number = try number(from: next, to: end)
      let value = try value(self, number)
      next = number.end
      return value
    }
    if let number = plainNumber() { return try value(self, number) }
    let token = try token()
    if token.is("NaN") { return .nan }
    if token.is("Infinity") { return .infinity }
    if token.is("-Infinity") { return -.infinity }
    return try value(self, number(token))
  }

  /// The name of an enumeration's value; nil where a number stands in its place.
  public mutating func name() throws(JSONFailure) -> JSONToken? {
    peek() == UInt8(ascii: "\"") ? try token() : nil
  }

  @inline(__always)
  private mutating func whole() throws(JSONFailure) -> (isNegative: Bool, magnitude: UInt64) {
    guard peek() == UInt8(ascii: "\"") else {
      let number = try number(from: next, to: end)
      let value = try whole(number)
      next = number.end
      return value
    }
    if let number = plainNumber() { return try whole(number) }
    return try whole(number(token()))
  }

  /// Takes a number in quotes that has no escape; nil, and nothing taken, where something else
  /// stands in them.
  @inline(__always)
  private mutating func plainNumber() -> JSONNumber? {
    guard let number = JSONNumber(next + 1, end), number.end < end,
      number.end.pointee == UInt8(ascii: "\"")
    else { return nil }
    next = number.end + 1
    return number
  }

  @inline(__always)
  private func whole(
    _ number: JSONNumber
  ) throws(JSONFailure) -> (isNegative: Bool, magnitude: UInt64) {
    if number.exponent == 0, number.isExact { return (number.isNegative, number.digits) }
    return try scaled(number)
  }

  /// A whole number with a point, an exponent, or too many digits for a word.
  @inline(never)
  private func scaled(
    _ number: JSONNumber
  ) throws(JSONFailure) -> (isNegative: Bool, magnitude: UInt64) {
    switch number.wholeMagnitude() {
    case .number(let magnitude): return (number.isNegative, magnitude)
    case .tooLarge: throw failure(.outOfRange)
    case .fraction: throw failure(.notIntegral)
    }
  }

  private func number(_ token: JSONToken) throws(JSONFailure) -> JSONNumber {
    let number = try number(from: token.base, to: token.base + token.count)
    guard number.end == token.base + token.count else { throw failure(.notNumber) }
    return number
  }

  @inline(__always)
  private func double(_ number: JSONNumber) throws(JSONFailure) -> Double {
    if let value = number.exactDouble { return value }
    return try rounded(number)
  }

  @inline(never)
  private func rounded(_ number: JSONNumber) throws(JSONFailure) -> Double {
    var value = 0.0
    let (from, to) = number.text
    if grpcbench_read_double(from, to, &value) == to { return value }
    // Too large, or nearer to zero than the smallest.
    guard let rounded = Double(number.description), rounded.isFinite else {
      throw failure(.outOfRange)
    }
    return rounded
  }

  private func float(_ number: JSONNumber) throws(JSONFailure) -> Float {
    var value: Float = 0
    let (from, to) = number.text
    if grpcbench_read_float(from, to, &value) == to { return value }
    guard let rounded = Float(number.description), rounded.isFinite else {
      throw failure(.outOfRange)
    }
    return rounded
  }

  /// The number that begins at a place, by the grammar of RFC 8259 §6.
  @inline(__always)
  func number(
    from: UnsafePointer<UInt8>,
    to limit: UnsafePointer<UInt8>
  ) throws(JSONFailure) -> JSONNumber {
    guard let number = JSONNumber(from, limit) else {
      throw failure(from < limit ? .notNumber : .cutShort)
    }
    return number
  }
}
