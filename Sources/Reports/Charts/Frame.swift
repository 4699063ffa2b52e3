/// The rectangle in which values are drawn, with what turns them into places.
struct Frame {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double
  var across: Scale
  var up: Scale

  func x(_ value: Double) -> Double { left + across.share(of: value) * (right - left) }
  func y(_ value: Double) -> Double { bottom - up.share(of: value) * (bottom - top) }
}
