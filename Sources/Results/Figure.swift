/// How a number is written for people: three significant digits and a unit that keeps it short.
public enum Figure {
  /// A length of time given in nanoseconds: `847 ns`, `12.3 µs`, `1.23 ms`, `45.6 s`.
  public static func time(_ nanoseconds: Double) -> String {
    scaled(nanoseconds, step: 1_000, units: ["ns", "µs", "ms", "s"])
  }

  public static func time(_ nanoseconds: Int64) -> String { time(Double(nanoseconds)) }

  /// A measured length of time, whose zeros are digits too: `7.00 µs`, `1.30 ms`; nanoseconds are
  /// whole.
  public static func measured(_ nanoseconds: Int64) -> String {
    measured(Double(nanoseconds))
  }

  public static func measured(_ nanoseconds: Double) -> String {
    let parts = time(nanoseconds).split(separator: " ")
    guard parts.count == 2, parts[1] != "ns" else { return time(nanoseconds) }
    let digits = parts[0].count { $0.isNumber }
    guard digits < 3 else { return time(nanoseconds) }
    let point = parts[0].contains(".") ? "" : "."
    return "\(parts[0])\(point)\(String(repeating: "0", count: 3 - digits)) \(parts[1])"
  }

  /// An amount of memory or traffic: `512 B`, `12.3 MiB`.
  public static func bytes(_ count: UInt64) -> String {
    scaled(Double(count), step: 1_024, units: ["B", "KiB", "MiB", "GiB", "TiB"])
  }

  /// A share as a percentage: 0.5 is `50 %`, 0.00123 is `0.123 %`.
  public static func share(_ share: Double) -> String { "\(significant(share * 100)) %" }

  /// A probability at three significant digits; what would be rounded to nothing is not nothing.
  public static func probability(_ p: Double) -> String {
    p < 0.000_5 ? "< 0.0005" : significant(p)
  }

  /// A whole number in groups of three digits: `1,234,567`.
  public static func count(_ count: UInt64) -> String { grouped(String(count)) }

  /// Calls per second: `998/s`, `1,234,567/s`, `0.5/s`.
  public static func rate(_ perSecond: Double) -> String {
    guard perSecond.isFinite else { return "–" }
    return "\(perSecond >= 100 ? whole(perSecond) : significant(perSecond))/s"
  }

  /// A number that is not negative at three significant digits, without trailing zeros after the
  /// point.
  public static func significant(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    if value < 0 { return "-" + significant(-value) }
    if value >= 99.95 { return whole(value) }
    if value < 0.000_5 { return "0" }
    var decimals = 2
    var limit = 9.995
    while value < limit / 10, decimals < 5 {
      decimals += 1
      limit /= 10
    }
    if value >= 9.995 { decimals = 1 }
    return fixed(value, decimals: decimals)
  }

  /// A number that is not negative with at most `decimals` digits after the point.
  static func fixed(_ value: Double, decimals: Int) -> String {
    var unit = 1.0
    for _ in 0..<decimals { unit *= 10 }
    let scaled = UInt64((value * unit).rounded())
    let fraction = String(scaled % UInt64(unit))
    let padded = String(repeating: "0", count: decimals - fraction.count) + fraction
    let digits = padded.reversed().drop { $0 == "0" }.reversed()
    let integer = grouped(String(scaled / UInt64(unit)))
    return digits.isEmpty ? integer : "\(integer).\(String(digits))"
  }

  private static func scaled(_ value: Double, step: Double, units: [String]) -> String {
    guard value.isFinite else { return "–" }
    var value = value
    var place = 0
    // 999.5 would be written as 1,000: it belongs to the next unit.
    while abs(value) >= min(step, 999.5), place < units.count - 1 {
      value /= step
      place += 1
    }
    return "\(significant(value)) \(units[place])"
  }

  private static func whole(_ value: Double) -> String {
    value < 1e18 ? grouped(String(UInt64(value.rounded()))) : String(value)
  }

  private static func grouped(_ digits: String) -> String {
    var grouped = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { grouped.append(",") }
      grouped.append(digit)
    }
    return grouped
  }
}
