import Foundation

/// The rows of the tables of `docs/http2.md`, whose first cell is code.
enum DocumentedRows {
  /// The rows below a heading, as they are written.
  static func of(_ heading: String) throws -> [String] {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/http2.md").standardized
    let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
    let section = lines.drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix("## ") }
    return section.filter { $0.hasPrefix("| `") }.map(String.init)
  }
}
