import Timing

/// Callers of a closed loop that are ready to call and wait for a free stream, the longest waiting
/// first.
struct WaitingCallers {
  struct Caller {
    /// Since when it waits.
    let ready: Instant
    /// The kind of call that it wants to make.
    let kind: UInt32
  }

  private var callers: [Caller] = []
  private var head = 0

  var count: Int { callers.count - head }

  var isEmpty: Bool { head == callers.count }

  mutating func append(_ caller: Caller) {
    callers.append(caller)
  }

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
