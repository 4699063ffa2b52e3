/// Calls per second, exact: a fraction above zero with a power of ten below the line.
public struct Rate: BitwiseCopyable, Hashable, Sendable {
  /// Calls in `denominator` seconds; the fraction is in lowest terms.
  public let numerator: UInt64
  public let denominator: UInt64

  /// The most calls per second that a rate can say.
  public static let limit: UInt64 = 100_000_000

  /// The finest rate is one call in a million seconds, so that a rate also survives as a JSON
  /// number: six decimals and nine digits before the point fit the 15 that a double keeps.
  private static let finest = 6

  /// Reads a rate such as `1000`, `0.5`, `2.5k` or `1M`, exactly.
  ///
  /// - Throws: `UnreadableText` that says what is wrong with the text.
  public init(text: String) throws(UnreadableText) {
    var digits = Substring(text)
    let factor: UInt64 =
      switch text.last {
      case "k": 1_000
      case "M": 1_000_000
      default: 1
      }
    if factor > 1 { digits.removeLast() }
    if digits.first == "-", Decimal(digits.dropFirst()) != nil {
      throw UnreadableText("is below zero; give a rate above 0")
    }
    guard let decimal = Decimal(digits) else {
      throw UnreadableText("is not a rate; write calls per second such as 1000, 0.5 or 2.5k")
    }
    guard decimal.digits > 0 else {
      throw UnreadableText("is not a load; give a rate above 0")
    }
    guard let scaled = decimal.scaled(by: factor) else { throw Self.tooHigh }
    guard scaled.places <= Self.finest else {
      throw UnreadableText("is finer than 0.000001 calls per second; write at most six decimals")
    }
    var denominator: UInt64 = 1
    for _ in 0..<scaled.places { denominator *= 10 }
    guard scaled.count <= Self.limit * denominator else { throw Self.tooHigh }
    let divisor = Self.commonDivisor(scaled.count, denominator)
    self.numerator = scaled.count / divisor
    self.denominator = denominator / divisor
  }

  /// The rate for arithmetic that need not be exact.
  public var callsPerSecond: Double { Double(numerator) / Double(denominator) }

  /// The mean time between two calls, in nanoseconds.
  public var meanGap: Double { 1e9 * Double(denominator) / Double(numerator) }

  private static let tooHigh = UnreadableText(
    "is above 100M calls per second; give at most that"
  )

  private static func commonDivisor(_ left: UInt64, _ right: UInt64) -> UInt64 {
    var (left, right) = (left, right)
    while right != 0 { (left, right) = (right, left % right) }
    return left
  }
}

extension Rate: CustomStringConvertible {
  /// The exact decimal text, which `init(text:)` reads: `1000`, `0.5`.
  public var description: String {
    var (whole, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
    guard rest > 0 else { return String(whole) }
    var decimals = ""
    while rest > 0 {
      (whole, rest) = (rest * 10).quotientAndRemainder(dividingBy: denominator)
      decimals += String(whole)
    }
    return "\(numerator / denominator).\(decimals)"
  }
}

/// A rate is kept as a plain number of calls per second, which loses nothing.
extension Rate: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let number = try container.decode(Double.self)
    do {
      try self.init(millionths: number * 1e6)
    } catch {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "rate \(number) \(error)"
      )
    }
  }

  private init(millionths: Double) throws(UnreadableText) {
    guard let count = UInt64(exactly: millionths.rounded()) else {
      throw UnreadableText("is not a rate; give a number above 0")
    }
    let decimals = String(count % 1_000_000)
    let padding = String(repeating: "0", count: 6 - decimals.utf8.count)
    try self.init(text: "\(count / 1_000_000).\(padding)\(decimals)")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(callsPerSecond)
  }
}
