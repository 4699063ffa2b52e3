/// What a server says that it has done, since it started or between two readings.
public struct ServerCounters: Sendable, Equatable {
  /// When counters could not be read that a server has.
  public enum Loss: Sendable {
    case before
    case after
  }

  /// Calls of a method that ended with a status.
  public struct Calls: Sendable, Equatable {
    /// Such as `greet.Greeter/SayHello`; empty for methods that the server has not.
    public var method: String
    /// Its name; RESET, DROPPED or NONE for calls that ended without any.
    public var status: String
    public var count: UInt64

    public init(method: String, status: String, count: UInt64) {
      self.method = method
      self.status = status
      self.count = count
    }
  }

  public var calls: [Calls] = []
  public var messagesReceived: UInt64 = 0
  public var messagesSent: UInt64 = 0
  public var bytesReceived: UInt64 = 0
  public var bytesSent: UInt64 = 0
  /// Processor time, in nanoseconds.
  public var userTime: UInt64 = 0
  public var systemTime: UInt64 = 0
  public var connectionsOpened: UInt64 = 0

  public init() {}

  /// The method by which counters are asked for.
  public static let method = "grpcbench.Server/Counters"

  /// What was done since an earlier reading of the same server, but for the reading itself.
  ///
  /// A reading does not count its own call and response, and counts its request and connection: so
  /// one of each is too many here, except for bytes, of which a few hundred are.
  ///
  /// - Returns: Nothing if a count has gone back, which no server's own does.
  public func since(_ earlier: ServerCounters) -> ServerCounters? {
    var done = ServerCounters()
    var readings: UInt64 = 0
    for row in calls {
      let before = earlier.calls.first { $0.method == row.method && $0.status == row.status }
      let (count, isLess) = row.count.subtractingReportingOverflow(before?.count ?? 0)
      guard !isLess else { return nil }
      if row.method == Self.method {
        readings += count
      } else if count > 0 {
        done.calls.append(Calls(method: row.method, status: row.status, count: count))
      }
    }
    let parts: [(WritableKeyPath<ServerCounters, UInt64>, UInt64)] = [
      (\.messagesReceived, readings), (\.messagesSent, readings), (\.bytesReceived, 0),
      (\.bytesSent, 0), (\.userTime, 0), (\.systemTime, 0), (\.connectionsOpened, 1),
    ]
    for (part, own) in parts {
      let before = earlier[keyPath: part] + own
      guard self[keyPath: part] >= before else { return nil }
      done[keyPath: part] = self[keyPath: part] - before
    }
    return done
  }

  /// Adds what another server has done.
  public mutating func add(_ other: ServerCounters) {
    for row in other.calls {
      let place = calls.firstIndex { $0.method == row.method && $0.status == row.status }
      if let place { calls[place].count += row.count } else { calls.append(row) }
    }
    messagesReceived += other.messagesReceived
    messagesSent += other.messagesSent
    bytesReceived += other.bytesReceived
    bytesSent += other.bytesSent
    userTime += other.userTime
    systemTime += other.systemTime
    connectionsOpened += other.connectionsOpened
  }
}
