import GRPC
import Timing

/// One call in flight: what the driver must know to end it, and nothing else.
struct Call: BitwiseCopyable {
  /// When the call should have started; in a closed loop, when it did.
  var intended: Instant
  /// When its slot became free: what is later is the generator's own delay.
  var couldStart: Instant
  /// When its first bytes were handed to the socket; nil until then.
  var started: Instant?
  /// The connection that carries it.
  var channel: UInt32
  /// Its stream on that connection.
  var slot: UInt32 = 0
  /// Its kind: the page of the book on which it stands.
  var kind: UInt32
  /// Its messages, where there is more to them than one each way; `Play.none` where there is not.
  var play = Play.none
  var messagesReceived: UInt32 = 0
  /// It was sent before, and the server has not taken it.
  var isReplay = false
  /// The part of its wait for a slot in which no connection stood.
  var connectionWait = Nanoseconds.zero
  /// When the answer's head and its first message came, where they did not come with its end.
  var headCame = Instant.distantFuture
  var messageCame = Instant.distantFuture
  var deframer: MessageDeframer

  /// Neighbours in the order of the deadlines; `ReleaseOrder.none` at the ends.
  var earlier = ReleaseOrder.none
  var later = ReleaseOrder.none

  /// What the call waited for before it could start.
  var slotWait: Nanoseconds { couldStart - intended - connectionWait }
}
