/// The units of lengths of time, from large to small, which both directions of the text share.
private let units: [(symbol: String, nanoseconds: Int64)] = [
  ("h", 3_600_000_000_000),
  ("m", 60_000_000_000),
  ("s", 1_000_000_000),
  ("ms", 1_000_000),
  ("µs", 1_000),
  ("ns", 1),
]

extension Nanoseconds: CustomStringConvertible {
  /// Reads a length of time such as `250ms`, `1.5s`, `1m30s` or `300us`, exactly.
  ///
  /// The unit is required; units go from large to small. Both micro signs and `us` are understood.
  /// - Throws: `UnreadableText` that says what is wrong with the text.
  public init(text: String) throws(UnreadableText) {
    var rest = Substring(text)
    if rest.first == "-" {
      throw UnreadableText("is below zero; a length of time is not")
    }
    guard !rest.isEmpty else {
      throw UnreadableText("is empty; write a length of time such as 10s")
    }
    var total: Int64 = 0
    var smallest = Int64.max
    while !rest.isEmpty {
      let part = try Self.part(of: &rest)
      guard part.unit < smallest else {
        throw UnreadableText("has its units out of order; write them from large to small: 1m30s")
      }
      smallest = part.unit
      let (sum, overflow) = total.addingReportingOverflow(part.length)
      guard !overflow else { throw tooLong }
      total = sum
    }
    self.init(total)
  }

  private static func part(
    of rest: inout Substring
  ) throws(UnreadableText) -> (length: Int64, unit: Int64) {
    let number = rest.prefix { $0.isNumber || $0 == "." }
    let symbol = rest.dropFirst(number.count).prefix { !$0.isNumber && $0 != "." }
    rest = rest.dropFirst(number.count + symbol.count)
    guard !number.isEmpty else {
      throw UnreadableText("is not a length of time; write a number and a unit: 250ms, 10s, 1m30s")
    }
    guard !symbol.isEmpty else {
      throw UnreadableText("has no unit; write \(number)ms, \(number)s or \(number)m")
    }
    // The micro sign has two code points, and most keyboards have neither.
    let canonical = symbol == "us" || symbol == "\u{3bc}s" ? "µs" : symbol
    guard let unit = units.first(where: { $0.symbol == canonical })?.nanoseconds else {
      throw UnreadableText("has an unknown unit; the units are ns, us, ms, s, m and h")
    }
    guard let decimal = Decimal(number) else {
      throw UnreadableText("has a number that cannot be read; write it as 250ms or 1.5s")
    }
    guard let scaled = decimal.scaled(by: UInt64(unit)) else { throw tooLong }
    guard let length = Self.whole(scaled) else {
      throw UnreadableText("is finer than a nanosecond, which is the finest length of time here")
    }
    guard let length = Int64(exactly: length) else { throw tooLong }
    return (length, unit)
  }

  private static func whole(_ scaled: (count: UInt64, places: Int)) -> UInt64? {
    var count = scaled.count
    for _ in 0..<scaled.places {
      guard count.isMultiple(of: 10) else { return nil }
      count /= 10
    }
    return count
  }

  /// The length for people, with at most four significant digits: `1.5 ms`, `12 s`, `2 min`.
  ///
  /// Halves are rounded up. Hours and minutes appear only where they say it exactly; any other
  /// length of a second or more stays in seconds, and those are whole from 1,000 on.
  public var description: String {
    guard count >= 0 else { return "-" + Nanoseconds(count == .min ? .max : -count).description }
    guard count > 0 else { return "0 s" }
    for (unit, word) in zip(units, ["h", "min"]) where count.isMultiple(of: unit.nanoseconds) {
      return "\(count / unit.nanoseconds) \(word)"
    }
    for unit in units.dropFirst(2) where count >= unit.nanoseconds {
      return Self.rounded(count, to: unit)
    }
    return "\(count) ns"
  }

  private static func rounded(
    _ count: Int64,
    to unit: (symbol: String, nanoseconds: Int64)
  ) -> String {
    let whole = count / unit.nanoseconds
    let places = whole >= 1000 ? 0 : whole >= 100 ? 1 : whole >= 10 ? 2 : 3
    let scale = [1, 10, 100, 1000][places] as Int64
    let (quotient, remainder) = (count % unit.nanoseconds * scale)
      .quotientAndRemainder(dividingBy: unit.nanoseconds)
    let fraction = quotient + (remainder * 2 >= unit.nanoseconds ? 1 : 0)
    let (carry, digits) = fraction.quotientAndRemainder(dividingBy: scale)
    // 999.96 ms rounds up into the next unit, which says it better: 1 s.
    if whole + carry == 1000,
      let next = units.first(where: { $0.nanoseconds / 1000 == unit.nanoseconds })
    {
      return "1 \(next.symbol)"
    }
    guard digits > 0 else { return "\(whole + carry) \(unit.symbol)" }
    var decimals = String(digits)
    decimals = String(repeating: "0", count: places - decimals.utf8.count) + decimals
    while decimals.last == "0" { decimals.removeLast() }
    return "\(whole + carry).\(decimals) \(unit.symbol)"
  }

  /// The length exactly, in the form that `init(text:)` reads: `1m30s`, `1s500ms`.
  ///
  /// - Precondition: The length is not negative, because a length that can be written is not.
  public var exactText: String {
    precondition(count >= 0, "a length of \(count) ns has no exact text")
    guard count > 0 else { return "0s" }
    var rest = count
    var text = ""
    for unit in units where rest >= unit.nanoseconds {
      text += "\(rest / unit.nanoseconds)\(unit.symbol)"
      rest %= unit.nanoseconds
    }
    return text
  }
}

private let tooLong = UnreadableText("is longer than 292 years; write a shorter length of time")
