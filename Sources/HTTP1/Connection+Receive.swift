public import Bytes

/// What arrives, part by part.
extension Connection {
  /// The next thing that the bytes mean; nil when more of them are needed, or an answer.
  public mutating func next(_ input: inout ReceiveBuffer) -> Event? {
    guard failure == nil else { return nil }
    do throws(Violation) {
      return try step(&input)
    } catch {
      return fail(error)
    }
  }

  /// The peer has closed its side: what has come is all there is.
  ///
  /// - Returns: The end of a body that ends so, or a failure if something was under way.
  public mutating func close() -> Event? {
    guard failure == nil else { return nil }
    switch place {
    case .untilClose:
      place = .over
      return .ended
    case .idle, .over:
      place = .over
      return nil
    case .head where role == .server && stash.count == 0:
      place = .over
      return nil
    case .answering:
      // The client may have closed its half only; it is answered as far as it still listens, and
      // so is what it has asked ahead.
      if stash.count == 0 { keepsAlive = false }
      return nil
    default:
      return fail(.malformed("the connection ended in the middle of a message"))
    }
  }

  private mutating func step(_ input: inout ReceiveBuffer) throws(Violation) -> Event? {
    while true {
      if owesEnd { return endMessage() }
      switch place {
      case .idle:
        guard input.isEmpty else {
          throw .malformed("the server sent \(input.count) bytes that nobody asked for")
        }
        return nil
      case .head:
        guard let head = try nextHead(&input) else { return nil }
        return .head(head)
      case .body(let left):
        guard let (offset, count) = takeBody(&input, atMost: left) else { return nil }
        place = .body(left: left - count)
        owesEnd = left == count
        return .body(offset: offset, count: count)
      case .chunk(let left):
        guard let (offset, count) = takeBody(&input, atMost: left) else { return nil }
        place = left == count ? .chunkEnd : .chunk(left: left - count)
        return .body(offset: offset, count: count)
      case .untilClose:
        guard let (offset, count) = takeBody(&input, atMost: .max) else { return nil }
        try countBody(count)
        return .body(offset: offset, count: count)
      case .chunkLine:
        guard try beginChunk(&input) else { return nil }
      case .chunkEnd:
        guard try endChunk(&input) else { return nil }
      case .trailers:
        guard try skipTrailers(&input) else { return nil }
      case .answering, .over:
        return nil
      }
    }
  }

  private mutating func takeBody(
    _ input: inout ReceiveBuffer,
    atMost left: Int
  ) -> (offset: Int, count: Int)? {
    guard !input.isEmpty else { return nil }
    let offset = input.start
    let count = min(left, input.count)
    input.consume(count)
    return (offset, count)
  }

  /// Bytes of a body whose length was not told before.
  mutating func countBody(_ count: Int) throws(Violation) {
    received += count
    guard received <= limits.maxBody else {
      let status = role == .server ? 413 : 502
      throw Violation(status, "its body has more than \(limits.maxBody) bytes")
    }
  }

  private mutating func endMessage() -> Event {
    owesEnd = false
    switch role {
    case .client: place = keepsAlive ? .idle : .over
    case .server: place = hasAnswered ? nextPlace : .answering
    }
    hasAnswered = false
    return .ended
  }

  /// What follows a server's answer.
  var nextPlace: Place { keepsAlive ? .head : .over }

  private mutating func fail(_ violation: Violation) -> Event {
    failure = violation
    if role == .server, answersViolations { answer(violation) }
    return .failed(violation)
  }
}
