public import Scenarios

/// Figures by what they are an amount of, and changes of them.
extension Figure {
  /// A figure in the unit of its quantity: `6.12 ms`, `0.1 %`, `998/s`, `12.3 MiB`.
  public static func amount(_ value: Double, _ quantity: Quantity) -> String {
    switch quantity {
    case .time: time(value)
    case .share: share(value)
    case .rate: rate(value)
    case .count: significant(value)
    case .bytes: bytes(UInt64(min(max(value, 0), 1e18)))
    case .byteRate: "\(bytes(UInt64(min(max(value, 0), 1e18))))/s"
    }
  }

  /// A change as a percentage with its sign: `+2.5 %`.
  public static func change(_ share: Double) -> String {
    let text = Figure.share(abs(share))
    return text == "0 %" ? text : (share < 0 ? "-" : "+") + text
  }
}
