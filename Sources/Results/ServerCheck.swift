internal import Scenarios
internal import Statistics

/// The client's count of its calls beside the server's own.
///
/// Of each method these must hold, with the calls of the whole run, also of its warm-up:
///
/// - the server has ended no fewer calls OK than the client has seen end so;
/// - it has ended no more calls OK than that and those that ended otherwise for the client: a call
///   that was answered can still meet its deadline, be cancelled, or lose its connection;
/// - it has had no more calls than the client has made, with those that were sent once more;
/// - where all calls of the run ended OK, and none was sent once more, the numbers are the same,
///   those of messages too.
struct ServerCheck {
  /// What there is to say of a server that no longer tells.
  static func lost(_ loss: ServerCounters.Loss) -> String {
    switch loss {
    case .before:
      "The server's counters could not be read before the run, so that its count is not compared: "
        + "is it overloaded?"
    case .after:
      "The server's counters could not be read after the run: it has ended, or was started anew."
    }
  }

  let counters: ServerCounters
  let calls: [CallRecording]
  /// Calls that were sent once more, because the server had refused or never seen them.
  var replayed: UInt64 = 0

  /// What does not agree, in one sentence; nil if all does.
  func disagreement() -> String? {
    for method in Set(calls.map(\.method)).sorted() {
      var ours = CallTotals()
      for call in calls where call.method == method { ours.add(call.recording.wholeRun) }
      let rows = counters.calls.filter { $0.method == method }
      let ok = rows.first { $0.status == "OK" }?.count ?? 0
      let all = rows.reduce(0) { $0 + $1.count }
      guard ok >= ours.ok else {
        return differ(method, "ended OK", ok, ours.ok) + ": are there other servers behind it?"
      }
      let unsure = ours.all - ours.ok
      guard ok <= ours.ok + unsure else {
        let rest = unsure > 0 ? ", and \(Figure.count(unsure)) that did not" : ""
        return differ(method, "ended OK", ok, ours.ok) + rest + Self.hint
      }
      guard all <= ours.all + replayed else {
        return differ(method, "were made", all, ours.all) + Self.hint
      }
    }
    return messages()
  }

  /// Of calls that all ended OK, as many messages must have come as were sent.
  private func messages() -> String? {
    var sent: UInt64 = 0
    var received: UInt64 = 0
    var longest: UInt64 = 0
    for call in calls {
      let totals = call.recording.wholeRun
      guard totals.ok == totals.all, let shape = call.messages else { return nil }
      sent += totals.ok * UInt64(shape.sent)
      longest = max(longest, UInt64(shape.sent), UInt64(shape.received ?? 0))
      guard let expected = shape.received else { return nil }
      received += totals.ok * UInt64(expected)
    }
    let ways = [
      ("received", counters.messagesReceived, "sent", sent),
      ("sent", counters.messagesSent, "received", received),
    ]
    // A call that the server refused can have brought it messages, and been answered in part.
    let spare = replayed * longest
    for (theirs, count, ours, expected) in ways
    where !(expected...expected + spare).contains(count) {
      return "The server counts \(Figure.count(count)) messages \(theirs) and this client "
        + "\(Figure.count(expected)) \(ours)" + Self.hint
    }
    return nil
  }

  private func differ(_ method: String, _ what: String, _ theirs: UInt64, _ ours: UInt64) -> String
  {
    "The server counts \(Figure.count(theirs)) calls of \(method) that \(what) and this client "
      + Figure.count(ours)
  }

  private static let hint = ": does another client call it?"
}
