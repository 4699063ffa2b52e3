import Scenarios
import Timing

/// What the laboratory does to one call, all of it decided when the call began.
struct Treatment {
  enum Stage {
    /// The call was not yet ready for its answer.
    case fresh
    /// It waits for its turn and its delay.
    case waiting
    /// It is answered.
    case open
  }

  var isOn = false
  var stage = Stage.fresh
  var delay = Nanoseconds.zero
  var work = Nanoseconds.zero
  var responseSize: Int?
  var gap: Spread?
  var trickle: Portion?
  var window: WindowPace?
  /// Bytes that have trickled out of an answer over HTTP/1.1; nil before it has begun.
  var trickled: Int?
  /// What ends the call; nil when it is answered, or has ended so.
  var fault: Fault?
  /// When the caller stops to wait, as far as it has said so and is told so.
  var deadline = Instant.distantFuture
  /// The form of the GOAWAY that goes with the call's answer.
  var goAway: Fault.Act?

  /// The request that waits for its answer.
  var request: [UInt8] = []
  /// Messages of a stream that were made.
  var messages = 0
  /// When the next message of a server stream is due, or when to give up.
  var due = Instant(nanoseconds: 0)
  /// Bytes of the stream's window that were not given back.
  var owed = 0
  var isRefilling = false
  /// What the laboratory keeps for the call until an instant comes.
  var entries = 0
  /// What was asked of the board of counters.
  var question = 0
  var generator = SplitMix64(seed: 0)
}
