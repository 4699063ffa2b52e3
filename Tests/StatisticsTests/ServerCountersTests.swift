import Statistics
import Testing

@Suite struct ServerCountersTests {
  private func counters(_ calls: [(String, String, UInt64)], messages: UInt64, connections: UInt64)
    -> ServerCounters
  {
    var counters = ServerCounters()
    counters.calls = calls.map { ServerCounters.Calls(method: $0.0, status: $0.1, count: $0.2) }
    counters.messagesReceived = messages
    counters.messagesSent = messages
    counters.bytesSent = 1_000 * messages
    counters.connectionsOpened = connections
    return counters
  }

  /// The first reading is a call that is counted when it has ended, and so in the second.
  @Test func `what was done between two readings is without the readings`() throws {
    let before = counters([("a/B", "OK", 5), ("a/B", "ABORTED", 2)], messages: 8, connections: 3)
    let after = counters(
      [
        ("a/B", "OK", 15), ("a/B", "ABORTED", 2), ("a/C", "OK", 1),
        (ServerCounters.method, "OK", 1),
      ],
      messages: 20,
      connections: 6
    )
    let done = try #require(after.since(before))
    #expect(
      done.calls == [
        ServerCounters.Calls(method: "a/B", status: "OK", count: 10),
        ServerCounters.Calls(method: "a/C", status: "OK", count: 1),
      ]
    )
    #expect(done.messagesReceived == 11 && done.messagesSent == 11)
    #expect(done.bytesSent == 12_000)
    #expect(done.connectionsOpened == 2)
  }

  @Test func `counters that have gone back are those of another server`() {
    let before = counters([("a/B", "OK", 5)], messages: 8, connections: 3)
    #expect(counters([("a/B", "OK", 4)], messages: 20, connections: 9).since(before) == nil)
    #expect(counters([("a/B", "OK", 9)], messages: 7, connections: 9).since(before) == nil)
    #expect(counters([("a/B", "OK", 9)], messages: 9, connections: 3).since(before) == nil)
  }

  @Test func `several servers are added up row by row`() {
    var sum = counters([("a/B", "OK", 5)], messages: 1, connections: 1)
    sum.add(counters([("a/B", "OK", 2), ("a/B", "ABORTED", 1)], messages: 2, connections: 4))
    #expect(
      sum == counters([("a/B", "OK", 7), ("a/B", "ABORTED", 1)], messages: 3, connections: 5)
    )
  }
}
