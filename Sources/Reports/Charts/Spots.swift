/// Upright stripes that are not seen, and say their text when they are pointed at.
struct Spots: Mark {
  struct Spot: Equatable {
    var from: Double
    var to: Double
    var text: String
  }

  var spots: [Spot]

  var entries: [Legend.Entry] { [] }

  func elements(in frame: Frame) -> [String] {
    let (top, height) = (Markup.number(frame.top), Markup.number(frame.bottom - frame.top))
    return spots.map { spot in
      let (left, right) = (frame.x(spot.from), frame.x(spot.to))
      return Markup.element(
        "rect",
        [
          ("class", "spot"), ("x", Markup.number(left)), ("y", top),
          ("width", Markup.number(max(0, right - left))), ("height", height),
        ],
        [Markup.element("title", text: spot.text)]
      )
    }
  }
}
