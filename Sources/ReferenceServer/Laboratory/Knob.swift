/// A condition that can be set by its name: `--NAME` of the command for all calls, and
/// `grpcbench-NAME` in a call's metadata for that call.
public enum Knob: String, CaseIterable, Sendable {
  case delay
  case work
  case responseSize = "response-size"
  case gap
  case trickle
  case window
  case fail
  case reset
  case drop
  case goAway = "go-away"

  /// What its field in a call's metadata begins with.
  static let prefix = "grpcbench-"

  /// A text that sets it.
  var example: String {
    switch self {
    case .delay, .gap: Spread.example
    case .work: "\"50us\""
    case .responseSize: "\"1024\", in bytes"
    case .trickle: "\"100 every 10ms\", in bytes"
    case .window: "\"never\" or \"1024 every 10ms\", in bytes"
    case .fail: "\"UNAVAILABLE 1%\", \"INTERNAL every 100 after head\" or \"no status\""
    case .reset: "\"CANCEL 1%\" or \"REFUSED_STREAM every 100 after 3 messages\""
    case .drop: "\"1%\" or \"every 100 after head\""
    case .goAway: "\"every 1000\" or \"every 1000 at once\""
    }
  }
}
