import Bytes

/// How a head is found, and what it says of the message.
extension Connection {
  /// The next head that the caller is to see, once it is complete.
  mutating func nextHead(_ input: inout ReceiveBuffer) throws(Violation) -> Head? {
    while true {
      if let head = knownHead(&input) { return head }
      if role == .server { skipEmptyLines(&input) }
      guard let count = try headCount(input) else { return nil }
      var parser = HeadParser(role, limits)
      var parsed = fields
      fields = HeadFields()
      // Kept of a refused head too: what it was decides how that is told.
      defer {
        fields = parsed
        headMemory = fields.memory + memo.memory
      }
      let outcome = try input.withBytes(at: input.start, count: count) {
        bytes throws(Violation) in
        try parser.parse(bytes, into: &parsed)
        return try self.outcome(of: parser)
      }
      if role == .client, parser.status < 200 {
        try countInterim(parser.status)
        input.consume(count)
        continue
      }
      input.withBytes(at: input.start, count: count) { memo.remember($0, outcome) }
      input.consume(count)
      return begin(outcome, verdict: 0)
    }
  }

  /// The head that was judged before, if it is here once more.
  private mutating func knownHead(_ input: inout ReceiveBuffer) -> Head? {
    guard memo.verdict != 0,
      input.withBytes(at: input.start, count: input.count, { memo.begins($0) })
    else { return nil }
    input.consume(memo.count)
    return begin(memo.outcome, verdict: memo.verdict)
  }

  private mutating func begin(_ outcome: HeadMemo.Outcome, verdict: UInt32) -> Head {
    searched = 0
    received = 0
    interims = 0
    hasAnswered = false
    keepsAlive = outcome.keepsAlive
    switch outcome.body {
    case .none: owesEnd = true
    case .length(let count): place = .body(left: count)
    case .chunked: place = .chunkLine
    case .untilClose: place = .untilClose
    }
    if outcome.expectsContinue, outcome.body != .none { sayContinue() }
    return Head(status: outcome.status, verdict: verdict, hasBody: outcome.body != .none)
  }

  private func outcome(of parser: HeadParser) throws(Violation) -> HeadMemo.Outcome {
    var outcome = HeadMemo.Outcome()
    outcome.status = parser.status
    outcome.keepsAlive = parser.framing.keepsAlive
    switch role {
    case .server:
      outcome.body = try parser.framing.requestBody(limit: limits.maxBody)
      outcome.expectsContinue = parser.framing.expectsContinue
    case .client where parser.status >= 200:
      outcome.body = try parser.framing.responseBody(status: parser.status, limit: limits.maxBody)
      if outcome.body == .untilClose { outcome.keepsAlive = false }
    case .client:
      break
    }
    return outcome
  }

  /// Bytes of the head at the start of the input.
  private mutating func headCount(_ input: borrowing ReceiveBuffer) throws(Violation) -> Int? {
    let looked = min(input.count, limits.maxHead)
    let searched = searched
    let end = try input.withBytes(at: input.start, count: looked) {
      bytes throws(Violation) in
      try HeadParser.end(of: bytes, searched: searched)
    }
    if let end { return end }
    guard input.count < limits.maxHead else {
      throw Violation(431, "its head has more than \(limits.maxHead) bytes")
    }
    self.searched = input.count
    return nil
  }

  /// "A server that is expecting to receive and parse a request-line SHOULD ignore at least one
  /// empty line" (RFC 9112 §2.2).
  private mutating func skipEmptyLines(_ input: inout ReceiveBuffer) {
    // One byte may have been looked at before the other came.
    while searched <= 1, input.count >= 2 {
      let isEmpty = input.withBytes(at: input.start, count: 2) {
        $0[0] == LineBreak.carriageReturn && $0[1] == LineBreak.feed
      }
      guard isEmpty else { return }
      input.consume(2)
      searched = 0
    }
  }

  private mutating func countInterim(_ status: Int) throws(Violation) {
    guard status != 101 else { throw Violation(502, "it switches protocols unasked") }
    interims += 1
    searched = 0
    guard interims <= limits.maxInterims else {
      throw Violation(502, "it has more than \(limits.maxInterims) interim responses")
    }
  }
}
