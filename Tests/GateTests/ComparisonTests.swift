import Gate
import Results
import Scenarios
import Testing
import Timing

struct ComparisonTests {
  private func side(_ name: String, _ latencies: [Int64]) throws -> (String, [NamedResult]) {
    let runs = try latencies.enumerated().map { number, latency in
      NamedResult(
        name: "\(name)\(number)",
        result: try Sample.result(latency: .microseconds(latency), seed: UInt64(number + 1))
      )
    }
    return (name, runs)
  }

  private func change(_ metric: String, _ comparison: Comparison) throws -> MetricChange {
    try #require(comparison.changes.first { $0.metric == metric })
  }

  @Test func `one run a side has intervals from its seconds, named a lower bound`() throws {
    let comparison = Comparison(old: try side("old", [1_000]), new: try side("new", [1_100]))
    #expect(comparison.objections.isEmpty)
    let p50 = try change("response.p50", comparison)
    #expect(p50.basis == .blocks && p50.conclusion == .worse)
    #expect(abs((p50.change ?? 0) - 0.1) < 0.01)
    let (lower, upper) = (p50.lower ?? 0, p50.upper ?? 0)
    #expect(lower < p50.change ?? 0 && p50.change ?? 0 < upper && lower > 0.09 && upper < 0.11)
    #expect(comparison.text.contains("worse in these two runs"))
    #expect(comparison.text.contains("a lower bound"))
    #expect(comparison.markdown.contains("| response.p50 |"))
  }

  @Test func `the interval of a ratio holds what each side's interval allows`() throws {
    let comparison = Comparison(old: try side("old", [1_000]), new: try side("new", [1_000]))
    let same = try change("response.p50", comparison)
    #expect(same.conclusion == .same && (same.lower ?? 1) <= 0 && (same.upper ?? -1) >= 0)
    // What has no interval of its own cannot be concluded from one run.
    #expect(try change("client.cpu_per_call", comparison).conclusion == .unknown)
    #expect(try change("server.peak_memory", comparison).old == 30_000_000)
    #expect(try change("failed", comparison).conclusion == .same)
  }

  @Test func `an interval that takes calls for independent concludes nothing`() throws {
    // The service time of an open loop is kept as a whole, and one of nine seconds has few blocks.
    let cases: [(String, Int64, Bool)] = [("service.p50", 12, true), ("response.p50", 9, false)]
    for (metric, seconds, openLoop) in cases {
      let sides = try [1_000, 1_100].map { latency in
        Sample.named(
          "run",
          try Sample.result(
            latency: .microseconds(latency),
            seconds: seconds,
            openLoop: openLoop
          ) { $0.duration = .seconds(seconds) }
        )
      }
      let found = try change(metric, Comparison(old: sides[0], new: sides[1]))
      #expect(found.basis == .none && found.conclusion == .unknown && found.lower == nil)
      #expect(abs((found.change ?? 0) - 0.1) < 0.01)
    }
  }

  @Test func `what failed in no run before and in many now is worse`() throws {
    func failing(_ counts: [Int64], _ name: String) throws -> (String, [NamedResult]) {
      let runs = try counts.enumerated().map { number, count in
        NamedResult(
          name: "\(name)\(number)",
          result: try Sample.result(seed: UInt64(number + 1), failed: count)
        )
      }
      return (name, runs)
    }
    let cases: [([Int64], [Int64], MetricChange.Conclusion, String)] = [
      ([0], [6_000], .worse, "worse: none before"), ([6], [0], .better, "better: none now"),
      ([0], [5], .unknown, "cannot say"), ([0], [0], .same, "the same"),
      ([0, 0, 0, 0], [6_000, 7_000, 6_000, 7_000], .worse, "worse"),
      ([9, 9, 8, 9], [0, 0, 0, 1], .better, "better"),
      ([0, 1, 0, 0], [0, 0, 1, 0], .same, "no change shown"),
      ([0, 0, 0], [0, 0, 0, 0], .same, "the same"), ([0, 0], [7, 8], .unknown, "cannot say"),
    ]
    for (old, new, conclusion, saying) in cases {
      let comparison = Comparison(
        old: try failing(old, "old"),
        new: try failing(new, "new"),
        metrics: [.calls(.failed)]
      )
      let failed = try change("failed", comparison)
      #expect(failed.conclusion == conclusion, "\(old) \(new) \(failed)")
      #expect(comparison.text.contains(saying), "\(comparison.text)")
      if old.count == 4, conclusion != .same {
        #expect(abs((failed.probability ?? 1) - 2.0 / 70) < 1e-12)
      }
    }
  }

