import Testing

@testable import Scenarios

@Suite struct TargetsTests {
  private func plan(_ yaml: String, _ targets: String...) throws -> Plan {
    var overrides = Overrides()
    overrides.targets = targets
    return try Scenario(name: "s", yaml: yaml).plan(overrides: overrides)
  }

  private func target(_ port: UInt16, weight: Int = 1) -> PlannedTarget {
    PlannedTarget(.endpoint(.network(host: "a", port: port)), weight: weight)
  }

  @Test(arguments: [
    "targets: [a:1=3, a:2]", "targets: [{address: 'a:1', weight: 3}, {address: 'a:2'}]",
    "targets:\n  - a:1=3\n  - address: a:2\n    weight: 1",
  ])
  func `a list of targets is read in either form`(yaml: String) throws {
    let plan = try plan("connections: 4\n\(yaml)")
    #expect(plan.targets == [target(1, weight: 3), target(2)])
    #expect(plan.targetText == "a:1 and 1 more")
  }

  @Test func `options take the place of all that the file says`() throws {
    let yaml = "connections: 4\ntargets: [a:7, a:8, a:9]"
    #expect(try plan(yaml, "a:1=3", "a:2").targets == [target(1, weight: 3), target(2)])
    #expect(try plan("target: a:7", "a:1").targets == [target(1)])
    #expect(try plan(yaml, "self").measuresOwnServer)
    #expect(try plan("seed: 1").measuresOwnServer)
  }

  @Test func `a weight stands behind the last equals sign, and a path may hold others`() throws {
    let unix = try plan("connections: 9", "unix:/a=b/c", "unix:/d=2=5").targets
    #expect(unix[0] == PlannedTarget(.endpoint(.unix(path: "/a=b/c"))))
    #expect(unix[1] == PlannedTarget(.endpoint(.unix(path: "/d=2")), weight: 5))
  }

  @Test(arguments: [
    ([3, 1], [0, 0, 1, 0, 0, 0, 1, 0]), ([1, 1], [0, 1, 0, 1]), ([1], [0, 0, 0]),
    ([1, 2, 3], [2, 1, 0, 2, 1, 2]), ([5, 1, 1], [0, 0, 1, 0, 2, 0, 0]),
  ])
  func `connections are dealt by weight, mixed`(weights: [Int], dealt: [Int]) {
    #expect(TargetDeal(weights: weights).first(dealt.count) == dealt)
  }

  @Test(arguments: [[3, 1], [7, 5, 3, 2], [1, 1_000], [1, 1, 1, 1, 1]])
  func `each target has its part of every whole round, and never strays by a connection`(
    weights: [Int]
  ) {
    let sum = weights.reduce(0, +)
    let dealt = TargetDeal(weights: weights).first(3 * sum)
    var counts = weights.map { _ in 0 }
    for (number, target) in dealt.enumerated() {
      counts[target] += 1
      for (target, weight) in weights.enumerated() {
        let share = Double(weight * (number + 1)) / Double(sum)
        #expect(abs(Double(counts[target]) - share) < Double(weights.count))
      }
    }
    #expect(counts == weights.map { 3 * $0 })
  }

  @Test(
    arguments: [
      ("targets: a:1", [], "line 1: targets is a list; write - address: 127.0.0.1:50051 below it"),
      ("targets: []", [], "line 1: targets has 0 entries; give 1 to 16"),
      ("targets: [{weight: 1}]", [], "line 1: a target has no address; write - address:"),
      ("targets: [{adress: 'a:1'}]", [], "line 1: unknown key adress in a target; the keys are"),
      ("targets:\n  - {address: 'a:1', weight: 0}", [], "line 2: weight 0 is below 1; give 1 to"),
      ("targets: [a:1, a:1]", [], "line 1: target a:1 is named twice; give it once, with a weight"),
      ("target: a:1\ntargets: [a:2]", [], "line 2: target a:2 stands beside line 1: target"),
      ("seed: 1", ["a:1", "a"], "--target a has no port"),
      ("seed: 1", ["a:1=x"], "--target a:1=x: weight x is not a whole number"),
      ("connections: 2", ["self", "a:1"], "--target self stands beside other targets; start a"),
      (
        "seed: 1", ["a:1", "a:2"],
        "target a:2 with weight 1 gets none of connections 1; give more connections or other"
      ),
      (
        "connections: 9", ["a:1=99", "a:2=1"], "target a:2 with weight 1 gets none of connections 9"
      ),
    ] as [(String, [String], String)]
  )
  func `targets that make no sense are refused in one line`(
    yaml: String,
    options: [String],
    line: String
  ) throws {
    var overrides = Overrides()
    overrides.targets = options
    let complaint = #expect(throws: Complaint.self) {
      try Scenario(name: "s", yaml: yaml).plan(overrides: overrides)
    }
    let told = complaint?.description ?? ""
    #expect(told.hasPrefix("scenario s: \(line)"), "\(told)")
    #expect(!told.contains("\n"))
  }

  @Test(arguments: [(16, 4, true), (17, 1, false), (16, 5, false), (13, 5, false), (12, 5, true)])
  func `there are so many targets and kinds of call and no more`(
    targets: Int,
    calls: Int,
    isAllowed: Bool
  ) throws {
    let list = (0..<calls).map { "  - name: c\($0)" }.joined(separator: "\n")
    var overrides = Overrides()
    overrides.targets = (1...targets).map { "a:\($0)" }
    let scenario = try Scenario(name: "s", yaml: "connections: 100\ncalls:\n\(list)")
    if isAllowed {
      #expect(try scenario.plan(overrides: overrides).targets.count == targets)
    } else {
      #expect(throws: Complaint.self) { try scenario.plan(overrides: overrides) }
    }
  }
}
