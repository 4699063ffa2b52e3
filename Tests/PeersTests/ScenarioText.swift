import Foundation

/// A scenario that a test has written, in a file that goes with its owner.
final class ScenarioText {
  let path = Peer.newPath(".yaml")

  init(_ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Plays it against a server to its end.
  func run(_ target: String, _ options: String..., limit: TimeInterval = 120) throws
    -> GeneratorRun
  {
    try GeneratorStart(target, options, scenario: path, limit: limit).finish()
  }
}
