/// A line through the whole chart at one value, with its name: a limit, or an instant.
struct Rule: Mark {
  enum Place {
    case x(Double)
    case y(Double)
  }

  var name: String
  var place: Place
  var colour = Colour.quiet

  /// Its name stands beside it.
  var entries: [Legend.Entry] { [] }

  func elements(in frame: Frame) -> [String] {
    let number = Markup.number
    let style = [("class", "rule"), ("stroke", colour.css)]
    switch place {
    case .x(let value):
      let x = frame.x(value)
      let path = "M\(number(x)) \(number(frame.top))V\(number(frame.bottom))"
      // The text keeps to the side on which there is more room.
      let isLeft = x > (frame.left + frame.right) / 2
      return [
        Markup.element("path", style + [("d", path)]),
        Markup.element(
          "text",
          [
            ("class", "name"), ("x", number(x + (isLeft ? -4 : 4))), ("y", number(frame.top + 10)),
            ("text-anchor", isLeft ? "end" : "start"),
          ],
          text: name
        ),
      ]
    case .y(let value):
      let y = frame.y(value)
      let path = "M\(number(frame.left)) \(number(y))H\(number(frame.right))"
      return [
        Markup.element("path", style + [("d", path)]),
        Markup.element(
          "text",
          [
            ("class", "name"), ("x", number(frame.right)),
            ("y", number(max(y - 4, frame.top + 10))),
            ("text-anchor", "end"),
          ],
          text: name
        ),
      ]
    }
  }
}
