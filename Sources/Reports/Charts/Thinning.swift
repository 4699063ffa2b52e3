/// Takes so many values together that a drawing has few, and loses no peak and no trough.
enum Thinning {
  /// The groups of about equal size, at most `most`, into which a list falls.
  static func groups<Value>(_ values: [Value], most: Int) -> [ArraySlice<Value>] {
    let size = max(1, (values.count + most - 1) / max(1, most))
    return stride(from: 0, to: values.count, by: size).map { start in
      values[start..<min(start + size, values.count)]
    }
  }

  /// The least and the greatest point of each group, in their order; a group without numbers is a
  /// point without one, which interrupts a line.
  static func points(_ points: [Point], most: Int) -> [Point] {
    groups(points, most: most).flatMap { group -> [Point] in
      guard group.count > 1 else { return Array(group) }
      let numbers = group.indices.filter { !points[$0].y.isNaN }
      guard let least = numbers.min(by: { points[$0].y < points[$1].y }),
        let greatest = numbers.max(by: { points[$0].y < points[$1].y })
      else { return [group[group.startIndex]] }
      if points[least].y == points[greatest].y { return [points[least]] }
      return [points[min(least, greatest)], points[max(least, greatest)]]
    }
  }
}
