/// One thing that a scenario can say, named by its key in the file.
///
/// A dot stands between a group and the key in it: `server.threads` is `threads` under `server`.
public enum Setting: String, CaseIterable, Sendable {
  case name
  case description
  case target
  case method
  case requestName = "request.name"
  case threads
  case connections
  case streams
  case load
  case rate
  case arrivals
  case duration
  case warmup
  case drain
  case deadline
  case connectTimeout = "connect_timeout"
  case seed
  case maxFailedShare = "max_failed_share"
  case serverThreads = "server.threads"
  case serverMaxConcurrentStreams = "server.max_concurrent_streams"

  /// The command's option for this setting.
  public var option: String {
    "--" + rawValue.replacing("_", with: "-").replacing(".", with: "-")
  }

  /// The groups, each a mapping in the file.
  static let groups = ["request", "server"]

  /// The keys that may stand at the top of the file, or in a group.
  static func keys(in group: String?) -> [String] {
    guard let group else {
      return allCases.map(\.rawValue).filter { !$0.contains(".") } + groups
    }
    return allCases.map(\.rawValue).filter { $0.hasPrefix(group + ".") }
      .map { String($0.dropFirst(group.utf8.count + 1)) }
  }
}
