import Foundation

/// Where the answer goes.
enum StandardOutput {
  static func say(_ text: String) {
    let end = text.hasSuffix("\n") ? "" : "\n"
    // A reader that has gone away wants no more of the answer.
    try? FileHandle.standardOutput.write(contentsOf: Data((text + end).utf8))
  }
}
