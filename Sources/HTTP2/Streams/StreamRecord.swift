/// What a connection keeps of one open stream (RFC 9113 §5.1); a closed stream keeps nothing.
struct StreamRecord {
  struct Flags: OptionSet {
    let rawValue: UInt8

    /// We have sent END_STREAM.
    static let localEnded = Flags(rawValue: 1)
    /// The peer has sent END_STREAM.
    static let remoteEnded = Flags(rawValue: 2)
    /// The head of the peer's message has arrived: the request, or the final response.
    static let headReceived = Flags(rawValue: 4)
    /// We have data to send and no window; the next WINDOW_UPDATE is told.
    static let blocked = Flags(rawValue: 8)
  }

  var id: UInt32
  /// The caller's own index for the stream.
  var user: UInt32
  var flags: Flags = []
  /// Bytes that we may send; below zero when SETTINGS lowered the window under way.
  var sendWindow: Int
  /// Bytes that the peer may still send.
  var receiveWindow: Int
  /// Bytes that were consumed and not yet given back to the peer's window.
  var unreturned = 0
  /// Body bytes that content-length still promises; below zero when it promised nothing.
  var contentLeft: Int64 = -1

  init(id: UInt32, user: UInt32, sendWindow: Int, receiveWindow: Int) {
    self.id = id
    self.user = user
    self.sendWindow = sendWindow
    self.receiveWindow = receiveWindow
  }

  var isOver: Bool { flags.isSuperset(of: [.localEnded, .remoteEnded]) }
}
