import Timing

/// What a figure of a result is an amount of, and so in which units it is written.
public enum Quantity: String, Codable, CaseIterable, Sendable {
  /// In nanoseconds.
  case time = "ns"
  /// From 0 to 1.
  case share
  case rate = "per_s"
  case count
  case bytes
  case byteRate = "bytes_per_s"

  /// What people call it.
  var words: String {
    switch self {
    case .time: "a length of time"
    case .share: "a share"
    case .rate: "a rate"
    case .count: "a number"
    case .bytes: "an amount of bytes"
    case .byteRate: "bytes per second"
    }
  }

  /// How one is written.
  var example: String {
    switch self {
    case .time: "5ms"
    case .share: "0.1%"
    case .rate: "1000/s"
    case .count: "10"
    case .bytes: "64MiB"
    case .byteRate: "10MiB/s"
    }
  }

  /// What a text with a unit is an amount of, and how much, in the unit of the quantity.
  ///
  /// - Throws: A complaint that is only its reason.
  static func read(_ text: String) throws(Complaint) -> (quantity: Quantity, amount: Double) {
    if let share = amount(of: text, before: "%") { return (.share, share / 100) }
    if let bytes = text.hasSuffix("B/s") ? text.dropLast(2) : nil {
      return (.byteRate, Double(try ByteSize(text: String(bytes)).count))
    }
    if let rate = amount(of: text, before: "/s") { return (.rate, rate) }
    if let count = plain(Substring(text)) { return (.count, count) }
    if text.hasSuffix("B") { return (.bytes, Double(try ByteSize(text: text).count)) }
    do {
      return (.time, Double(try Nanoseconds(text: text).count))
    } catch {
      throw Complaint(error.description)
    }
  }

  private static func amount(of text: String, before unit: String) -> Double? {
    guard text.hasSuffix(unit) else { return nil }
    let number = text.dropLast(unit.count)
    switch number.last {
    case "k": return plain(number.dropLast()).map { $0 * 1e3 }
    case "M": return plain(number.dropLast()).map { $0 * 1e6 }
    default: return plain(number)
    }
  }

  /// Digits with at most one point among them.
  private static func plain(_ text: Substring) -> Double? {
    guard let first = text.utf8.first, (48...57).contains(first), text.utf8.count <= 18,
      text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 })
    else { return nil }
    return Double(text)
  }
}
