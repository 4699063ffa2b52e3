/// Values drawn along two axes, as one SVG element that needs `ChartStyle` beside it.
struct Chart {
  /// Tells the charts of one page apart; letters, digits and dashes.
  var id: String
  /// What it is, in a few words: stands above it, and is read out.
  var title: String
  /// What it shows, in a sentence, for those who do not see it.
  var summary: String
  var across: Axis
  var up: Axis
  var marks: [any Mark]
  var width = 460.0
  var height = 280.0

  private static let edge = 8.0
  private static let textHeight = 14.0

  /// As a part of a page.
  var svg: String { element(before: []) }

  /// As a file of its own.
  var standalone: String {
    element(before: [Markup.element("style", [], [ChartStyle.css])]) + "\n"
  }

  private func element(before: [String]) -> String {
    let legend = Legend(marks, width: width - 2 * Self.edge)
    let frame = frame(legend)
    let parts =
      before + [
        Markup.element("title", [("id", "\(id)-title")], text: title),
        Markup.element("desc", [("id", "\(id)-desc")], text: summary),
      ]
      + legend.elements(left: Self.edge, top: Self.edge - 4) + rising(frame) + lying(frame)
      + marks.flatMap { $0.elements(in: frame) }
    let size = "0 0 \(Markup.number(width)) \(Markup.number(height))"
    return Markup.element(
      "svg",
      [
        ("xmlns", "http://www.w3.org/2000/svg"), ("class", "chart"), ("id", id), ("role", "img"),
        ("viewBox", size), ("aria-labelledby", "\(id)-title \(id)-desc"),
      ],
      parts
    )
  }

  /// About as wide as a text is: there is no font to ask.
  static func width(of text: String) -> Double { Double(text.count) * 7.4 }

  private func frame(_ legend: Legend) -> Frame {
    let labels = up.ticks.map { Self.width(of: $0.label) }.max() ?? 0
    let foot = Self.textHeight + 8 + (across.title.isEmpty ? 0 : Self.textHeight + 2)
    let head = legend.height + (up.title.isEmpty ? 0 : Self.textHeight + 4)
    return Frame(
      left: Self.edge + min(labels, width / 3) + 6,
      top: Self.edge + head + 4,
      right: width - max(Self.edge + 10, overhang),
      bottom: height - foot,
      across: across.scale,
      up: up.scale
    )
  }

  /// What the label at the end of the lower axis needs beyond it.
  private var overhang: Double {
    guard let last = across.ticks.last, across.scale.share(of: last.value) > 0.9 else { return 0 }
    return Self.width(of: last.label) / 2 + 3
  }

  /// The axis on the left, whose title stands above it.
  private func rising(_ frame: Frame) -> [String] {
    let number = Markup.number
    let ticks = up.ticks.flatMap { tick in
      let y = frame.y(tick.value)
      let line = Markup.element(
        "path",
        [
          ("class", "grid"), ("data-tick", String(tick.value)),
          ("d", "M\(number(frame.left)) \(number(y))H\(number(frame.right))"),
        ]
      )
      let label = Markup.element(
        "text",
        [("x", number(frame.left - 6)), ("y", number(y + 4)), ("text-anchor", "end")],
        text: tick.label
      )
      return (up.hasGrid ? [line] : []) + (tick.label.isEmpty ? [] : [label])
    }
    guard !up.title.isEmpty else { return ticks }
    let title = Markup.element(
      "text",
      [("class", "axis"), ("x", number(Self.edge)), ("y", number(frame.top - 10))],
      text: up.title
    )
    return ticks + [title]
  }

  /// The axis at the bottom.
  private func lying(_ frame: Frame) -> [String] {
    let number = Markup.number
    let labels = spaced(frame)
    let ticks = across.ticks.enumerated().flatMap { index, tick in
      let x = frame.x(tick.value)
      let line = Markup.element(
        "path",
        [
          ("class", "grid"), ("data-tick", String(tick.value)),
          ("d", "M\(number(x)) \(number(frame.top))V\(number(frame.bottom))"),
        ]
      )
      let label = Markup.element(
        "text",
        [
          ("x", number(x)), ("y", number(frame.bottom + Self.textHeight)),
          ("text-anchor", "middle"),
        ],
        text: tick.label
      )
      return (across.hasGrid ? [line] : []) + (labels.contains(index) ? [label] : [])
    }
    let base = Markup.element(
      "path",
      [
        ("class", "base"),
        ("d", "M\(number(frame.left)) \(number(frame.bottom))H\(number(frame.right))"),
      ]
    )
    guard !across.title.isEmpty else { return ticks + [base] }
    let title = Markup.element(
      "text",
      [
        ("class", "axis"), ("x", number(frame.right)), ("y", number(height - 6)),
        ("text-anchor", "end"),
      ],
      text: across.title
    )
    return ticks + [base, title]
  }

  /// The marks whose labels do not run into the one before.
  private func spaced(_ frame: Frame) -> Set<Int> {
    var shown: Set<Int> = []
    var end = -Double.infinity
    for (index, tick) in across.ticks.enumerated() where !tick.label.isEmpty {
      let half = Self.width(of: tick.label) / 2 + 3
      let middle = frame.x(tick.value)
      guard middle - half >= end else { continue }
      end = middle + half
      shown.insert(index)
    }
    return shown
  }
}
