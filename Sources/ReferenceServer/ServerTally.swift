/// What a server has done in its life so far.
public struct ServerTally: Sendable {
  /// A way in which calls of a method ended, and how many did.
  public struct Row: Equatable, Sendable {
    /// Such as `greet.Greeter/SayHello`; empty for methods that the server has not.
    public let method: String
    public let ending: CallEnding
    public let calls: Int
  }

  /// Calls that have begun, of any method.
  public var begun = 0
  /// Calls that were answered, with any status, but for those that ask for these counts.
  public var calls = 0
  /// Request messages that came whole.
  public var messagesReceived = 0
  /// Response messages that were made.
  public var messagesSent = 0
  /// Bytes from and to the sockets.
  public var bytesReceived: Int64 = 0
  public var bytesSent: Int64 = 0
  /// PINGs that asked for an answer.
  public var pingsReceived = 0
  /// Connections that were accepted, and those that are still there.
  public var connectionsOpened = 0
  public var connectionsOpen = 0
  public var handshakes = HandshakeCounts()
  var endings = CallCounts()
  /// The methods of the guests, by their numbers.
  var guestPaths: [String] = []

  public init() {}

  /// The calls by method and ending, without those that did not happen; calls that their client
  /// gave up before the answer are CANCELLED here, and not among `calls`.
  public var rows: [Row] {
    let own = ServerMethod.own.flatMap { method in
      rows(method.path) { endings.calls(method, $0) }
    }
    let guests = guestPaths.indices.flatMap { guest in
      rows(guestPaths[guest]) { endings.calls(guest: guest, $0) }
    }
    return own + guests + rows("") { endings.calls(nil, $0) }
  }

  private func rows(_ path: String, _ calls: (CallEnding) -> Int) -> [Row] {
    (0..<CallEnding.count).compactMap { number in
      let ending = CallEnding(number: number)
      let count = calls(ending)
      return count == 0 ? nil : Row(method: String(path.dropFirst()), ending: ending, calls: count)
    }
  }

  public static func += (sum: inout ServerTally, other: ServerTally) {
    sum.begun += other.begun
    sum.calls += other.calls
    sum.messagesReceived += other.messagesReceived
    sum.messagesSent += other.messagesSent
    sum.bytesReceived += other.bytesReceived
    sum.bytesSent += other.bytesSent
    sum.pingsReceived += other.pingsReceived
    sum.connectionsOpened += other.connectionsOpened
    sum.connectionsOpen += other.connectionsOpen
    sum.handshakes += other.handshakes
    sum.endings += other.endings
    if sum.guestPaths.isEmpty { sum.guestPaths = other.guestPaths }
  }
}
