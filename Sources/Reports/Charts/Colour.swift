/// A colour by its part in a chart; the style says what it looks like, in light and dark.
enum Colour: Equatable {
  /// One of several that lie beside each other, from 0 on.
  case series(Int)
  case good
  case bad
  case quiet

  /// How many series can be told apart by colour; further ones begin again with another dash.
  static let seriesCount = 6

  var css: String {
    switch self {
    case .series(let index): "var(--series-\(abs(index) % Self.seriesCount + 1))"
    case .good: "var(--good)"
    case .bad: "var(--bad)"
    case .quiet: "var(--quiet)"
    }
  }
}

/// How a line is drawn, so that lines differ without colour too.
enum Dash: String {
  case solid = ""
  case dashed = "6 3"
  case dotted = "2 3"
}
