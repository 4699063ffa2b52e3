import Timing

/// Callers that are ready to call and wait for a free stream, the longest waiting first.
struct WaitingCallers {
  struct Caller {
    /// Since when it waits.
    let ready: Instant
    /// The kind of call that it wants to make: the page of the book.
    var kind: UInt32
    /// The call was sent before, and the server has not taken it.
    var isReplay = false
  }

  private var callers: [Caller] = []
  private var head = 0

  var count: Int { callers.count - head }

  var isEmpty: Bool { head == callers.count }

  var first: Caller? { isEmpty ? nil : callers[head] }

  mutating func append(_ caller: Caller) {
    callers.append(caller)
  }

  /// Takes over the callers of another queue, behind its own.
  mutating func take(_ other: inout WaitingCallers) {
    while let caller = other.popFirst() { callers.append(caller) }
  }

  @discardableResult
  mutating func popFirst() -> Caller? {
    guard !isEmpty else { return nil }
    let first = callers[head]
    head += 1
    // What is behind the head goes once it is half of the whole, so a pop stays cheap.
    if head * 2 >= callers.count {
      callers.removeFirst(head)
      head = 0
    }
    return first
  }
}
