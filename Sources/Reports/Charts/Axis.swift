/// One side of a chart: its scale, its marks and what it shows.
struct Axis {
  var title: String
  var scale: Scale
  var ticks: [Tick]
  /// Whether lines through the chart stand at the marks.
  var hasGrid = true

  /// From zero to a round value that is not below `highest`.
  static func linear(_ title: String, through highest: Double, _ quantity: Quantity) -> Axis {
    let ticks = Ticks.linear(through: highest, quantity)
    let end = ticks.last.map(\.value) ?? 0
    return Axis(title: title, scale: .linear(0...(end > 0 ? end : 1)), ticks: ticks)
  }

  /// From zero to `highest` itself, with marks at round values between.
  static func elapsed(_ title: String, through highest: Double) -> Axis {
    let end = highest > 0 && highest.isFinite ? highest : 1
    let ticks = Ticks.linear(through: end, .elapsed, about: 6)
      .filter { $0.value <= end * (1 + 1e-9) }
    return Axis(title: title, scale: .linear(0...end), ticks: ticks, hasGrid: false)
  }

  /// A logarithmic axis that holds all values that are above zero.
  static func logarithmic(_ title: String, _ values: [Double], _ quantity: Quantity) -> Axis {
    let shown = values.filter { $0 > 0 && $0.isFinite }
    let range = Ticks.round((shown.min() ?? 1)...(shown.max() ?? 10))
    return Axis(
      title: title,
      scale: .logarithmic(range),
      ticks: Ticks.logarithmic(range, quantity)
    )
  }

  /// The usual axis of percentile curves: logarithmic in 1 ÷ (1 − p).
  ///
  /// The last of `count` calls ends it.
  static func percentiles(_ title: String, count: UInt64) -> Axis {
    let highest = min(max(PercentileCurve.end(of: Double(count)), 100), 1e18)
    return Axis(
      title: title,
      scale: .logarithmic(1...highest),
      ticks: Ticks.percentiles(through: highest)
    )
  }

  /// Names beside each other: the place of the first is 0.5, of the next 1.5.
  static func names(_ names: [String]) -> Axis {
    Axis(
      title: "",
      scale: .linear(0...Double(max(1, names.count))),
      ticks: names.enumerated().map { Tick(value: Double($0) + 0.5, label: $1) },
      hasGrid: false
    )
  }
}
