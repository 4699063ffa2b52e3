import Foundation

/// Where the answer goes.
enum StandardOutput {
  static func say(_ text: String) {
    // A reader that has gone away wants no more of the answer.
    try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
  }
}
