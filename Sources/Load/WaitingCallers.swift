import Timing

/// Callers of a closed loop that are ready to call and wait for a free stream, the longest waiting
/// first, each with the instant since which it waits.
struct WaitingCallers {
  private var ready: [Instant] = []
  private var head = 0

  var count: Int { ready.count - head }

  var isEmpty: Bool { head == ready.count }

  mutating func append(_ instant: Instant) {
    ready.append(instant)
  }

  mutating func popFirst() -> Instant? {
    guard !isEmpty else { return nil }
    let first = ready[head]
    head += 1
    // What is behind the head goes once it is half of the whole, so a pop stays cheap.
    if head * 2 >= ready.count {
      ready.removeFirst(head)
      head = 0
    }
    return first
  }
}
