import Timing

/// When a connection of the server is asked for a sign of life, is too old, or has been idle too
/// long: a value that is told the time and says what to do.
struct ChannelUpkeep {
  enum Action: Equatable {
    case nothing
    /// Ask for a sign of life.
    case ping
    /// Send the client away in good manners.
    case leave(Reason)
    /// The client has had the time to hear that it is sent away.
    case fixLastStream
    /// End the connection, whatever is on it.
    case cut
  }

  enum Reason {
    case age
    case idleness
  }

  /// What is known of the connection at an instant.
  struct Sight {
    var now: Instant
    /// When something came last.
    var lastRead: Instant
    var hasCalls: Bool
    /// Calls that have begun so far.
    var calls: Int
  }

  private let rules: ConnectionRules
  private let end: Instant
  /// When the PING was sent that has no answer.
  private var pinged: Instant?
  /// Since when there has been no call; nil while there is one.
  private var idleSince: Instant?
  private var calls = 0
  /// When the client was sent away.
  private var left: Instant?
  private var hasFixed = false

  /// - Parameters:
  ///   - rules: What the server wants of connections.
  ///   - now: When the connection was accepted.
  ///   - generator: What its age is drawn by.
  init(_ rules: ConnectionRules, at now: Instant, _ generator: inout SplitMix64) {
    self.rules = rules
    idleSince = now
    end = rules.maxAge.map { now + Self.jittered($0, &generator) } ?? .distantFuture
  }

  /// An age and at most a tenth more or less, so that connections of one moment go one by one.
  private static func jittered(
    _ age: Nanoseconds,
    _ generator: inout SplitMix64
  ) -> Nanoseconds {
    let part = 0.9 + 0.2 * generator.nextUnit()
    return Nanoseconds(Int64(Double(age.count) * part))
  }

  /// What is to be done now; with several things, the gravest.
  mutating func check(_ sight: Sight) -> Action {
    noteCalls(sight)
    if let pinged {
      if sight.lastRead > pinged {
        self.pinged = nil
      } else if sight.now >= pinged + rules.keepaliveTimeout {
        return .cut
      }
    }
    if let left {
      if let grace = rules.maxAgeGrace, sight.now >= left + grace { return .cut }
      if !hasFixed, sight.now >= left + rules.keepaliveTimeout {
        hasFixed = true
        return .fixLastStream
      }
    } else if let reason = reason(sight.now) {
      left = sight.now
      return .leave(reason)
    }
    guard pinged == nil, let time = rules.keepaliveTime, sight.now >= sight.lastRead + time else {
      return .nothing
    }
    pinged = sight.now
    return .ping
  }

  /// When to look again.
  func next(_ sight: Sight) -> Instant {
    var next = Instant.distantFuture
    if let pinged {
      // If an answer has come by then, the next silence is over soon.
      let silence = pinged + (rules.keepaliveTime ?? rules.keepaliveTimeout)
      let end = pinged + rules.keepaliveTimeout
      next = silence > sight.now ? min(silence, end) : end
    } else if let time = rules.keepaliveTime {
      next = sight.lastRead + time
    }
    if let left {
      if let grace = rules.maxAgeGrace { next = min(next, left + grace) }
      if !hasFixed { next = min(next, left + rules.keepaliveTimeout) }
    } else {
      next = min(next, end)
      // The end of a call is noticed when the connection is looked at.
      if let idle = rules.maxIdle { next = min(next, (idleSince ?? sight.now) + idle) }
    }
    return next
  }

  private mutating func noteCalls(_ sight: Sight) {
    if sight.hasCalls {
      idleSince = nil
    } else if idleSince == nil || sight.calls != calls {
      idleSince = sight.lastRead
    }
    calls = sight.calls
  }

  private func reason(_ now: Instant) -> Reason? {
    if now >= end { return .age }
    guard let idle = rules.maxIdle, let idleSince, now >= idleSince + idle else { return nil }
    return .idleness
  }
}
