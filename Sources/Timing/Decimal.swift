/// An unsigned decimal number as people write it, kept exact: `digits / 10^places`.
///
/// It exists because a floating-point number would turn 0.1 s into a length that no one wrote.
struct Decimal: Equatable {
  var digits: UInt64
  var places: Int

  /// Reads digits with at most one point between them, such as `12`, `1.5` or `0.25`.
  ///
  /// Zeros at the end of the fraction are dropped, so `1.50` equals `1.5`.
  /// - Returns: Nothing if the text is not such a number or has more than 18 significant digits.
  init?(_ text: Substring) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty else { return nil }
    var fraction = parts.count == 2 ? parts[1] : ""
    guard parts.count == 1 || !fraction.isEmpty else { return nil }
    while fraction.last == "0" { fraction.removeLast() }
    let significant = (whole + fraction).drop { $0 == "0" }
    guard (whole + fraction).utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    guard significant.utf8.count <= 18, fraction.utf8.count <= 18 else { return nil }
    digits = significant.isEmpty ? 0 : UInt64(significant) ?? 0
    places = fraction.utf8.count
  }

  /// The number times `factor` as whole `count` over `10^places`, with the places used up first.
  ///
  /// - Returns: Nothing if the product does not fit.
  func scaled(by factor: UInt64) -> (count: UInt64, places: Int)? {
    var factor = factor
    var places = places
    while places > 0, factor.isMultiple(of: 10) {
      factor /= 10
      places -= 1
    }
    let (count, overflow) = digits.multipliedReportingOverflow(by: factor)
    return overflow ? nil : (count, places)
  }
}
