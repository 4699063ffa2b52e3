internal import Foundation

/// A mark on an axis; without a label it is a line of the grid only.
struct Tick: Equatable {
  var value: Double
  var label: String
}

/// Where axes are marked: at round values, few enough to be read.
enum Ticks {
  /// The most labels that stand beside each other on an axis.
  static let most = 7

  /// Round values from zero to the first that is not below `highest`.
  static func linear(through highest: Double, _ quantity: Quantity, about count: Int = 4)
    -> [Tick]
  {
    guard highest > 0, highest.isFinite else { return [Tick(value: 0, label: "0")] }
    let step = step(highest / Double(count), quantity)
    let last = (highest / step - 1e-9).rounded(.up)
    guard last.isFinite, last <= Double(4 * count) else { return [Tick(value: 0, label: "0")] }
    return (0...max(1, Int(last))).map { index in
      let value = Double(index) * step
      return Tick(value: value, label: quantity.label(value))
    }
  }

  /// The powers of ten in a range, and between them two and five times them where there is room.
  static func logarithmic(_ values: ClosedRange<Double>, _ quantity: Quantity) -> [Tick] {
    let powers = power(values.lowerBound)...power(values.upperBound)
    let multiples = powers.count <= 3 ? [1.0, 2, 5] : [1]
    let all = powers.flatMap { power in multiples.map { $0 * pow(10, Double(power)) } }
    let slack = 1 + 1e-9
    let inside = all.filter {
      $0 * slack >= values.lowerBound && $0 <= values.upperBound * slack
    }
    let stride = (inside.count + most - 1) / most
    return inside.enumerated().map { index, value in
      Tick(value: value, label: index % max(1, stride) == 0 ? quantity.label(value) : "")
    }
  }

  /// Percentiles on the axis of 1 ÷ (1 − p): 0 %, 50 %, then a nine more each, as far as it goes.
  static func percentiles(through highest: Double) -> [Tick] {
    var ticks = [Tick(value: 1, label: "0"), Tick(value: 2, label: "50 %")]
    var (value, nines) = (10.0, 1)
    while value <= highest * (1 + 1e-9), nines < 18 {
      ticks.append(Tick(value: value, label: percentile(nines: nines)))
      value *= 10
      nines += 1
    }
    return ticks
  }

  /// `90 %`, `99 %`, `99.9 %`; from six nines on they are counted.
  private static func percentile(nines: Int) -> String {
    guard nines > 2 else { return nines == 1 ? "90 %" : "99 %" }
    guard nines < 6 else { return "\(nines) nines" }
    return "99.\(String(repeating: "9", count: nines - 2)) %"
  }

  /// The largest range from 1, 2 or 5 times a power of ten to another that holds the values.
  static func round(_ values: ClosedRange<Double>) -> ClosedRange<Double> {
    let steps = [1.0, 2, 5, 10]
    let below = pow(10, Double(power(values.lowerBound)))
    let lowest = steps.last { $0 * below <= values.lowerBound * (1 + 1e-9) } ?? 1
    let above = pow(10, Double(power(values.upperBound)))
    let highest = steps.first { $0 * above >= values.upperBound * (1 - 1e-9) } ?? 10
    let range = (lowest * below, highest * above)
    return range.0 < range.1 ? range.0...range.1 : range.0...(range.0 * 10)
  }

  private static func power(_ value: Double) -> Int {
    let exact = log10(min(max(value, 1e-12), 1e18))
    // 1,000 has the power 3, whatever its logarithm is rounded to.
    return Int((exact + 1e-9).rounded(.down))
  }

  private static func step(_ rough: Double, _ quantity: Quantity) -> Double {
    if quantity == .elapsed, rough > 5 {
      let steps = [10.0, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200]
      if let step = steps.first(where: { $0 >= rough }) { return step }
    }
    var unit = 1.0
    if quantity == .bytes { while rough >= unit * 1_024 { unit *= 1_024 } }
    let power = pow(10, floor(log10(rough / unit)))
    let factor = [1.0, 2, 5, 10].first { $0 * power * unit >= rough * (1 - 1e-9) } ?? 10
    let step = factor * power * unit
    // There is no half of a call, nor of a byte.
    return quantity == .count || quantity == .bytes ? max(1, step) : step
  }
}
