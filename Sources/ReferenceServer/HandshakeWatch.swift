import Timing

/// The handshakes that are under way on a thread: how many there are, and when to look for those
/// that take too long.
struct HandshakeWatch {
  /// Connections are looked through at most this often.
  static let pause = Nanoseconds.milliseconds(100)

  private(set) var count = 0
  /// When the next one can be overdue; nil when none is under way.
  private(set) var next: Instant?

  /// - Parameter limit: When it will be overdue.
  mutating func began(limit: Instant) {
    count += 1
    if next == nil { next = limit }
  }

  mutating func ended() {
    precondition(count > 0, "a handshake ended that did not begin")
    count -= 1
    if count == 0 { next = nil }
  }

  /// All were looked at.
  ///
  /// - Parameters:
  ///   - earliest: The first limit among those that are left.
  ///   - now: The current instant.
  mutating func looked(_ earliest: Instant?, _ now: Instant) {
    next = earliest.map { max($0, now + Self.pause) }
  }
}
