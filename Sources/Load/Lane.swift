import Timing

/// One of the plan's connections: the place that a channel fills, loses, and fills again.
struct Lane {
  enum State {
    /// No connection is tried before this instant.
    case waiting(until: Instant)
    /// The channel in this slot is connecting or serving.
    case filled(Int)
  }

  var state = State.waiting(until: Instant(nanoseconds: 0))
  var backoff: Backoff
  /// The plan's target that it leads to.
  let target: Int
  /// The address of the target that is tried next.
  var nextAddress: Int
  /// Addresses that are tried before there is a pause.
  var untried: Int
  /// A connection of this lane has stood before.
  var hasStood = false
  /// The first attempt has succeeded or failed.
  var isSettled = false
}
