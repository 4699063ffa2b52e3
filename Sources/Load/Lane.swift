import Timing

/// One of the plan's connections: the place that a channel fills, loses, and fills again.
struct Lane {
  enum State {
    /// No connection is tried before this instant.
    case waiting(until: Instant)
    /// The channel in this slot is connecting or serving.
    case filled(Int)
  }

  /// The channel that will take the place of the one that serves.
  enum Successor {
    case none
    /// None is tried before this instant.
    case wanted(from: Instant)
    /// The channel in this slot is connecting, or stands by.
    case made(Int)
  }

  var state = State.waiting(until: Instant(nanoseconds: 0))
  var successor = Successor.none
  /// Channels that have left the lane and whose calls are still some of its callers'.
  var elders: [Int] = []
  /// Callers of a closed loop that wait for the next channel.
  var waiting = WaitingCallers()
  var backoff: Backoff
  /// The plan's target that it leads to.
  let target: Int
  /// The address of the target that is tried next.
  var nextAddress: Int
  /// Addresses that are tried before there is a pause.
  var untried: Int
  /// A connection of this lane has stood before.
  var hasStood = false
  /// A connection has stood, or each address was tried once.
  var isSettled = false

  init(backoff: Backoff, target: Int, nextAddress: Int, untried: Int) {
    self.backoff = backoff
    self.target = target
    self.nextAddress = nextAddress
    self.untried = untried
  }

  /// A connection is to be made for it.
  var isWaiting: Bool {
    if case .waiting = state { return true }
    if case .wanted = successor { return true }
    return false
  }
}
