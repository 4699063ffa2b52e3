import GRPC
import Timing

/// One call in flight: what the driver must know to end it, and nothing else.
struct Call: BitwiseCopyable {
  /// When the call should have started; in a closed loop, when it did.
  var intended: Instant
  /// When its slot became free: what is later is the generator's own delay.
  var couldStart: Instant
  /// When its last bytes were handed to the socket; nil until then.
  var started: Instant?
  /// The connection that carries it.
  var channel: UInt32
  /// Its stream on that connection.
  var slot: UInt32
  /// Request bytes that flow control has let out.
  var sent = 0
  var messagesReceived: UInt32 = 0
  /// Flow control kept a part of the request back, so that its last bytes left late.
  var isHeldBack = false
  var deframer = MessageDeframer()

  /// Neighbours in the order of the deadlines; `ReleaseOrder.none` at the ends.
  var earlier = ReleaseOrder.none
  var later = ReleaseOrder.none
}
