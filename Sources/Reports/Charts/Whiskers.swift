/// Estimates, each a dot with a line from the lower to the upper bound of its interval.
struct Whiskers: Mark {
  struct Whisker: Equatable {
    /// On the axis of the names.
    var place: Double
    var value: Double
    var lower: Double
    var upper: Double
    var text: String
  }

  var name: String
  var colour: Colour
  var direction = Bars.Direction.across
  var whiskers: [Whisker]

  var entries: [Legend.Entry] {
    name.isEmpty ? [] : [Legend.Entry(name: name, colour: colour, sign: .dot)]
  }

  func elements(in frame: Frame) -> [String] {
    whiskers.map { whisker in
      let at = { (value: Double) -> (Double, Double) in
        switch direction {
        case .up: (frame.x(whisker.place), frame.y(value))
        case .across: (frame.x(value), frame.y(whisker.place))
        }
      }
      let (start, end, dot) = (at(whisker.lower), at(whisker.upper), at(whisker.value))
      let number = Markup.number
      // The caps stand across the line.
      let cap = direction == .across ? "m0 -4v8" : "m-4 0h8"
      let line =
        "M\(number(start.0)) \(number(start.1))L\(number(end.0)) \(number(end.1))\(cap)"
        + "M\(number(start.0)) \(number(start.1))\(cap)"
      return Markup.element(
        "g",
        [("data-series", name)],
        [
          Markup.element("title", text: whisker.text),
          Markup.element("path", [("class", "line"), ("stroke", colour.css), ("d", line)]),
          Markup.element(
            "circle",
            [
              ("cx", number(dot.0)), ("cy", number(dot.1)), ("r", "3.5"), ("fill", colour.css),
              ("data-value", String(whisker.value)),
            ]
          ),
        ]
      )
    }
  }
}
