/// A threshold: what a figure of the result must not be, such as `response.p99 > 5ms`.
public struct FailCondition: Hashable, Sendable {
  public enum Comparison: String, CaseIterable, Sendable {
    case atLeast = ">="
    case atMost = "<="
    case above = ">"
    case below = "<"

    public func holds(_ value: Double, _ limit: Double) -> Bool {
      switch self {
      case .above: value > limit
      case .atLeast: value >= limit
      case .below: value < limit
      case .atMost: value <= limit
      }
    }
  }

  /// The text, with blanks on both sides of the comparison and nowhere else.
  public let text: String
  public let metric: Metric
  public let comparison: Comparison
  public let quantity: Quantity
  /// In the unit of the quantity.
  public let limit: Double

  /// The condition that an entry says.
  ///
  /// - Throws: One line about an unknown metric, a unit that is not the metric's, or no comparison.
  public init(_ entry: Entry) throws(Complaint) {
    do {
      try self.init(text: entry.text(upTo: Limits.conditionBytes))
    } catch {
      throw entry.complaint(error.description)
    }
  }

  private init(text: String) throws(Complaint) {
    guard let (name, comparison, value) = Self.parts(text) else {
      throw Complaint("has no comparison; write one such as \"response.p99 > 5ms\"")
    }
    let metric = try Metric(named: name)
    let usual = metric.quantities.map { "\($0.words) such as \($0.example)" }
    let advice = "\(metric.name) is \(Entry.choice(usual))"
    guard !value.isEmpty else { throw Complaint("has no limit; \(advice)") }
    let quantity: Quantity
    do {
      (quantity, limit) = try Quantity.read(value)
    } catch {
      throw Complaint("has the limit \(Complaint.shown(value)), which \(error); \(advice)")
    }
    guard metric.quantities.contains(quantity) else {
      throw Complaint(
        "compares \(metric.name) with \(Complaint.shown(value)), which is \(quantity.words); "
          + advice
      )
    }
    self.text = "\(metric.name) \(comparison.rawValue) \(value)"
    self.metric = metric
    self.comparison = comparison
    self.quantity = quantity
  }

  private static func parts(_ text: String) -> (String, Comparison, String)? {
    // The longer signs come first, so that `>=` is not taken for `>`.
    for comparison in Comparison.allCases {
      guard let range = text.firstRange(of: comparison.rawValue) else { continue }
      let compact = { (part: Substring) in String(part.filter { !$0.isWhitespace }) }
      return (compact(text[..<range.lowerBound]), comparison, compact(text[range.upperBound...]))
    }
    return nil
  }
}

/// A condition is kept as its text.
extension FailCondition: Codable {
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    try self.init(Entry(text, subject: "fail_if"))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
