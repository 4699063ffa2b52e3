/// A condition of calls that has a name: a scenario's setting and an option of the server for all
/// calls, a field of a call's metadata for that call.
public enum Knob: CaseIterable, Sendable {
  case delay
  case work
  case responseSize
  case gap
  case trickle
  case window
  case fail
  case reset
  case drop
  case goAway

  /// What its field in a call's metadata begins with.
  public static let prefix = "grpcbench-"

  /// The setting, which has the names.
  public var setting: Setting {
    switch self {
    case .delay: .serverDelay
    case .work: .serverWork
    case .responseSize: .serverResponseSize
    case .gap: .serverGap
    case .trickle: .serverTrickle
    case .window: .serverWindow
    case .fail: .serverFail
    case .reset: .serverReset
    case .drop: .serverDrop
    case .goAway: .serverGoAway
    }
  }

  /// What stands behind the prefix, such as `response-size`.
  public var name: String { setting.dashedKey }

  /// A text that sets it.
  var example: String {
    switch self {
    case .delay, .gap: Spread.example
    case .work: "\"50us\""
    case .responseSize: "\"1024\", in bytes"
    case .trickle: "\"100 every 10ms\", in bytes"
    case .window: WindowPace.example
    case .fail: "\"UNAVAILABLE 1%\", \"INTERNAL every 100 after head\" or \"no status\""
    case .reset: "\"CANCEL 1%\" or \"REFUSED_STREAM every 100 after 3 messages\""
    case .drop: "\"1%\" or \"every 100 after head\""
    case .goAway: "\"every 1000\" or \"every 1000 at once\""
    }
  }
}
