/// Bars of one or several parts, each on the one before.
struct Bars: Mark {
  enum Direction {
    case up
    case across
  }

  struct Part: Equatable {
    var name: String
    var colour: Colour
    var value: Double
    /// What it says when it is pointed at.
    var text: String
    /// Whether it is paler than its colour: the second part of one thing.
    var isPale = false
  }

  struct Bar: Equatable {
    /// The middle of the bar on the axis that it stands on.
    var place: Double
    var parts: [Part]
    /// Stands at its end.
    var label = ""
  }

  var direction: Direction
  /// How broad a bar is on the axis that it stands on.
  var breadth: Double
  var bars: [Bar]

  var entries: [Legend.Entry] {
    var entries: [Legend.Entry] = []
    for part in bars.flatMap(\.parts) where !part.name.isEmpty {
      let entry = Legend.Entry(
        name: part.name,
        colour: part.colour,
        sign: part.isPale ? .paleSquare : .square
      )
      if !entries.contains(entry) { entries.append(entry) }
    }
    return entries
  }

  func elements(in frame: Frame) -> [String] { bars.flatMap { elements($0, frame) } }

  private func elements(_ bar: Bar, _ frame: Frame) -> [String] {
    var elements: [String] = []
    var end = 0.0
    let sides = (bar.place - breadth / 2, bar.place + breadth / 2)
    for part in bar.parts where part.value > 0 {
      let ends = (end, end + part.value)
      end = ends.1
      let box =
        switch direction {
        case .up: box(frame.x(sides.0), frame.y(ends.1), frame.x(sides.1), frame.y(ends.0))
        case .across: box(frame.x(ends.0), frame.y(sides.1), frame.x(ends.1), frame.y(sides.0))
        }
      elements.append(
        Markup.element(
          "rect",
          [
            ("class", part.isPale ? "bar pale" : "bar"), ("fill", part.colour.css),
            ("data-series", part.name),
          ] + box,
          [Markup.element("title", text: part.text)]
        )
      )
    }
    if !bar.label.isEmpty { elements.append(label(bar, end, frame)) }
    return elements
  }

  private func box(_ left: Double, _ top: Double, _ right: Double, _ bottom: Double)
    -> [Markup.Attribute]
  {
    // What there is can be seen, however little it is.
    [
      ("x", Markup.number(left)), ("y", Markup.number(min(top, bottom - 0.7))),
      ("width", Markup.number(max(right - left, 0.7))),
      ("height", Markup.number(max(bottom - top, 0.7))),
    ]
  }

  private func label(_ bar: Bar, _ end: Double, _ frame: Frame) -> String {
    let place: [Markup.Attribute] =
      switch direction {
      case .up:
        [
          ("x", Markup.number(frame.x(bar.place))), ("y", Markup.number(frame.y(end) - 4)),
          ("text-anchor", "middle"),
        ]
      case .across:
        // A long bar has its label inside, where there is room.
        frame.across.share(of: end) > 0.7
          ? [
            ("x", Markup.number(frame.x(end) - 5)), ("y", Markup.number(frame.y(bar.place) + 4)),
            ("text-anchor", "end"),
            ("class", bar.parts.last?.isPale == true ? "on-pale" : "on-bar"),
          ]
          : [
            ("x", Markup.number(frame.x(end) + 5)), ("y", Markup.number(frame.y(bar.place) + 4)),
          ]
      }
    return Markup.element("text", place, text: bar.label)
  }
}
