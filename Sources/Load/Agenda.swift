import Timing

/// When a worker looks after its connections next, and for what; the distant future for never.
struct Agenda {
  /// A lane may be due for a connection.
  var lanes = Instant(nanoseconds: 0)
  /// A connection that is being made may have used up its time.
  var attempts = Instant.distantFuture
  /// A connection that stands may be silent, old or idle for too long.
  var upkeep = Instant.distantFuture
  /// A new connection is due by its schedule.
  var births = Instant.distantFuture

  var next: Instant { min(min(lanes, attempts), min(upkeep, births)) }
}
