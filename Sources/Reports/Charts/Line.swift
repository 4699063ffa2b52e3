/// Values joined by a line.
struct Line: Mark {
  /// A place on the line that has a name: it gets a dot, and says its text when pointed at.
  struct Station: Equatable {
    var point: Point
    var name: String
    var text: String
  }

  var name: String
  var colour: Colour
  var dash = Dash.solid
  /// From left to right; a value that is not a number interrupts the line.
  var points: [Point]
  /// A value holds until the next point instead of going to it straight.
  var isStepped = false
  var stations: [Station] = []

  var entries: [Legend.Entry] {
    name.isEmpty ? [] : [Legend.Entry(name: name, colour: colour, sign: .line(dash))]
  }

  func elements(in frame: Frame) -> [String] {
    let pieces = points.split { $0.y.isNaN }.filter { !$0.isEmpty }
    let lines = pieces.map { piece in
      Markup.element("path", style + [("d", path(Array(piece), frame))])
    }
    return lines + stations.map { dot($0, frame) }
  }

  private var style: [Markup.Attribute] {
    let base = [
      ("class", "line"), ("stroke", colour.css), ("data-series", name),
    ]
    return dash == .solid ? base : base + [("stroke-dasharray", dash.rawValue)]
  }

  private func path(_ points: [Point], _ frame: Frame) -> String {
    var path = ""
    var last = ""
    for (index, point) in points.enumerated() {
      let (x, y) = (Markup.number(frame.x(point.x)), Markup.number(frame.y(point.y)))
      if index == 0 {
        path = "M\(x) \(y)"
        // A single value is a line too.
        if points.count == 1 { path += "h0.1" }
      } else if "\(x) \(y)" != last {
        path += isStepped ? "H\(x)V\(y)" : "L\(x) \(y)"
      }
      last = "\(x) \(y)"
    }
    return path
  }

  private func dot(_ station: Station, _ frame: Frame) -> String {
    Markup.element(
      "circle",
      [
        ("class", "station"), ("cx", Markup.number(frame.x(station.point.x))),
        ("cy", Markup.number(frame.y(station.point.y))), ("r", "2.6"), ("fill", colour.css),
        ("data-series", name), ("data-name", station.name),
        ("data-value", String(station.point.y)),
      ],
      [Markup.element("title", text: station.text)]
    )
  }
}
