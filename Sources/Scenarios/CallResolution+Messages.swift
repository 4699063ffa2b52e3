import Timing

/// The shape of a call: what its method has room for, and the defaults that follow from its kind.
extension CallResolution {
  /// Messages that a stream has where nothing is said; the server's own default too.
  private static let streamed = 10

  func messages(of call: PlannedCall) throws(Complaint) -> Messages {
    var messages = Messages()
    if let entry = settings[.turns] {
      messages.turns = try entry.word()
      guard messages.turns == .independent || call.kind == .bidirectional else {
        throw misfit(entry, call, "takes no turns; choose a bidirectional method")
      }
    }
    messages.sent = try sent(by: call)
    messages.received = try received(by: call, messages)
    try pace(&messages, of: call)
    if let entry = settings[.readRate], !entry.isNone {
      messages.readRate = try entry.bytes(in: Limits.readRate)
    }
    if let entry = settings[.verify] { messages.verify = try entry.flag() }
    return messages
  }

  private func sent(by call: PlannedCall) throws(Complaint) -> Int {
    guard let entry = settings[.messagesSent] else { return call.kind.sendsOne ? 1 : Self.streamed }
    let count = try entry.whole(in: 0...Limits.messages)
    guard count == 1 || !call.kind.sendsOne else {
      throw misfit(entry, call, "takes one message; leave it out or choose another method")
    }
    return count
  }

  private func received(by call: PlannedCall, _ messages: Messages) throws(Complaint) -> Int? {
    let isAnsweredOneByOne =
      messages.turns == .alternating || (call.method.isGreeting && call.kind == .bidirectional)
    guard let entry = settings[.messagesReceived] else {
      if call.kind.receivesOne { return 1 }
      if isAnsweredOneByOne { return messages.sent }
      return call.method.isGreeting ? Self.streamed : nil
    }
    if call.kind.receivesOne {
      guard entry.text == "1" else {
        throw misfit(entry, call, "answers with one message; leave it out or choose another method")
      }
      return 1
    }
    guard entry.text != "any" else { return nil }
    let count: Int
    do {
      count = try entry.whole(in: 0...Limits.messages)
    } catch {
      throw Complaint("\(error), or any")
    }
    guard count == messages.sent || !isAnsweredOneByOne else {
      throw entry.complaint(
        "is not what \(call.method) answers to its \(messages.sent) messages, which is as many; "
          + "leave it out"
      )
    }
    return count
  }

  private func pace(_ messages: inout Messages, of call: PlannedCall) throws(Complaint) {
    if let entry = settings[.messagesRate], !entry.isNone {
      guard !call.kind.sendsOne else {
        throw misfit(entry, call, "takes one message; leave it out or choose another method")
      }
      guard messages.turns == .independent else {
        throw entry.complaint(
          "makes no sense with messages.turns alternating, where answers set the pace; "
            + "leave one of the two out"
        )
      }
      messages.rate = try pace(entry)
    }
    if let entry = settings[.messagesArrivals] {
      messages.arrivals = try entry.word()
      guard messages.rate != nil || messages.arrivals == .constant else {
        throw entry.complaint("needs messages.rate; give one such as 100, or leave it out")
      }
    }
    if let entry = settings[.thinkTime] {
      messages.thinkTime = try entry.length(zero: true)
      guard messages.turns == .alternating || messages.thinkTime == .zero else {
        throw entry.complaint("needs messages.turns alternating; write that too, or leave it out")
      }
    }
  }

  private func pace(_ entry: Entry) throws(Complaint) -> Rate {
    guard let rate = try? Rate(text: entry.text) else {
      throw entry.complaint(
        "is no pace; give messages per second above 0 to \(Rate.limit), such as 100 or 2.5k, "
          + "or none"
      )
    }
    return rate
  }

  /// A complaint about a setting that the call's method has no use for.
  private func misfit(_ entry: Entry, _ call: PlannedCall, _ reason: String) -> Complaint {
    entry.complaint("is not for \(call.method), which is \(call.kind.spoken) and \(reason)")
  }
}
