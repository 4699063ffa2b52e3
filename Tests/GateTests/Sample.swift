import Foundation
import Gate
import Results
import Scenarios
import Statistics
import Timing

/// A result made up from a rule, the same every time.
enum Sample {
  /// A loop of calls that take about `latency`, 1,000 a second for 12 seconds or others.
  static func result(
    latency: Nanoseconds = .milliseconds(1),
    seed: UInt64 = 1,
    seconds: Int64 = 12,
    openLoop: Bool = false,
    build: String = "release",
    cpus: Int = 2,
    failed: Int64 = 0,
    startedAt: Double = 1_767_323_045,
    commit: String = "0123abc",
    endedEarly: String? = nil,
    hasServer: Bool = true,
    change: (inout Plan) -> Void = { _ in }
  ) throws -> ResultDocument {
    var random = SplitMix64(seed: seed)
    let start = Instant(nanoseconds: 1_000_000_000)
    var recorder = Recorder(window: start..<(start + .seconds(seconds)), openLoop: openLoop)
    for call in 0..<(1_000 * seconds) {
      let intended = start + .milliseconds(call)
      let ended =
        intended + Nanoseconds(Int64(Double(latency.count) * (0.9 + random.nextUnit() / 5)))
      recorder.offered(intended: intended)
      if call < failed {
        recorder.failed(
          intended: intended,
          started: intended,
          ended: ended,
          status: 14,
          message: ""
        )
      } else {
        if openLoop { recorder.sent(intended: intended, couldStart: intended, started: intended) }
        recorder.succeeded(intended: intended, started: intended, ended: ended)
      }
    }
    var plan = Plan()
    plan.name = "unary"
    plan.seed = seed
    change(&plan)
    return try ResultDocument(
      recorder.finish(),
      scenario: plan,
      seed: seed,
      startedAt: Date(timeIntervalSince1970: startedAt),
      environment: Environment(
        host: "bench\(seed)",
        kernel: "Linux 6.18",
        cpus: cpus,
        cpuModel: "Model 1",
        memoryBytes: 8 << 30,
        build: build,
        version: "0.1.0",
        commit: commit,
        libraries: [:]
      ),
      usage: Usage(
        clientUserSeconds: 0.5,
        clientSystemSeconds: 1,
        clientPeakRSS: 20_000_000,
        serverSeconds: hasServer ? 2 * Double(latency.count) / 1e6 : nil,
        serverPeakRSS: hasServer ? 30_000_000 : nil
      ),
      busyShares: [0.4],
      stealShare: 0,
      endedEarly: endedEarly
    )
  }

  static func named(_ name: String, _ result: ResultDocument) -> (name: String, runs: [NamedResult])
  {
    (name, [NamedResult(name: name, result: result)])
  }
}
