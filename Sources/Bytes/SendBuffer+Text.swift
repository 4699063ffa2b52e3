/// Text protocols write bytes, words and numbers.
extension SendBuffer {
  public mutating func append(_ bytes: Span<UInt8>) {
    bytes.withUnsafeBytes { append($0) }
  }

  public mutating func append(_ text: StaticString) {
    append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends a number that is not negative in decimal digits.
  public mutating func append(decimal number: Int) {
    precondition(number >= 0, "\(number) in a text protocol")
    var digits = 1
    var rest = number / 10
    while rest > 0 {
      digits += 1
      rest /= 10
    }
    let address = reserve(digits)
    rest = number
    for index in stride(from: digits - 1, through: 0, by: -1) {
      let digit = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      address.storeBytes(of: digit, toByteOffset: index, as: UInt8.self)
      rest /= 10
    }
    wrote(digits)
  }
}
