import Timing

/// The times in which a worker had no connection that stood.
struct Outage {
  private var past: [Range<Instant>] = []
  /// When the outage began that has not ended.
  private var since: Instant?

  /// Outages that are told apart; later ones are merged with the last.
  private static let mostPast = 1_024

  mutating func begin(at now: Instant) {
    if since == nil { since = now }
  }

  mutating func end(at now: Instant) {
    guard let since else { return }
    self.since = nil
    if past.count < Self.mostPast {
      past.append(since..<max(since, now))
    } else if let last = past.popLast() {
      past.append(last.lowerBound..<max(last.upperBound, now))
    }
  }

  /// How much of a window the last one covers.
  func latest(in window: Range<Instant>) -> Nanoseconds {
    let last = since.map { $0..<max($0, window.upperBound) } ?? past.last
    guard let part = last?.clamped(to: window) else { return .zero }
    return part.upperBound - part.lowerBound
  }

  /// How much of a window is covered by the one that has not ended.
  func final(in window: Range<Instant>) -> Nanoseconds {
    guard let since, since < window.upperBound else { return .zero }
    return window.upperBound - max(since, window.lowerBound)
  }

  /// How much of a window they cover.
  func length(in window: Range<Instant>) -> Nanoseconds {
    var ranges = past
    if let since { ranges.append(since..<max(since, window.upperBound)) }
    return ranges.reduce(.zero) { sum, range in
      let part = range.clamped(to: window)
      return sum + (part.upperBound - part.lowerBound)
    }
  }
}
