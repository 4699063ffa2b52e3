import Testing
import Timing

@testable import Reports

struct ThinningTests {
  @Test(arguments: [0, 1, 2, 7, 239, 240, 241, 480, 3_600, 86_400])
  func `the least and the greatest stay, in their order, and few are left`(count: Int) {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix64(seed: seed)
    let points = (0..<count).map { Point(x: Double($0), y: Double(random.next() % 1_000)) }
    let thinned = Thinning.points(points, most: 240)
    #expect(thinned.count <= min(480, max(count, 0)), "seed \(seed)")
    #expect(thinned.map(\.y).max() == points.map(\.y).max(), "seed \(seed)")
    #expect(thinned.map(\.y).min() == points.map(\.y).min(), "seed \(seed)")
    #expect(zip(thinned, thinned.dropFirst()).allSatisfy { $0.x < $1.x }, "seed \(seed)")
    #expect(thinned.allSatisfy { points[Int($0.x)] == $0 }, "seed \(seed)")
    if count <= 240 { #expect(thinned == points) }
  }

  @Test func `a single second that stands out among an hour's is drawn`() {
    var points = (0..<3_600).map { Point(x: Double($0), y: 100) }
    points[1_234].y = 5
    points[2_345].y = 9_999
    let thinned = Thinning.points(points, most: 240)
    #expect(thinned.contains(points[1_234]) && thinned.contains(points[2_345]))
  }

  @Test func `seconds without a value interrupt the line only if they fill a group`() {
    var points = (0..<1_000).map { Point(x: Double($0), y: 1) }
    points[5].y = .nan
    for index in 500..<600 { points[index].y = .nan }
    let thinned = Thinning.points(points, most: 100)
    #expect(thinned.prefix(2).allSatisfy { $0.y == 1 })
    #expect(thinned.contains { $0.y.isNaN && (500..<600).contains(Int($0.x)) })
  }

  @Test func `groups are all values in their order`() {
    let values = Array(0..<1_001)
    #expect(Thinning.groups(values, most: 90).flatMap { $0 } == values)
    #expect(Thinning.groups(values, most: 90).count <= 90)
    #expect(Thinning.groups([Int](), most: 90).isEmpty)
  }
}
