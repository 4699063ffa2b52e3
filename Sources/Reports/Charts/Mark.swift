/// Something that is drawn into the frame of a chart.
protocol Mark: Sendable {
  /// Its elements.
  func elements(in frame: Frame) -> [String]

  /// What the legend says about it.
  var entries: [Legend.Entry] { get }
}

/// A value at a place.
struct Point: Equatable {
  var x: Double
  var y: Double
}
