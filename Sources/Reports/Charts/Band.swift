/// The range between a lower and an upper value, shaded.
struct Band: Mark {
  struct Slice: Equatable {
    var x: Double
    var lower: Double
    var upper: Double
  }

  var name: String
  var colour: Colour
  var slices: [Slice]

  var entries: [Legend.Entry] {
    name.isEmpty ? [] : [Legend.Entry(name: name, colour: colour, sign: .band)]
  }

  func elements(in frame: Frame) -> [String] {
    guard !slices.isEmpty else { return [] }
    let corner = { (x: Double, y: Double) in
      "\(Markup.number(frame.x(x))) \(Markup.number(frame.y(y)))"
    }
    let there = slices.map { corner($0.x, $0.upper) }
    let back = slices.reversed().map { corner($0.x, $0.lower) }
    let path = "M\((there + back).joined(separator: "L"))Z"
    return [
      Markup.element(
        "path",
        [
          ("class", "band"), ("fill", colour.css), ("stroke", colour.css), ("data-series", name),
          ("d", path),
        ]
      )
    ]
  }
}
