internal import Foundation

/// How the values along an axis become places on it.
struct Scale: Equatable {
  enum Kind: Equatable {
    case linear
    case logarithmic
  }

  var kind: Kind
  /// What the axis shows; above zero on a logarithmic one.
  var values: ClosedRange<Double>

  static func linear(_ values: ClosedRange<Double>) -> Scale {
    Scale(kind: .linear, values: values)
  }

  static func logarithmic(_ values: ClosedRange<Double>) -> Scale {
    precondition(values.lowerBound > 0, "a logarithmic axis from \(values.lowerBound) on")
    return Scale(kind: .logarithmic, values: values)
  }

  /// Where a value stands between the beginning, 0, and the end, 1; values outside stand at the
  /// nearer of them.
  func share(of value: Double) -> Double {
    guard !value.isNaN else { return 0 }
    let (lowest, highest) = (values.lowerBound, values.upperBound)
    let inside = min(max(value, lowest), highest)
    guard highest > lowest else { return 0 }
    return switch kind {
    case .linear: (inside - lowest) / (highest - lowest)
    case .logarithmic: log10(inside / lowest) / log10(highest / lowest)
    }
  }
}
