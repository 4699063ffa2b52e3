import GRPC
import GreetService

/// One call as the server sees it, from its request to the last byte of its response.
struct ServerCall {
  /// The method; nil when the call was refused and what still comes is dropped.
  var method: GreeterMethod?
  var deframer = MessageDeframer()
  /// Request messages that have begun.
  var messages = 0
  /// The request message as far as it has come, when it did not come in one piece.
  var partial: [UInt8] = []
  /// The framed response that flow control has held back, and how much of it is sent.
  var unsent: [UInt8] = []
  var sent = 0
}
