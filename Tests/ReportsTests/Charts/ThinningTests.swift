import Testing
import Timing

@testable import Reports

struct ThinningTests {
  @Test(arguments: [0, 1, 2, 7, 239, 240, 241, 480, 3_600, 86_400])
  func `the least and the greatest stay, in their order, and few are left`(count: Int) {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix64(seed: seed)
    let points = (0..<count).map { Point(x: Double($0), y: Double(random.next() % 1_000)) }
    let slices = Thinning.slices(points, most: 240).compactMap { $0 }
    #expect(slices.count <= 240, "seed \(seed)")
    #expect(slices.map(\.range.upper).max() == points.map(\.y).max(), "seed \(seed)")
    #expect(slices.map(\.range.lower).min() == points.map(\.y).min(), "seed \(seed)")
    #expect(zip(slices, slices.dropFirst()).allSatisfy { $0.range.x < $1.range.x })
    for slice in slices {
      #expect((slice.range.lower...slice.range.upper).contains(slice.middle.y), "seed \(seed)")
    }
    if count <= 240 { #expect(slices.map(\.middle) == points) }
  }

  @Test func `a single second that stands out among an hour's is in its group's range`() {
    var points = (0..<3_600).map { Point(x: Double($0), y: 100) }
    points[1_234].y = 5
    points[2_345].y = 9_999
    let slices = Thinning.slices(points, most: 240).compactMap { $0 }
    #expect(slices.filter { $0.range.lower == 5 && abs($0.range.x - 1_234) < 15 }.count == 1)
    #expect(slices.filter { $0.range.upper == 9_999 && abs($0.range.x - 2_345) < 15 }.count == 1)
    #expect(slices.allSatisfy { $0.middle.y == 100 })
  }

  @Test func `seconds without a value interrupt the line only if they fill a group`() {
    var points = (0..<1_000).map { Point(x: Double($0), y: 1) }
    points[5].y = .nan
    for index in 500..<600 { points[index].y = .nan }
    let slices = Thinning.slices(points, most: 100)
    #expect(slices[0]?.middle.y == 1)
    #expect(slices[50..<60].allSatisfy { $0 == nil } && slices.count { $0 == nil } == 10)
  }

  @Test func `groups are all values in their order`() {
    let values = Array(0..<1_001)
    #expect(Thinning.groups(values, most: 90).flatMap { $0 } == values)
    #expect(Thinning.groups(values, most: 90).count <= 90)
    #expect(Thinning.groups([Int](), most: 90).isEmpty)
  }
}
