import Results
import Statistics
import Testing

struct ValidityTests {
  /// A faultless open loop: 100,000 calls, a median of 1 ms, 30 µs of lag.
  static var good: Evidence {
    var evidence = Evidence(Recording(), busyShares: [0.3], stealShare: 0, isDebugBuild: false)
    evidence.isOpenLoop = true
    evidence.calls = 100_000
    evidence.ok = 100_000
    evidence.answered = 100_000
    evidence.responseP50 = 1_000_000
    evidence.sendLagP50 = 10_000
    evidence.sendLagP99 = 30_000
    return evidence
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var verdict: Validity.Verdict

    /// What the first reason must say; nil if there must be none.
    var reason: String?
    var change: @Sendable (inout Evidence) -> Void

    init(
      _ name: String,
      _ verdict: Validity.Verdict,
      _ reason: String? = nil,
      change: @escaping @Sendable (inout Evidence) -> Void
    ) {
      (testDescription, self.verdict, self.reason, self.change) = (name, verdict, reason, change)
    }
  }

  static let cases: [Case] = [
    Case("the server counts otherwise", .suspect, "The server counts 1 call") {
      $0.serverDisagreement = "The server counts 1 call."
    },
    Case("nothing is wrong", .valid) { _ in },
    Case("nothing was offered", .invalid, "No call was offered") {
      ($0.calls, $0.ok, $0.answered) = (0, 0, 0)
    },
    Case("nothing succeeded", .invalid, "None of the 100,000 calls ended OK") { $0.ok = 0 },
    Case("a lag of just 100 µs", .valid) { $0.sendLagP99 = 100_000 },
    Case("a lag over 100 µs with a short median", .suspect, "p99 of its lag is 101 µs") {
      ($0.sendLagP99, $0.responseP50) = (101_000, 200_000)
    },
    Case("a lag over 10 % of the median", .suspect, "more than 1 ms at") {
      ($0.sendLagP99, $0.responseP50) = (1_100_000, 10_000_000)
    },
    Case("a lag of 9 % of the median", .valid) {
      ($0.sendLagP99, $0.responseP50) = (900_000, 10_000_000)
    },
    Case("a lag over 1 ms and half the median", .invalid, "p99 of its lag is 1.2 ms") {
      ($0.sendLagP99, $0.responseP50) = (1_200_000, 1_000_000)
    },
    Case("a lag over half a long median", .invalid, "more than 5 ms") {
      ($0.sendLagP99, $0.responseP50) = (5_100_000, 10_000_000)
    },
    Case("lag does not matter in a closed loop", .valid) {
      ($0.isOpenLoop, $0.sendLagP99) = (false, 9_000_000)
    },
    Case("99 % were answered", .valid) { ($0.answered, $0.inFlightAtEnd) = (99_000, 1_000) },
    Case(
      "98 % were answered, the server is the reason",
      .suspect,
      "the server is saturated, 60,000"
    ) {
      ($0.answered, $0.inFlightAtEnd) = (98_000, 2_000)
      ($0.slotWaits, $0.slotWaitP99, $0.busyShares) = (60_000, 900_000_000, [0.79])
    },
    Case("98 % were answered, the generator is busy", .invalid, "its loop was 97 % busy") {
      ($0.answered, $0.inFlightAtEnd, $0.busyShares) = (98_000, 2_000, [0.5, 0.97])
    },
    Case("98 % were answered, for no known reason", .suspect, "2,000 were still in flight") {
      ($0.answered, $0.inFlightAtEnd) = (98_000, 2_000)
    },
    Case("a few slow calls cross the end of a short run", .valid) {
      ($0.calls, $0.ok, $0.answered, $0.inFlightAtEnd) = (1_000, 1_000, 975, 100)
    },
    Case("a loop is 81 % busy", .suspect, "may be the bottleneck: its loop was 81 % busy") {
      $0.busyShares = [0.1, 0.81]
    },
    Case("a loop is 96 % busy", .invalid, "is the bottleneck: its loop was 96 % busy") {
      $0.busyShares = [0.96]
    },
    Case("a busy loop is expected in a closed loop", .valid) {
      ($0.isOpenLoop, $0.busyShares) = (false, [0.95])
    },
    Case("a loop at its end in a closed loop", .suspect, "its loop was 99 % busy") {
      ($0.isOpenLoop, $0.busyShares) = (false, [0.99])
    },
    Case("5 % of steal", .valid) { $0.stealShare = 0.05 },
    Case("6 % of steal", .suspect, "The hypervisor took 6 %") { $0.stealShare = 0.06 },
    Case("steal is not known", .valid) { $0.stealShare = nil },
    Case("0.2 % never ended", .suspect, "200 calls (0.2 %) never ended") { $0.unfinished = 200 },
    Case("a few never ended", .valid) { $0.unfinished = 100 },
    Case("a latency above an hour", .suspect, "1 latencies above one hour") { $0.outOfRange = 1 },
    Case("a debug build", .suspect, "debug build") { $0.isDebugBuild = true },
  ]

  @Test(arguments: cases)
  func `a verdict follows from the evidence`(row: Case) throws {
    var evidence = Self.good
    row.change(&evidence)
    let validity = Validity(evidence)
    #expect(validity.verdict == row.verdict, "\(validity.reasons)")
    if let reason = row.reason {
      let first = try #require(validity.reasons.first)
      #expect(first.contains(reason), "\(first)")
      #expect(first.hasSuffix(".") && !first.contains("\n"))
    } else {
      #expect(validity.reasons.isEmpty)
    }
  }

  @Test func `the gravest reason comes first and none is left out`() {
    var evidence = Self.good
    evidence.isDebugBuild = true
    evidence.stealShare = 0.5
    evidence.busyShares = [1]
    let validity = Validity(evidence)
    #expect(validity.verdict == .invalid && validity.reasons.count == 3)
    #expect(validity.reasons[0].contains("100 % busy"))
  }
}
