import Testing

@testable import Reports

struct ScaleTests {
  @Test(arguments: [
    (Scale.linear(0...10), 5.0, 0.5), (.linear(0...10), -1, 0), (.linear(0...10), 11, 1),
    (.linear(0...10), .nan, 0), (.linear(0...10), .infinity, 1), (.linear(3...3), 3, 0),
    (.logarithmic(1...10_000), 100, 0.5), (.logarithmic(1...10_000), 0, 0),
    (.logarithmic(1...10_000), -5, 0), (.logarithmic(10...1_000), 1e9, 1),
  ])
  func `a value stands where it belongs, one outside at the edge`(
    scale: Scale,
    value: Double,
    share: Double
  ) {
    #expect(abs(scale.share(of: value) - share) < 1e-12)
  }

  @Test(arguments: [Scale.linear(-4...9), .logarithmic(0.3...7e9)])
  func `greater values never stand before smaller ones`(scale: Scale) {
    let (lowest, highest) = (scale.values.lowerBound, scale.values.upperBound)
    let places = (0...1_000).map {
      scale.share(of: lowest + (highest - lowest) * Double($0) / 1_000)
    }
    #expect(zip(places, places.dropFirst()).allSatisfy { $0 < $1 })
    #expect(places.first == 0 && places.last == 1)
  }
}
