import Foundation

/// The package's own Swift files, found from where this file was compiled.
enum SourceTree {
  /// What every rule reads, read once.
  static let sources = Result { try load() }

  /// All of `Sources` and `Tests` but generated code, in the order of their paths.
  private static func load(from file: String = #filePath) throws -> [SwiftSource] {
    let root = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try ["Sources", "Tests"].flatMap { folder in
      try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path())
        .filter { $0.hasSuffix(".swift") && !$0.split(separator: "/").contains("Generated") }
        .sorted()
        .map { "\(folder)/\($0)" }
    }.map { path in
      let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
      return SwiftSource(path: path, text: text)
    }
  }
}
