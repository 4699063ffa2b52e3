import Foundation
import Results
import Statistics
import Testing
import Timing

struct ResultDocumentTests {
  @Test(arguments: [true, false])
  func `what was written is read back, byte for byte`(openLoop: Bool) throws {
    let document = try Sample.document(openLoop: openLoop)
    let data = try document.json()
    let read = try ResultDocument(json: data, source: "memory")
    #expect(read == document)
    #expect(try read.json() == data)
  }

  @Test(arguments: [true, false])
  func `what was written of streams is read back too`(openLoop: Bool) throws {
    let document = try Sample.document(
      Sample.streams(openLoop: openLoop),
      peer: ResultSchemaTests.peer
    )
    let data = try document.json()
    #expect(try ResultDocument(json: data, source: "memory") == document)
  }

  @Test func `handshakes have their own figures, and none are none`() throws {
    let handshakes = try #require(
      try Sample.document(Sample.streams(openLoop: true)).summary.connections.handshakes
    )
    #expect(handshakes.count == 2 && handshakes.resumed == 1)
    #expect((1_990_000...2_010_000).contains(handshakes.max))
    #expect((990_000...1_010_000).contains(handshakes.p50))
    #expect(try Sample.document(openLoop: true).summary.connections.handshakes == nil)
  }

  @Test func `the phases add up to the response time`() throws {
    let recording = Sample.streams(openLoop: true)
    let document = try Sample.document(recording)
    let phases = try #require(document.phases)
    let all = Phase.allCases.map { phases[$0] }
    #expect(all.reduce(0) { $0 + $1.sum } == document.responseSum)
    #expect(document.responseSum == 39 * 60_020_000)
    #expect(abs(all.reduce(0) { $0 + $1.shareOfTime } - 1) < 1e-9)
    #expect(abs(all.reduce(0) { $0 + $1.meanPerCall } - 60_020_000) <= 9)
    #expect(phases.streamWindow.calls == 13 && phases.streamWindow.sum == 13 * 5_000_000)
    #expect(phases.slotWait.calls == 0 && phases.slotWait.max == 0)
    #expect(document.calls[0].phases == phases)
    #expect(document.calls[0].responseSum == document.responseSum)
  }

  @Test func `phases that were not taken are null`() throws {
    let document = try Sample.document(openLoop: true)
    #expect(document.phases == nil && document.calls[0].phases == nil)
    let text = String(decoding: try document.json(), as: UTF8.self)
    #expect(text.contains("\"phases_ns\" : null") && document.responseSum > 0)
  }

  @Test func `streams have a distribution for each of their clocks`() throws {
    let recording = Sample.streams(openLoop: true)
    let document = try Sample.document(recording)
    let latency = document.latency
    #expect(latency.firstMessage?.count == 39 && latency.firstMessageService?.count == 39)
    #expect(latency.gap?.count == 39 * 49 && latency.roundTrip?.count == 39 * 50)
    #expect(latency.roundTripService?.max ?? 0 < 300_000)
    #expect(latency.roundTrip?.max ?? 0 > 5_000_000, "what was held back is in the clock")
    #expect(latency.messageLag?.max ?? 0 > 4_900_000)
    #expect(latency.gap?.ci95?.method == .orderStatistics)
    let histogram = try #require(document.histograms.roundTrip)
    #expect(try LatencyHistogram(base64: histogram) == recording.streams.roundTrip)
    #expect(document.summary.messagesSentPerSecond == 39 * 50 / 4.0)
    #expect(document.summary.cancelled == 1 && document.summary.ok == 39)
    #expect(document.summary.status == ["OK": 38, "CANCELLED": 1])
    #expect(document.summary.clientCPUPerMessage == 1.75e6 / 3_900)
  }

  @Test func `what a unary call does not have is null`() throws {
    let document = try Sample.document(openLoop: true)
    #expect(document.latency.firstMessage == nil && document.latency.gap == nil)
    #expect(document.histograms.roundTrip == nil && document.histograms.messageLag == nil)
    #expect(document.peerSettings == nil)
  }

  @Test func `each kind of call is told by itself, with five failures at most`() throws {
    var recording = Sample.recording(openLoop: true)
    for number in 0..<9 { recording.failures.count(status: 13, message: "kind \(number)") }
    let call = try #require(try Sample.document(recording).calls.first)
    #expect(call.name == "SayHello" && call.kind == "unary" && call.weight == 1)
    #expect(call.calls == 6_001 && call.failed == 10 && call.unfinished == 1)
    #expect(call.failures.count == 5 && call.failures[0].count == 10)
    #expect(call.latency.response.p99 == recording.response.quantile(0.99).count)
  }

  @Test func `a run of nothing is a document too`() throws {
    let document = try Sample.document(Recording())
    #expect(try ResultDocument(json: document.json(), source: "memory") == document)
    #expect(document.validity.verdict == .invalid)
    #expect(document.latency.response.ci95 == nil)
  }

  @Test func `the figures are those of the recording`() throws {
    let recording = Sample.recording(openLoop: true)
    let document = try Sample.document(recording)
    #expect(document.schema == "grpcbench.result/1" && document.scenarioName == "unary")
    #expect(document.startedAt == "2026-01-02T03:04:05Z")
    #expect(document.summary.calls == 6_001 && document.summary.failed == 10)
    #expect(document.summary.status == ["OK": 5_990, "UNAVAILABLE": 10])
    #expect(
      document.summary.failures == [
        Summary.Failure(status: "UNAVAILABLE", message: "refused", count: 10)
      ]
    )
    #expect(document.summary.offered == 6_001)
    #expect(document.latency.response.p99 == recording.response.quantile(0.99).count)
    #expect(document.latency.response.count == 5_991, "unfinished calls are in it")
    #expect(document.latency.response.ci95?.method == .blockBootstrap)
    #expect(document.latency.service.ci95?.method == .orderStatistics)
    #expect(try LatencyHistogram(base64: document.histograms.response) == recording.response)
    #expect(document.intervals.count == recording.intervals.count)
    #expect(document.validity.verdict == .valid)
  }

  @Test func `a closed loop has one clock and no generator's lag`() throws {
    let document = try Sample.document(openLoop: false)
    #expect(document.latency.service == document.latency.response)
    #expect(document.histograms.service == nil && document.sendLag == nil)
    #expect(document.slotWait == nil && document.summary.offeredPerSecond == nil)
  }

  @Test func `CPU time is shared by all calls that ended while measuring`() throws {
    let summary = try Sample.document(openLoop: false).summary
    let calls = 6_000.0
    #expect(abs(summary.clientCPUPerCall - 1.75e6 / calls) < 0.5)
    #expect(
      summary.clientCPUPerCall == summary.clientCPUUserPerCall + summary.clientCPUSystemPerCall
    )
    #expect(abs((summary.serverCPUPerCall ?? 0) - 2e6 / calls) < 0.5)
  }

  @Test func `the scenario is kept as it was given`() throws {
    let scenario = try Sample.document(openLoop: true).scenario
    #expect(scenario["streams"]?.number == 100 && scenario["share"] == .number(0.25))
    #expect(scenario["nothing"] == nil)
  }

  static let broken: [(String, String)] = [
    ("", "it is empty"), ("hello", "it is not JSON"), ("[1]", "has the wrong type"),
    ("{}", "it is not a grpcbench result"), ("{\"schema\": \"k6/1\"}", "not a grpcbench result"),
    ("{\"schema\": \"grpcbench.result/2\"}", "update grpcbench"),
    ("{\"schema\": \"grpcbench.result/0\"}", "make the run again"),
    ("{\"schema\": \"grpcbench.result/1\"}", "is missing"),
    ("{\"schema\": 1}", "schema has the wrong type"),
    ("{\"schema\": \"grpcbench.result/1\", ", "it ends too early"),
    (String(repeating: "[", count: 100_000), "it is not JSON"),
  ]

  @Test(arguments: broken)
  func `a broken document is refused in one clear line`(text: String, reason: String) {
    let failure = #expect(throws: ResultFailure.self) {
      try ResultDocument(json: Data(text.utf8), source: "result.json")
    }
    #expect(failure?.description.contains(reason) == true, "\(failure?.description ?? "")")
    #expect(failure?.description.hasPrefix("reading result.json: ") == true)
    #expect(failure?.description.contains("\n") == false)
  }

  @Test func `a document cut anywhere is refused in one line`() throws {
    let data = try Sample.document(openLoop: true).json()
    for length in stride(from: 0, to: data.count - 2, by: 997) {
      let failure = #expect(throws: ResultFailure.self) {
        try ResultDocument(json: data.prefix(length), source: "result.json")
      }
      #expect(failure?.description.contains("\n") == false)
    }
  }

  @Test func `a key that is missing or has the wrong type is named`() throws {
    let text = String(decoding: try Sample.document(openLoop: true).json(), as: UTF8.self)
    for (find, replacement, reason) in [
      ("\"p99_99\" :", "\"p99_98\" :", "p99_99 is missing"),
      ("\"calls\" : 6001", "\"calls\" : \"many\"", "calls has the wrong type"),
      ("\"calls\" : 6001", "\"calls\" : -1", "a number in it is impossible"),
      ("\"verdict\" : \"valid\"", "\"verdict\" : \"fine\"", "verdict has an impossible value"),
    ] {
      let changed = text.replacing(find, with: replacement)
      #expect(changed != text)
      let failure = #expect(throws: ResultFailure.self) {
        try ResultDocument(json: Data(changed.utf8), source: "result.json")
      }
      #expect(failure?.description.contains(reason) == true, "\(failure?.description ?? "")")
    }
  }

  @Test func `a path that is no result is refused in one line`() {
    for path in ["/nonexistent/result.json", "/", "/dev/null"] {
      let failure = #expect(throws: ResultFailure.self) { try ResultDocument(path: path) }
      #expect(failure?.description.hasPrefix("reading \(path): ") == true)
      #expect(failure?.description.contains("\n") == false)
    }
  }
}
