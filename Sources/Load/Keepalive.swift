import Timing

/// Whether a connection still lives: a PING after a silence, and an end without an answer in time.
///
/// As gRPC's clients do it (gRPC A8): the silence counts from the last byte that came, whatever it
/// was, and any byte is an answer. Without calls nothing is asked unless that is permitted.
struct Keepalive {
  enum Action: Equatable {
    case nothing
    case ping
    /// No sign of life has come in time.
    case giveUp
  }

  let time: Nanoseconds
  let timeout: Nanoseconds
  let withoutCalls: Bool
  /// When the PING was sent that has no answer.
  private var pinged: Instant?

  init(time: Nanoseconds, timeout: Nanoseconds, withoutCalls: Bool) {
    self.time = time
    self.timeout = timeout
    self.withoutCalls = withoutCalls
  }

  /// What is to be done now.
  ///
  /// - Parameters:
  ///   - now: What time it is.
  ///   - lastRead: When something came last.
  ///   - hasCalls: A call is under way.
  /// - Returns: What the connection's owner does.
  mutating func check(at now: Instant, lastRead: Instant, hasCalls: Bool) -> Action {
    if let pinged {
      guard lastRead > pinged else {
        return now >= pinged + timeout ? .giveUp : .nothing
      }
      self.pinged = nil
    }
    guard hasCalls || withoutCalls, now >= lastRead + time else { return .nothing }
    pinged = now
    return .ping
  }

  /// When to look again, after `check`.
  ///
  /// A connection without calls may have one at any time: it is looked at ten times in the time of
  /// silence, which is how late its PING can be.
  func next(at now: Instant, lastRead: Instant, hasCalls: Bool) -> Instant {
    if let pinged {
      // If an answer has come by then, the next silence is over soon.
      let silence = pinged + time
      return silence > now ? min(silence, pinged + timeout) : pinged + timeout
    }
    let due = lastRead + time
    return hasCalls || withoutCalls ? due : max(due, now + Nanoseconds(time.count / 10 + 1))
  }
}
