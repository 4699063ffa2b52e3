/// A number of a text, taken apart: `digits × 10^exponent`, where the digits fit a word.
struct JSONNumber: CustomStringConvertible {
  let begin: UnsafePointer<UInt8>
  let end: UnsafePointer<UInt8>
  let isNegative: Bool
  private(set) var digits: UInt64 = 0
  private(set) var exponent = 0
  /// No digit was lost.
  private(set) var isExact = true

  /// Takes apart the number that begins at a place; nil when none does.
  @inline(__always)
  init?(_ from: UnsafePointer<UInt8>, _ limit: UnsafePointer<UInt8>) {
    var place = from
    begin = from
    isNegative = place < limit && place.pointee == UInt8(ascii: "-")
    if isNegative { place += 1 }
    let whole = place
    Self.addDigits(&place, limit, &digits, &isExact)
    guard place > whole, whole.pointee != UInt8(ascii: "0") || place - whole == 1 else {
      return nil
    }
    if place < limit, place.pointee == UInt8(ascii: ".") {
      place += 1
      let fraction = place
      Self.addDigits(&place, limit, &digits, &isExact)
      guard place > fraction else { return nil }
      exponent = fraction - place
    }
    if place < limit, place.pointee | 0x20 == UInt8(ascii: "e") {
      guard let power = Self.power(&place, limit) else { return nil }
      exponent += power
    }
    end = place
  }

  var text: (UnsafePointer<CChar>, UnsafePointer<CChar>) {
    let base = UnsafeRawPointer(begin).assumingMemoryBound(to: CChar.self)
    return (base, base + (end - begin))
  }

  var description: String {
    String(decoding: UnsafeBufferPointer(start: begin, count: end - begin), as: UTF8.self)
  }

  @inline(__always)
  private static func addDigits(
    _ place: inout UnsafePointer<UInt8>,
    _ limit: UnsafePointer<UInt8>,
    _ digits: inout UInt64,
    _ isExact: inout Bool
  ) {
    // Below this eight more digits always fit.
    while limit - place >= 8, digits < UInt64.max / 100_000_000 {
      let word = UnsafeRawPointer(place).loadUnaligned(as: UInt64.self).littleEndian
      let run = JSONWord.digits(word)
      digits = digits &* tens[run.count] &+ run.value
      place += run.count
      if run.count < 8 { return }
    }
    while place < limit {
      let digit = UInt64(place.pointee &- UInt8(ascii: "0"))
      guard digit < 10 else { return }
      // Below this one more digit always fits.
      if digits < UInt64.max / 10 {
        digits = digits &* 10 &+ digit
      } else {
        let (shifted, isTooLarge) = digits.multipliedReportingOverflow(by: 10)
        let (sum, isAbove) = shifted.addingReportingOverflow(digit)
        if isTooLarge || isAbove { isExact = false } else { digits = sum }
      }
      place += 1
    }
  }

  private static let tens: [UInt64] = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
  ]

  /// What stands behind `e`, as far as it makes a difference.
  private static func power(
    _ place: inout UnsafePointer<UInt8>,
    _ limit: UnsafePointer<UInt8>
  ) -> Int? {
    place += 1
    guard place < limit else { return nil }
    let isNegative = place.pointee == UInt8(ascii: "-")
    if isNegative || place.pointee == UInt8(ascii: "+") { place += 1 }
    let first = place
    var power = 0
    while place < limit, case let digit = place.pointee &- UInt8(ascii: "0"), digit < 10 {
      power = min(power * 10 + Int(digit), 1 << 40)
      place += 1
    }
    return place > first ? (isNegative ? -power : power) : nil
  }

  /// The double, where one multiplication or division of exact numbers makes it
  /// (Clinger: How to Read Floating Point Numbers Accurately, PLDI 1990).
  @inline(__always)
  var exactDouble: Double? {
    guard isExact, digits <= 1 << 53, (-22...22).contains(exponent) else { return nil }
    let magnitude =
      exponent < 0
      ? Double(digits) / Self.powers[-exponent] : Double(digits) * Self.powers[exponent]
    return isNegative ? -magnitude : magnitude
  }

  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// A number as a whole one.
  enum Whole {
    case number(UInt64)
    case tooLarge
    case fraction
  }

  /// The magnitude of a number with a point or an exponent, digit by digit and so exactly.
  func wholeMagnitude() -> Whole {
    var significant: [UInt8] = []
    var power = exponent
    for byte in UnsafeBufferPointer(start: begin, count: end - begin) {
      if byte | 0x20 == UInt8(ascii: "e") { break }
      let digit = byte &- UInt8(ascii: "0")
      if digit < 10, digit > 0 || !significant.isEmpty { significant.append(digit) }
    }
    while significant.last == 0 {
      significant.removeLast()
      power += 1
    }
    if significant.isEmpty { return .number(0) }
    if power < 0 { return .fraction }
    guard significant.count + power <= 20 else { return .tooLarge }
    var magnitude: UInt64 = 0
    for digit in significant + [UInt8](repeating: 0, count: power) {
      let (shifted, isTooLarge) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, isAbove) = shifted.addingReportingOverflow(UInt64(digit))
      if isTooLarge || isAbove { return .tooLarge }
      magnitude = sum
    }
    return .number(magnitude)
  }
}
