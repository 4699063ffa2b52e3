import Foundation
import Results
import Scenarios
import Statistics
import Testing
import Timing

@testable import grpcbench

/// What a finished run says at its end, by its figures.
@Suite struct FailureOfRunTests {
  private static let limit = Plan().maxFailedShare

  @Test(arguments: [(100, 0), (99, 1)])
  func `a run with few enough failures has not failed`(ok: UInt64, failed: UInt64) throws {
    try #expect(failure(ok: ok, failed: failed) == nil)
  }

  @Test func `more failures than allowed are named with the most frequent one`() throws {
    let failure = try #require(try failure(ok: 97, failed: 3))
    #expect(failure.exitCode == .failed)
    #expect(
      failure.description == "scenario unnamed: 3 of 100 calls failed (3 %, and max_failed_share "
        + "allows 1 %); most frequent: UNAVAILABLE, connection refused"
    )
  }

  @Test func `a run without success has failed, whatever is allowed`() throws {
    let failure = try #require(try failure(ok: 0, failed: 2_000, allowed: 1))
    #expect(failure.exitCode == .failed)
    #expect(
      failure.description == "scenario unnamed: none of the 2,000 calls ended OK; most frequent: "
        + "UNAVAILABLE, connection refused"
    )
  }

  @Test func `calls that no one answered are a failure without a status`() throws {
    let failure = try #require(try failure(ok: 0, failed: 0, unfinished: 5))
    #expect(
      failure.description
        == "scenario unnamed: none of the 5 calls ended OK; none was answered in time"
    )
  }

  @Test func `a run in which nothing was measured has failed`() throws {
    let failure = try #require(try failure(ok: 0, failed: 0))
    #expect(failure.exitCode == .failed)
    #expect(failure.description.hasSuffix("no call fell into the measured time; measure longer"))
  }

  @Test func `a server that is gone at the end is a failure without a failed call`() throws {
    try #expect(failure(ok: 100, failed: 0, finalOutage: .milliseconds(10)) == nil)
    let failure = try #require(
      try failure(ok: 100, failed: 0, finalOutage: .milliseconds(400))
    )
    #expect(failure.exitCode == .failed)
    #expect(failure.description.contains("no connection for the last 400 ms of the measured"))
  }

  @Test func `an invalid measurement is a failure only of a strict run`() throws {
    try #expect(failure(ok: 100, failed: 0, sendLag: .seconds(1)) == nil)
    let failure = try #require(
      try failure(ok: 100, failed: 0, sendLag: .seconds(1), isStrict: true)
    )
    #expect(failure.exitCode == .invalid)
    #expect(failure.description.contains("is invalid, and --strict or CI forbids that: The gen"))
    #expect(!failure.description.contains("\n"))
  }

  @Test func `a strict run that is valid is fine`() throws {
    try #expect(failure(ok: 100, failed: 0, isStrict: true) == nil)
  }

  @Test func `a broken threshold comes first, with what was found`() throws {
    let failure = try #require(
      try failure(ok: 90, failed: 10, failIf: ["response.p99 > 1s", "failed > 5%", "failed > 6%"])
    )
    #expect(failure.exitCode == .regressed)
    #expect(
      failure.description
        == "scenario unnamed: broken threshold: failed > 5% (found: 10 %), and 1 more"
    )
    let kept = try self.failure(ok: 100, failed: 0, failIf: ["failed > 5%"])
    #expect(kept == nil)
  }

  /// The failure of an open loop with these calls, each 1 ms long.
  private func failure(
    ok: UInt64,
    failed: UInt64,
    unfinished: UInt64 = 0,
    allowed: Double = limit,
    sendLag: Nanoseconds = .zero,
    finalOutage: Nanoseconds = .zero,
    isStrict: Bool = false,
    failIf: [String] = []
  ) throws -> Failure? {
    var recording = Recording()
    recording.isOpenLoop = true
    recording.measured = .seconds(1)
    recording.started = ok + failed + unfinished
    recording.okCalls = ok
    recording.completedInWindow = ok
    recording.failedCalls = failed
    recording.unfinishedCalls = unfinished
    for _ in 0..<ok {
      recording.response.record(.milliseconds(1))
      recording.service.record(.milliseconds(1))
      recording.sendLag.record(sendLag)
    }
    for _ in 0..<failed {
      recording.failures.count(status: 14, message: "connection refused")
    }
    var plan = Plan()
    plan.maxFailedShare = allowed
    plan.failIf = try failIf.map { try FailCondition(Entry($0, subject: "test")) }
    let document = try ResultDocument(
      recording,
      scenario: plan,
      seed: 1,
      startedAt: Date(timeIntervalSince1970: 0),
      environment: Environment(
        host: "",
        kernel: "",
        cpus: 1,
        build: "release",
        version: "",
        commit: "",
        libraries: [:]
      ),
      usage: Usage(clientUserSeconds: 0, clientSystemSeconds: 0, clientPeakRSS: 0),
      busyShares: [],
      stealShare: nil,
      failIf: plan.failIf
    )
    return Failure(of: document, plan, finalOutage: finalOutage, isStrict: isStrict)
  }
}
