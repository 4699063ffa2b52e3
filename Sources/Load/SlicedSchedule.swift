import Timing

/// A schedule that is dealt to two targets by slices, with a cursor for each target: what the one
/// has no room for holds up none of the other's arrivals.
///
/// Each cursor walks the whole schedule and passes over what is not its target's. It does so when
/// that is due and not before: a slice of thousands at once would hold up the end of the one
/// before it.
struct SlicedSchedule {
  /// One target's arrivals.
  private struct Cursor {
    var pacer: Pacer
    /// Its first one has been waiting for room since an earlier turn.
    var isBlocked = false
  }

  private let slices: SlicePlan
  private let start: Instant
  private var cursors: [Cursor]

  /// - Parameters:
  ///   - slices: How the arrivals are dealt.
  ///   - pacer: All of them.
  ///   - start: When the load begins, and so the first slice.
  init(_ slices: SlicePlan, _ pacer: Pacer, start: Instant) {
    self.slices = slices
    self.start = start
    cursors = [Cursor(pacer: pacer), Cursor(pacer: pacer)]
  }

  /// The arrival to wake up for; a target without room is looked at when something happens.
  var nextArrival: Instant? {
    var next: Instant?
    for cursor in cursors where !cursor.isBlocked {
      guard let arrival = cursor.pacer.nextArrival else { continue }
      next = min(next ?? arrival, arrival)
    }
    return next
  }

  /// The intended start of the target's call to release now, or nothing if none is due.
  mutating func due(_ target: Int, now: Instant) -> Instant? {
    while let arrival = cursors[target].pacer.due(now: now) {
      if slices.target(at: arrival - start) == target { return arrival }
      cursors[target].pacer.release()
    }
    return nil
  }

  /// Lets the target's due call go.
  mutating func release(_ target: Int) {
    cursors[target].pacer.release()
  }

  /// Says whether the target's first arrival waits for room.
  ///
  /// - Returns: Whether it did before.
  @discardableResult
  mutating func block(_ target: Int, _ isBlocked: Bool) -> Bool {
    defer { cursors[target].isBlocked = isBlocked }
    return cursors[target].isBlocked
  }
}
