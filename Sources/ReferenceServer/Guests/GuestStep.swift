public import GRPC
public import HTTP2
public import Timing

/// The next thing that a guest's call does.
public enum GuestStep: Sendable {
  /// It waits for a request, or for their end.
  case request
  case pause(Nanoseconds)
  /// It sends a message, compressed if that is wanted and the caller reads gzip.
  case message([UInt8], isCompressed: Bool)
  case end(Status)

  // What follows is for servers that misbehave.

  /// It sends the response's head, which otherwise comes with the first message.
  case head
  /// It sends bytes of the response's body as they are, such as a part of a message.
  case bytes([UInt8])
  /// It sends PING, and waits until the client has answered.
  case ping
  /// It says that the connection goes once the calls under way have ended.
  case goAway
  /// It ends the stream.
  case reset(ErrorCode)
}

/// A guest's call in its place among those of a connection.
final class Guest {
  /// The number of the method among the guests' own.
  let method: Int
  var call: any GuestCall
  var hasHeardEnd = false
  /// What the PING carries whose answer is waited for.
  var awaitedPing: UInt64?

  init(_ method: Int, _ call: any GuestCall) {
    self.method = method
    self.call = call
  }
}
