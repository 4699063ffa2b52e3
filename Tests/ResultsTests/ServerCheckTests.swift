import Scenarios
import Statistics
import Testing

@testable import Results

@Suite struct ServerCheckTests {
  private func call(
    _ method: String = "a.B/C",
    ok: UInt64,
    failed: UInt64 = 0,
    unfinished: UInt64 = 0,
    outside: UInt64 = 0,
    messages: (sent: Int, received: Int?)? = (1, 1)
  ) -> CallRecording {
    var recording = Recording()
    recording.statuses[0] = ok
    recording.okCalls = ok
    recording.statuses[14] = failed
    recording.failedCalls = failed
    recording.unfinishedCalls = unfinished
    recording.started = ok + failed + unfinished
    recording.outside.statuses[0] = outside
    var call = CallRecording(
      name: "c",
      method: method,
      kind: .unary,
      weight: 1,
      recording: recording
    )
    call.messages = messages.map { counts in
      var messages = Messages()
      (messages.sent, messages.received) = counts
      return messages
    }
    return call
  }

  private func counters(
    _ rows: [(String, UInt64)],
    method: String = "a.B/C",
    messages: UInt64? = nil
  ) -> ServerCounters {
    var counters = ServerCounters()
    counters.calls = rows.map { ServerCounters.Calls(method: method, status: $0.0, count: $0.1) }
    let all = messages ?? rows.reduce(0) { $0 + $1.1 }
    (counters.messagesReceived, counters.messagesSent) = (all, all)
    return counters
  }

  private func disagreement(
    _ counters: ServerCounters,
    _ calls: CallRecording...,
    replayed: UInt64 = 0
  ) -> String? {
    ServerCheck(counters: counters, calls: calls, replayed: replayed).disagreement()
  }

  @Test(arguments: [(ServerCounters.Loss.before, "before the run"), (.after, "after the run")])
  func `counters that a server has and does not tell make a run suspect`(
    loss: ServerCounters.Loss,
    when: String
  ) throws {
    let recording = Sample.recording(openLoop: true)
    #expect(try Sample.document(recording).validity.verdict == .valid)
    let validity = try Sample.document(recording, lostCounters: loss).validity
    #expect(validity.verdict == .suspect)
    let reason = try #require(validity.reasons.first)
    #expect(reason.contains("counters could not be read \(when)"), "\(reason)")
  }

  @Test func `calls that were sent once more count twice at most`() {
    let ours = call(ok: 10, messages: (3, 2))
    var theirs = counters([("OK", 10), ("RESET", 4)])
    for (received, sent) in [(30, 20), (42, 20), (36, 24)] as [(UInt64, UInt64)] {
      (theirs.messagesReceived, theirs.messagesSent) = (received, sent)
      #expect(disagreement(theirs, ours, replayed: 4) == nil)
      #expect(disagreement(theirs, ours, replayed: 3)?.contains("14 calls") == true)
    }
    for (received, sent) in [(29, 20), (43, 20), (30, 33)] as [(UInt64, UInt64)] {
      (theirs.messagesReceived, theirs.messagesSent) = (received, sent)
      #expect(disagreement(theirs, ours, replayed: 4)?.contains("messages") == true)
    }
    // No replay makes a call of one that is missing.
    #expect(disagreement(counters([("OK", 9)]), ours, replayed: 4) != nil)
  }

  @Test func `equal numbers agree, with the warm-up among them`() {
    #expect(disagreement(counters([("OK", 15)]), call(ok: 10, outside: 5)) == nil)
  }

  @Test func `a call that ended otherwise for the client may have ended OK for the server`() {
    let ours = call(ok: 10, failed: 3, unfinished: 2)
    for ok in 10...15 as ClosedRange<UInt64> {
      #expect(disagreement(counters([("OK", ok)]), ours) == nil)
      #expect(disagreement(counters([("OK", ok), ("CANCELLED", 15 - ok)]), ours) == nil)
    }
  }

  @Test(
    arguments: [
      ([("OK", 9)], "counts 9 calls of a.B/C that ended OK and this client 10: are there other"),
      ([("OK", 13)], "counts 13 calls of a.B/C that ended OK and this client 10, and 2 that did"),
      ([("OK", 11), ("RESET", 2)], "counts 13 calls of a.B/C that were made and this client 12: "),
      ([], "counts 0 calls of a.B/C that ended OK and this client 10"),
    ] as [([(String, UInt64)], String)]
  )
  func `what cannot be is told with both numbers`(rows: [(String, UInt64)], text: String) {
    let reason = disagreement(counters(rows), call(ok: 10, failed: 2))
    #expect(reason?.contains(text) == true, "\(reason ?? "nothing")")
  }

  @Test func `each method is looked at by itself, whoever has several kinds of call`() {
    var both = counters([("OK", 10)])
    both.calls += counters([("OK", 5)], method: "a.B/D").calls
    both.messagesReceived = 15
    both.messagesSent = 15
    #expect(disagreement(both, call(ok: 4), call(ok: 6), call("a.B/D", ok: 5)) == nil)
    #expect(disagreement(both, call(ok: 5), call("a.B/D", ok: 10)) != nil)
    // What others do with other methods is not asked.
    #expect(disagreement(both, call(ok: 10, messages: nil)) == nil)
  }

  @Test func `messages are compared where every call was OK and their number is known`() {
    let many = counters([("OK", 10)], messages: 30)
    #expect(disagreement(many, call(ok: 10, messages: (3, 3))) == nil)
    #expect(disagreement(many, call(ok: 10, messages: (3, nil))) == nil)
    #expect(disagreement(many, call(ok: 10, failed: 1, messages: (1, 1))) == nil)
    let reason = disagreement(many, call(ok: 10, messages: (3, 2)))
    #expect(reason?.contains("counts 30 messages sent and this client 20 received") == true)
    #expect(disagreement(many, call(ok: 10, messages: (2, 3)))?.contains("30 messages rec") == true)
  }
}
