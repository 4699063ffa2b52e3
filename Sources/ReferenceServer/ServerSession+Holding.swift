import Bytes
import HTTP2

/// What a connection makes the server hold.
extension ServerSession {
  /// Bytes that the client makes the server hold: requests and responses that wait, what has come
  /// of frames and header lists, and the places of its calls.
  var held: Int { waiting + unsent + http.output.count + http.kept + places }

  /// Counts the places of calls anew, after a table has grown.
  mutating func notePlaces() {
    places = calls.capacity * (MemoryLayout<ServerCall>.stride + Self.restOfPlace)
    places += streams.capacity * MemoryLayout<ServerStream>.stride
    places += treatments.capacity * MemoryLayout<Treatment>.stride
  }

  /// What a call has in the tables of streams, in their lines and among what waits for an instant:
  /// 68, 8 and 40 bytes, the last up to twice because that table doubles, and 20 for a stream whose
  /// place is taken.
  private static let restOfPlace = 176

  /// Counts bytes of a call's requests that wait from now on.
  ///
  /// - Returns: Whether the connection may have as many wait.
  mutating func hold(_ count: Int, _ slot: Int) -> Bool {
    calls[slot].held += count
    waiting += count
    return waiting <= options.maxUnread
  }

  /// Counts bytes of a call's requests that wait no longer.
  mutating func release(_ count: Int, _ slot: Int) {
    calls[slot].held -= count
    waiting -= count
  }
}
