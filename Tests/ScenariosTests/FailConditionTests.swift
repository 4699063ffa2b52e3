import Foundation
import Scenarios
import Testing
import Timing

@Suite struct FailConditionTests {
  private func condition(_ text: String) throws -> FailCondition {
    try FailCondition(Entry(text, subject: "--fail-if"))
  }

  @Test(
    arguments: [
      ("response.p99 > 5ms", "response.p99", .above, .time, 5e6),
      ("response.p99>=1m30s", "response.p99", .atLeast, .time, 9e10),
      ("  service.p99_9   >  300 us ", "service.p99.9", .above, .time, 3e5),
      ("failed > 0.1%", "failed", .above, .share, 0.001),
      ("failed >= 1", "failed", .atLeast, .count, 1),
      ("failed.max > 1s", "failed.max", .above, .time, 1e9),
      ("achieved < 99%", "achieved", .below, .share, 0.99),
      ("achieved <= 2.5k/s", "achieved", .atMost, .rate, 2_500),
      ("status.UNAVAILABLE > 0", "status.UNAVAILABLE", .above, .count, 0),
      ("server.cpu_per_call > 10us", "server.cpu_per_call", .above, .time, 1e4),
      ("client.peak_memory > 64MiB", "client.peak_memory", .above, .bytes, 67_108_864),
      ("bytes_sent < 10MiB/s", "bytes_sent", .below, .byteRate, 10_485_760),
      ("connections.lost > 0", "connections.lost", .above, .count, 0),
      ("connections.ready.p99 > 1s", "connections.ready.p99", .above, .time, 1e9),
      ("connections.outage > 1%", "connections.outage", .above, .share, 0.01),
    ] as [(String, String, FailCondition.Comparison, Quantity, Double)]
  )
  func `a threshold is a metric, a comparison and a limit with its unit`(
    text: String,
    metric: String,
    comparison: FailCondition.Comparison,
    quantity: Quantity,
    limit: Double
  ) throws {
    let condition = try condition(text)
    #expect(condition.metric.name == metric)
    #expect(condition.comparison == comparison)
    #expect(condition.quantity == quantity)
    #expect(abs(condition.limit - limit) <= 1e-12 * limit)
    let kept = try JSONEncoder().encode([condition])
    #expect(try JSONDecoder().decode([FailCondition].self, from: kept) == [condition])
  }

  @Test(
    arguments: [
      ("", "has no comparison; write one such as \"response.p99 > 5ms\""),
      ("response.p99", "has no comparison"),
      ("response.p98 > 5ms", "unknown metric response.p98; did you mean response.p9"),
      ("fialed > 1%", "unknown metric fialed; did you mean failed?"),
      ("status.NONE > 1", "unknown metric status.NONE; "),
      ("> 5ms", "unknown metric \"\"; such are response.p99"),
      ("response.p99 >", "has no limit; response.p99 is a length of time such as 5ms"),
      ("response.p99 > 5", "with 5, which is a number; response.p99 is a length of time such as"),
      ("response.p99 > 5%", "which is a share; response.p99 is a length of time such as 5ms"),
      ("failed > 5ms", "a length of time; failed is a number such as 10 or a share such as 0.1%"),
      ("response.p99 > 5 parsecs", "the limit 5parsecs, which has an unknown unit; the units"),
      ("failed > -1", "the limit -1, which is below zero"),
      ("failed > 1e3", "the limit 1e3, which "),
      ("failed > nan", "the limit nan, which "),
      ("client.peak_memory > 64M", "the limit 64M, which "),
      ("failed > 1% > 2%", "the limit 1%>2%, which "),
    ]
  )
  func `what makes no sense is refused in one line`(text: String, reason: String) {
    let complaint = #expect(throws: Complaint.self) { try condition(text) }
    let line = complaint?.description ?? ""
    #expect(line.hasPrefix("--fail-if "), "\(line)")
    #expect(line.contains(reason), "\(line)")
    #expect(!line.contains("\n"))
  }

  @Test func `every metric can be named, and takes its own units and no others`() throws {
    #expect(Metric.all.count > 120)
    for metric in Metric.all {
      #expect(try Metric(named: metric.name) == metric)
      for quantity in Quantity.allCases {
        let text = "\(metric.name) > \(Self.examples[quantity] ?? "")"
        let read = try? condition(text)
        #expect((read != nil) == metric.quantities.contains(quantity), "\(text)")
      }
    }
  }

  private static let examples: [Quantity: String] = [
    .time: "5ms", .share: "5%", .rate: "5/s", .count: "5", .bytes: "5B", .byteRate: "5B/s",
  ]

  @Test func `a scenario has one threshold or a list, which the command line replaces`() throws {
    let one = try Scenario(name: "a", yaml: "fail_if: failed > 1%").plan()
    #expect(one.failIf.map(\.text) == ["failed > 1%"])
    let yaml = "fail_if:\n  - failed > 1%\n  - response.p99 > 5ms\nabort_on_fail: true"
    let scenario = try Scenario(name: "a", yaml: yaml)
    #expect(try scenario.plan().failIf.count == 2)
    #expect(try scenario.plan().abortsOnFail)
    var overrides = Overrides()
    overrides.failIf = ["achieved < 99%"]
    #expect(try scenario.plan(overrides: overrides).failIf.map(\.text) == ["achieved < 99%"])
    overrides.failIf = ["none"]
    overrides[.abortOnFail] = "false"
    #expect(try scenario.plan(overrides: overrides).failIf.isEmpty)
  }

  @Test(
    arguments: [
      ("a: 1\nfail_if: x > 1", "line 1: unknown key a"),
      ("fail_if: [failed > 1%, x > 1]", "line 1: fail_if \"x > 1\" names the unknown metric x"),
      ("abort_on_fail: true", "line 1: abort_on_fail true needs a threshold that is known"),
      (
        "fail_if: server.cpu_per_call > 1us\nabort_on_fail: true",
        "line 2: abort_on_fail true needs a threshold that is known"
      ),
      ("fail_if: ok < 10\nabort_on_fail: true", "line 2: abort_on_fail true needs a threshold"),
    ]
  )
  func `what a scenario gets wrong is said with its line`(yaml: String, reason: String) {
    let complaint = #expect(throws: Complaint.self) { try Scenario(name: "a", yaml: yaml).plan() }
    let line = complaint?.description ?? ""
    #expect(line.hasPrefix("scenario a: \(reason)"), "\(line)")
  }

  @Test func `there is a limit to thresholds and to their length`() {
    let many = "fail_if: [" + [String](repeating: "ok < 1", count: 65).joined(separator: ", ") + "]"
    #expect(throws: Complaint.self) { try Scenario(name: "a", yaml: many).plan() }
    #expect(throws: Complaint.self) {
      try condition("failed > 1%" + String(repeating: " ", count: 200))
    }
  }
}
