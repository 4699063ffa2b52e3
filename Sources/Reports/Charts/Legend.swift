/// What the colours and dashes of a chart stand for, in lines above it.
struct Legend {
  enum Sign: Equatable {
    case line(Dash)
    case band
    case square
    case paleSquare
    case dot
  }

  struct Entry: Equatable {
    var name: String
    var colour: Colour
    var sign: Sign
  }

  /// Each once.
  let entries: [Entry]
  private let lines: [[Entry]]

  static let lineHeight = 17.0
  private static let signWidth = 18.0
  /// Between an entry and the next.
  private static let gap = 14.0

  /// The legend in lines of at most `width`.
  init(_ marks: [any Mark], width: Double) {
    var entries: [Entry] = []
    for entry in marks.flatMap(\.entries) where !entries.contains(entry) { entries.append(entry) }
    self.entries = entries
    var lines: [[Entry]] = []
    var used = 0.0
    for entry in entries {
      let needed = Self.width(of: entry)
      if lines.isEmpty || used + needed > width {
        lines.append([])
        used = 0
      }
      lines[lines.count - 1].append(entry)
      used += needed
    }
    self.lines = lines
  }

  var height: Double { Double(lines.count) * Self.lineHeight }

  func elements(left: Double, top: Double) -> [String] {
    lines.enumerated().flatMap { row, line in
      var x = left
      let y = top + Double(row) * Self.lineHeight + Self.lineHeight / 2
      return line.map { entry in
        let element = Self.element(entry, x: x, y: y)
        x += Self.width(of: entry)
        return element
      }
    }
  }

  private static func boxClass(_ sign: Sign) -> String {
    switch sign {
    case .band: "band"
    case .paleSquare: "bar pale"
    default: "bar"
    }
  }

  private static func width(of entry: Entry) -> Double {
    signWidth + Chart.width(of: entry.name) + gap
  }

  private static func element(_ entry: Entry, x: Double, y: Double) -> String {
    let number = Markup.number
    let sign =
      switch entry.sign {
      case .line(let dash):
        Markup.element(
          "path",
          [
            ("class", "line"), ("stroke", entry.colour.css), ("stroke-dasharray", dash.rawValue),
            ("d", "M\(number(x)) \(number(y))h14"),
          ].filter { $0.1 != "" }
        )
      case .band, .square, .paleSquare:
        Markup.element(
          "rect",
          [
            ("class", boxClass(entry.sign)), ("fill", entry.colour.css),
            ("x", number(x + 2)), ("y", number(y - 5)), ("width", "10"), ("height", "10"),
          ]
        )
      case .dot:
        Markup.element(
          "circle",
          [
            ("fill", entry.colour.css), ("cx", number(x + 7)), ("cy", number(y)), ("r", "3.5"),
          ]
        )
      }
    let text = Markup.element(
      "text",
      [("x", number(x + signWidth)), ("y", number(y + 4))],
      text: entry.name
    )
    return Markup.element("g", [("class", "legend"), ("data-legend", entry.name)], [sign, text])
  }
}
