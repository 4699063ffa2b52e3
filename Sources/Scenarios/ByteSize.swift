/// A number of bytes as people write it: `65535`, `64KiB`, `4MiB`, `1GB`.
public struct ByteSize: Hashable, Sendable, CustomStringConvertible {
  public let count: Int

  public init(_ count: Int) {
    self.count = count
  }

  /// Reads a whole number, alone or with one of the units B, kB, MB, GB, KiB, MiB and GiB.
  ///
  /// - Throws: A complaint that is only its reason: `has no number; …`.
  public init(text: String) throws(Complaint) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let symbol = text.dropFirst(digits.count)
    guard !symbol.hasPrefix("."), !symbol.hasPrefix(",") else {
      throw Complaint("is not a whole number of bytes; write 1536KiB instead of 1.5MiB")
    }
    guard !digits.isEmpty else {
      throw Complaint("is not a number of bytes; write one such as 65535, 64KiB or 4MiB")
    }
    guard let unit = symbol.isEmpty ? 1 : Self.units.first(where: { $0.symbol == symbol })?.bytes
    else {
      throw Complaint("has an unknown unit; \(Self.advice(digits.prefix(18), symbol))")
    }
    let (count, isTooLarge) = (Int(digits) ?? .max).multipliedReportingOverflow(by: unit)
    guard !isTooLarge, count < .max else {
      throw Complaint("is more than any memory holds; give less")
    }
    self.count = count
  }

  /// The shortest text that says it exactly: in the largest binary unit that divides it.
  public var description: String {
    let unit = Self.units.first { $0.isBinary && count >= $0.bytes && count % $0.bytes == 0 }
    return unit.map { "\(count / $0.bytes)\($0.symbol)" } ?? "\(count)"
  }

  /// Of `64k` nobody knows whether it is 64,000 or 65,536.
  private static func advice(_ digits: Substring, _ symbol: Substring) -> String {
    guard let prefix = symbol.uppercased().first, symbol.count <= 2, "KMG".contains(prefix) else {
      return "the units are kB, MB and GB (1000), KiB, MiB and GiB (1024)"
    }
    let decimal = prefix == "K" ? "k" : String(prefix)
    return "write \(digits)\(prefix)iB (1024) or \(digits)\(decimal)B (1000)"
  }

  private static let units: [(symbol: String, bytes: Int, isBinary: Bool)] = [
    ("GiB", 1 << 30, true), ("MiB", 1 << 20, true), ("KiB", 1 << 10, true),
    ("GB", 1_000_000_000, false), ("MB", 1_000_000, false), ("kB", 1_000, false),
    ("B", 1, false),
  ]
}