  @Test func `a metric that one side has not keeps its row, and one that no run has is missing`()
    throws
  {
    let comparison = Comparison(
      old: Sample.named("old", try Sample.result()),
      new: Sample.named("new", try Sample.result(hasServer: false))
    )
    let cpu = try change("server.cpu_per_call", comparison)
    #expect(cpu.old != nil && cpu.new == nil && cpu.change == nil && cpu.conclusion == .unknown)
    #expect(comparison.text.contains("not measured in new"))
    #expect(comparison.missing(of: [.cpu(.serverPerCall), .outage]).map(\.name).count == 1)
    #expect(comparison.missing(of: [.latency(.roundTrip, .p50)]) == [.latency(.roundTrip, .p50)])
  }

  @Test func `more runs than ranks are counted of are not called too few`() throws {
    let run = NamedResult(name: "run", result: try Sample.result())
    let many = [NamedResult](repeating: run, count: 51)
    let text = Comparison(old: ("old", many), new: ("new", [run])).text
    #expect(text.contains("give at most 50 a side") && !text.contains("Too few"))
  }

  @Test func `four runs a side that do not overlap are a change, and three are too few`() throws {
    let four = Comparison(
      old: try side("old", [1_000, 1_010, 1_020, 1_030]),
      new: try side("new", [1_100, 1_110, 1_120, 1_130])
    )
    let p50 = try change("response.p50", four)
    #expect(p50.basis == .runs && p50.conclusion == .worse)
    #expect(abs((p50.probability ?? 1) - 2.0 / 70) < 1e-12)
    #expect(try change("server.cpu_per_call", four).conclusion == .worse)
    #expect(four.text.contains("exact, by ranks"))
    let three = Comparison(
      old: try side("old", [1_000, 1_010, 1_020]),
      new: try side("new", [1_100, 1_110, 1_120])
    )
    #expect(try change("response.p50", three).conclusion == .unknown)
    #expect(three.text.contains("Too few runs"))
  }

  @Test func `more of what people want is better`() throws {
    let achieved = Metric.achieved
    #expect(achieved.isHigherBetter && !Metric.latency(.response, .p50).isHigherBetter)
    let comparison = Comparison(old: try side("old", [1_100]), new: try side("new", [1_000]))
    #expect(try change("response.p99", comparison).conclusion == .better)
  }

  @Test func `runs that must not be compared are refused with each reason`() throws {
    let old = Sample.named("old", try Sample.result())
    let cases: [(ResultDocument, String)] = [
      (try Sample.result(build: "debug"), "new is of a debug build"),
      (try Sample.result(cpus: 4), "another machine: processors 2 in old, 4 in new"),
      (
        try Sample.result { $0.connections = 7 },
        "another question: connections is 1 in old, 7 in new"
      ),
      (
        try Sample.result { $0.server.laboratory.conditions.work = .milliseconds(1) },
        "another question: server.laboratory.work"
      ),
      (try Sample.result(failed: 12_000), "new is an invalid measurement: None of the 12,000"),
      (
        try Sample.result(endedEarly: "failed > 1% is broken"),
        "new was ended early: failed > 1% is broken"
      ),
      (
        try Sample.result(seconds: 5),
        "new was stopped after 5 s of 10 s"
      ),
    ]
    for (result, reason) in cases {
      let comparison = Comparison(old: old, new: Sample.named("new", result))
      #expect(comparison.objections.count == 1, "\(comparison.objections)")
      #expect(comparison.objections.first?.hasPrefix(reason) == true, "\(comparison.objections)")
      #expect(comparison.text.contains("not comparable: "))
    }
  }

  @Test func `another seed, name, host or target is no other question`() throws {
    let result = try Sample.result(seed: 9) {
      $0.name = "other"
      // As the resolution of a scenario has it for the run's own server.
      $0.server.laboratory.seed = 9
      $0.targets = [PlannedTarget(.endpoint(.network(host: "a", port: 1)))]
    }
    let comparison = Comparison(
      old: Sample.named("old", try Sample.result()),
      new: Sample.named("new", result)
    )
    #expect(comparison.objections.isEmpty, "\(comparison.objections)")
  }

  @Test func `names from outside make no markup`() throws {
    let comparison = Comparison(
      old: Sample.named("<script>|a", try Sample.result()),
      new: Sample.named("@b", try Sample.result())
    )
    let accented = Comparison(
      old: Sample.named("a|\u{301}b`\u{301}", try Sample.result()),
      new: Sample.named("www.evil.example ~~b~~ _c_", try Sample.result())
    ).markdown
    #expect(accented.unicodeScalars.starts(with: "### a\\|\u{301}b\\`\u{301} (1".unicodeScalars))
    #expect(accented.contains("www&#46;evil.example \\~\\~b\\~\\~ \\_c\\_"))
    #expect(comparison.markdown.hasPrefix("### &lt;script&gt;\\|a (1 run) against &#64;b (1 run)"))
  }
}
