/// Takes so many values together that a drawing has few, and loses no peak and no trough.
enum Thinning {
  /// The groups of about equal size, at most `most`, into which a list falls.
  static func groups<Value>(_ values: [Value], most: Int) -> [ArraySlice<Value>] {
    let size = max(1, (values.count + most - 1) / max(1, most))
    return stride(from: 0, to: values.count, by: size).map { start in
      values[start..<min(start + size, values.count)]
    }
  }

  /// Each group as its middle value and the range from its least to its greatest; nil for a group
  /// without numbers, which interrupts a line.
  static func slices(_ points: [Point], most: Int) -> [(middle: Point, range: Band.Slice)?] {
    groups(points, most: most).map { group in
      let values = group.map(\.y).filter { !$0.isNaN }.sorted()
      guard let least = values.first, let greatest = values.last, let start = group.first,
        let end = group.last
      else { return nil }
      let x = (start.x + end.x) / 2
      return (
        Point(x: x, y: values[values.count / 2]), Band.Slice(x: x, lower: least, upper: greatest)
      )
    }
  }
}
