/// Says when the next call should start.
///
/// A pacer holds the next unreleased arrival. When its instant has passed and a stream is free, the
/// call starts and keeps that instant as its intended start. The backlog needs no queue: it is what
/// lies between the held arrival and now. A closed loop is the same pacer without arrivals: a call
/// is due whenever a stream is free.
public struct Pacer: Sendable {
  /// No arrival at or past this instant is released; a closed loop stops at it.
  public let end: Instant

  /// The schedule beyond the held arrival; nothing in a closed loop.
  private var arrivals: ShareOfArrivals?
  /// Before `end`, or the distant future when no arrival is held.
  private var held: Instant

  /// A pacer that releases these arrivals until `end`.
  public init(arrivals: ShareOfArrivals, end: Instant) {
    self.arrivals = arrivals
    self.end = end
    held = .distantFuture
    hold()
  }

  /// A closed loop that ends at `end`.
  public init(closedLoopUntil end: Instant) {
    self.end = end
    held = .distantFuture
  }

  public var isClosedLoop: Bool { arrivals == nil }

  /// The arrival to wake up for; nothing in a closed loop or after the last arrival.
  public var nextArrival: Instant? { held < end ? held : nil }

  /// The intended start of the call to release now, or nothing if none is due.
  ///
  /// In an open loop a backlog stays due past `end` until it is released.
  public func due(now: Instant) -> Instant? {
    if arrivals == nil { return now < end ? now : nil }
    return held <= now ? nextArrival : nil
  }

  /// Lets the due call go and holds the arrival after it.
  public mutating func release() {
    guard arrivals != nil else { return }
    precondition(held < end, "a release without an arrival before \(end.nanoseconds) ns")
    hold()
  }

  /// Gives all arrivals away: this pacer stays one of an open loop, in which nothing is due.
  public mutating func handOver() -> Pacer {
    let taken = self
    if arrivals != nil { held = .distantFuture }
    return taken
  }

  private mutating func hold() {
    let arrival = arrivals?.next() ?? .distantFuture
    held = arrival < end ? arrival : .distantFuture
  }
}
