/// What a connection keeps of one open stream (RFC 9113 §5.1); a closed stream keeps nothing.
struct StreamRecord {
  var id: UInt32
  /// The caller's own index for the stream.
  var user: UInt32
  /// `StreamFlags`.
  var flags: UInt8 = 0
  /// Bytes that have arrived and that the caller has not given back; zero where windows open by
  /// themselves.
  var held: UInt32 = 0
  /// Bytes that we may send; below zero when SETTINGS lowered the window under way.
  var sendWindow: Int
  /// Bytes that the peer may still send.
  var receiveWindow: Int
  /// Bytes that were given back and that the peer has not been told of.
  var unreturned = 0
  /// Body bytes that content-length still promises; below zero when it promised nothing.
  var contentLeft: Int64 = -1

  init(id: UInt32, user: UInt32, sendWindow: Int, receiveWindow: Int) {
    self.id = id
    self.user = user
    self.sendWindow = sendWindow
    self.receiveWindow = receiveWindow
  }

  var isOver: Bool { flags & StreamFlags.bothEnded == StreamFlags.bothEnded }
}

/// How far a stream is; plain bytes for the same reason as `FrameFlags`.
enum StreamFlags {
  /// We have sent END_STREAM.
  static let localEnded: UInt8 = 1
  /// The peer has sent END_STREAM.
  static let remoteEnded: UInt8 = 2
  static let bothEnded: UInt8 = 3
  /// The head of the peer's message has arrived: the request, or the final response.
  static let headReceived: UInt8 = 4
  /// We have data to send and no window; the next WINDOW_UPDATE is told.
  static let blocked: UInt8 = 8
  /// The caller itself gives back what has arrived.
  static let heldWindow: UInt8 = 16
}
