import Foundation

/// Where everything goes that is not the answer itself.
enum StandardError {
  static func say(_ line: String) {
    // There is no one left to tell if standard error is closed.
    try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
  }
}
