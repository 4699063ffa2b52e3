internal import Timing

/// A 95 % confidence interval for the calls completed per second, by batch means.
///
/// The run is cut into batches; their rates are nearly independent, so their mean has Student's t
/// interval: mean ∓ t·s/√k for k batches of standard deviation s.
public struct RateInterval: Sendable, Equatable {
  public var lower: Double
  public var upper: Double

  /// Fewer batches than this are not given an interval.
  public static let fewestBatches = 3

  /// The interval for the rate of `recording` while measuring; nil if it has too few whole
  /// intervals.
  public static func completed(of recording: Recording) -> RateInterval? {
    let whole = Blocks.whole(of: recording)
    guard let length = whole.first?.length.inSeconds else { return nil }
    var rest = whole
    var rates: [Double] = []
    for size in Blocks.sizes(of: whole.count) {
      let calls = rest.prefix(size).reduce(0) { $0 + $1.completed }
      rates.append(Double(calls) / (Double(size) * length))
      rest = rest.dropFirst(size)
    }
    return RateInterval(batchMeans: rates)
  }

  /// The interval for the mean of equally long batches; nil if there are fewer than
  /// `fewestBatches`.
  public init?(batchMeans rates: [Double]) {
    guard rates.count >= Self.fewestBatches else { return nil }
    let k = Double(rates.count)
    let mean = rates.reduce(0, +) / k
    let squares = rates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (squares / (k - 1) / k).squareRoot()
    let reach = StudentT.quantile975(degrees: rates.count - 1) * error
    lower = max(0, mean - reach)
    upper = mean + reach
  }
}
