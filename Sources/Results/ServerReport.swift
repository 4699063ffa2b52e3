internal import Statistics

/// What the server says that it has done, while the run lasted, and whether the client's own count
/// agrees.
public struct ServerReport: Codable, Sendable, Equatable {
  public var counters: Counters

  /// One sentence about what the client counts otherwise; nil if both agree.
  @Nullable public var disagreement: String?

  /// The server's counters between the beginning of the warm-up and the end of the run.
  public struct Counters: Codable, Sendable, Equatable {
    public var calls: [Calls]
    public var messagesReceived: UInt64
    public var messagesSent: UInt64

    /// From and to the sockets, with a few hundred for the asking.
    public var bytesReceived: UInt64
    public var bytesSent: UInt64

    /// Processor time of the server's process, in nanoseconds.
    public var userTime: UInt64
    public var systemTime: UInt64

    /// Beside those that the run began with, which stood at the first reading.
    public var connectionsOpened: UInt64

    enum CodingKeys: String, CodingKey {
      case calls
      case messagesReceived = "messages_received"
      case messagesSent = "messages_sent"
      case bytesReceived = "bytes_received"
      case bytesSent = "bytes_sent"
      case userTime = "cpu_user_ns"
      case systemTime = "cpu_system_ns"
      case connectionsOpened = "connections_opened"
    }
  }

  /// Calls of a method that ended with a status.
  public struct Calls: Codable, Sendable, Equatable {
    /// Empty for methods that the server has not.
    public var method: String

    /// RESET, DROPPED or NONE for calls that ended without any.
    public var status: String
    public var calls: UInt64
  }

  init(_ counters: ServerCounters, _ calls: [CallRecording], replayed: UInt64) {
    disagreement = ServerCheck(counters: counters, calls: calls, replayed: replayed)
      .disagreement()
    self.counters = Counters(
      calls: counters.calls.map { Calls(method: $0.method, status: $0.status, calls: $0.count) },
      messagesReceived: counters.messagesReceived,
      messagesSent: counters.messagesSent,
      bytesReceived: counters.bytesReceived,
      bytesSent: counters.bytesSent,
      userTime: counters.userTime,
      systemTime: counters.systemTime,
      connectionsOpened: counters.connectionsOpened
    )
  }
}
