import Foundation
import Results
import Scenarios
import Testing

@Suite struct ThresholdOutcomeTests {
  private func outcomes(_ texts: [String], openLoop: Bool = true) throws -> [ThresholdOutcome] {
    let conditions = try texts.map { try FailCondition(Entry($0, subject: "test")) }
    return try Sample.document(Sample.recording(openLoop: openLoop), failIf: conditions).thresholds
  }

  @Test(
    arguments: [
      ("failed > 9", true), ("failed > 10", false), ("failed >= 10", true),
      ("failed > 0.166%", true), ("failed > 0.167%", false),
      ("status.UNAVAILABLE >= 10", true), ("status.INTERNAL >= 1", false),
      ("response.p50 > 500us", true), ("response.p50 > 1ms", false),
      ("response.max < 100s", true), ("failed.p50 > 1us", true),
      ("achieved < 99.9%", true), ("achieved < 99%", false), ("achieved < 499/s", false),
      ("offered > 400/s", true), ("calls < 6001", false), ("calls < 6002", true),
      ("connections.opened >= 2", true), ("connections.lost > 0", false),
      ("client.cpu_per_call > 1us", true), ("messages_sent > 5999", true),
      ("client.peak_memory > 1GiB", false), ("send_lag.p99 > 20us", true),
    ]
  )
  func `a threshold is broken if what it says is so`(text: String, isBroken: Bool) throws {
    let outcome = try outcomes([text])[0]
    #expect(outcome.outcome == (isBroken ? .broken : .held), "\(outcome)")
    #expect(outcome.value != nil && outcome.reason == nil)
    #expect(outcome.text == text)
  }

  @Test(
    arguments: [
      ("achieved < 1%", "a closed loop offers no rate"),
      ("offered < 1/s", "a closed loop offers no rate"),
      ("send_lag.p99 > 1h", "the run measured none; it is one of an open loop"),
      ("first_message.p99 > 1h", "the run measured none"),
      ("connections.handshake.p99 > 1h", "the run measured none"),
    ]
  )
  func `a figure that the run does not have breaks its threshold, with the reason`(
    text: String,
    reason: String
  ) throws {
    let outcome = try outcomes([text], openLoop: false)[0]
    #expect(outcome.outcome == .broken)
    #expect(outcome.value == nil)
    #expect(outcome.reason == reason)
    #expect(outcome.shownValue == reason)
  }

  @Test func `each metric can be read in each of its quantities, or is absent for a reason`() throws
  {
    let document = try Sample.document(Sample.recording(openLoop: true))
    var found = 0
    for metric in Metric.all {
      for quantity in metric.quantities {
        if let value = metric.value(in: document, as: quantity) {
          found += 1
          #expect(value.isFinite && value >= 0, "\(metric.name)")
          if quantity == .share { #expect(value <= 1.001, "\(metric.name)") }
        } else {
          #expect(!metric.absence(in: document).isEmpty)
        }
      }
    }
    #expect(found > 90)
  }

  @Test func `whole numbers of the document are read as numbers`() throws {
    let document = try Sample.document(Sample.recording(openLoop: true))
    let closed = try Sample.document(Sample.recording(openLoop: false))
    let value = { (metric: Metric, quantity: Quantity) in metric.value(in: document, as: quantity) }
    #expect(value(.offered, .count) == Double(document.summary.calls))
    #expect(value(.memory(.client), .bytes) == 20_000_000)
    #expect(value(.latency(.response, .p99), .time) == Double(document.latency.response.p99))
    let server = Metric.memory(.server).value(in: closed, as: .bytes)
    #expect(server == closed.summary.serverPeakRSS.map { Double($0) })
  }

  @Test func `outcomes keep the order of the scenario and survive as a document`() throws {
    let conditions = try ["failed > 9", "ok < 1", "failed > 10"].map {
      try FailCondition(Entry($0, subject: "test"))
    }
    let document = try Sample.document(Sample.recording(openLoop: true), failIf: conditions)
    #expect(document.thresholds.map(\.outcome) == [.broken, .held, .held])
    let again = try ResultDocument(json: document.json(), source: "test")
    #expect(again.thresholds == document.thresholds)
  }
}
