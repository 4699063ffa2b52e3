internal import Results

/// What the numbers along an axis are of, which says how they are written.
enum Quantity: Equatable {
  /// Nanoseconds.
  case time
  /// Something per second.
  case rate
  case bytes
  /// 0 to 1.
  case share
  case count
  /// Seconds since the beginning.
  case elapsed

  /// A value beside a tick: short, since the axis has a title.
  func label(_ value: Double) -> String {
    if value == 0 { return "0" }
    return switch self {
    case .time: Figure.time(value)
    case .bytes: Figure.bytes(UInt64(min(max(value, 0), 1e18)))
    case .share: Figure.share(value)
    case .rate, .count: Self.short(value)
    case .elapsed: Self.elapsed(value)
    }
  }

  /// `1,200`, `60 k`, `1.5 M`.
  private static func short(_ value: Double) -> String {
    let units: [(Double, String)] = [(1e12, " T"), (1e9, " G"), (1e6, " M"), (1e4, " k")]
    for (unit, name) in units where value >= unit {
      return Figure.significant(value / (unit == 1e4 ? 1e3 : unit)) + name
    }
    return Figure.significant(value)
  }

  /// `30 s`, `5 min`, `2 h`; the parts that are zero are left out.
  private static func elapsed(_ seconds: Double) -> String {
    guard seconds >= 60, seconds < 1e9 else { return "\(Figure.significant(seconds)) s" }
    let whole = Int(seconds.rounded())
    let parts = [(whole / 3_600, "h"), (whole / 60 % 60, "min"), (whole % 60, "s")]
    return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: " ")
  }
}
