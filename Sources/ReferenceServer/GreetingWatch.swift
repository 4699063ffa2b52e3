import Timing

/// The clients of a thread that have yet to greet, with their TLS handshake, preface and SETTINGS:
/// how many there are, and when to look for those that take too long.
struct GreetingWatch {
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
    precondition(count > 0, "a greeting ended that did not begin")
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
