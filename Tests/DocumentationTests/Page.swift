import Foundation
import Testing

/// A page of the documentation, taken apart as far as the tests ask.
struct Page: Sendable, CustomTestStringConvertible {
  /// Where the page is in the package: `docs/measuring.md`.
  let path: String
  let text: String

  /// The package's folder, found from where this file was compiled.
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  init(_ path: String) throws {
    self.path = path
    text = try String(contentsOf: Page.root.appending(path: path), encoding: .utf8)
  }

  init(path: String, text: String) {
    self.path = path
    self.text = text
  }

  /// The pages that there are: all markdown files of ours but what a program has written.
  static func all() throws -> [Page] {
    let folders = ["", "docs/", "Sources/", "Scenarios/", "Results/", "Protos/", "Tests/"]
    return try folders.flatMap { folder in
      let place = root.appending(path: folder).path(percentEncoded: false)
      return try FileManager.default.contentsOfDirectory(atPath: place).sorted()
        .filter { $0.hasSuffix(".md") && $0 != "peers.md" }
        .map { try Page(folder + $0) }
    }
  }

  var testDescription: String { path }

  /// The folder that relative links start from.
  var folder: URL { Page.root.appending(path: path).deletingLastPathComponent() }
}

extension Page {
  /// A fenced block.
  struct Block: Sendable, Equatable {
    var language: String
    var lines: [String]
  }

  /// The fenced blocks in their order.
  var blocks: [Block] {
    var blocks: [Block] = []
    var isOpen = false
    // A block in a list is indented.
    var indent = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let content = line.drop { $0 == " " }
      if content.hasPrefix("```") {
        indent = line.count - content.count
        if !isOpen { blocks.append(Block(language: String(content.dropFirst(3)), lines: [])) }
        isOpen.toggle()
      } else if isOpen {
        blocks[blocks.count - 1].lines.append(String(line.dropFirst(indent)))
      }
    }
    return blocks
  }

  /// The text without its fenced blocks.
  var prose: String {
    var isOpen = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      let isFence = line.drop { $0 == " " }.hasPrefix("```")
      if isFence { isOpen.toggle() }
      return !isFence && !isOpen
    }.joined(separator: "\n")
  }

  /// What links point at.
  var links: [String] { prose.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) } }

  /// What stands between backticks.
  var code: [String] { prose.matches(of: /`([^`\n]+)`/).map { String($0.1) } }

  /// The tables in their order, each as its rows of cells without the head.
  var tables: [[[String]]] {
    var tables: [[[String]]] = []
    var isTable = false
    for line in prose.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("|") else {
        isTable = false
        continue
      }
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
        .dropFirst().dropLast().map { $0.trimmingCharacters(in: .whitespaces) }
      if !isTable { tables.append([]) }
      isTable = true
      tables[tables.count - 1].append(cells)
    }
    return tables.map { Array($0.dropFirst(2)) }
  }

  /// The part below a heading, up to the next heading of any level.
  func section(_ heading: String) -> Page? {
    guard let start = text.range(of: "\n\(heading)\n") else { return nil }
    let rest = text[start.upperBound...]
    let end = rest.range(of: "\n#")?.lowerBound ?? rest.endIndex
    return Page(path: path, text: String(rest[..<end]))
  }

  /// The anchors of the page's headings, as GitHub makes them.
  var anchors: Set<String> {
    let headings = prose.split(separator: "\n").filter { $0.hasPrefix("#") }
    return Set(
      headings.map { heading in
        let words = heading.drop { $0 == "#" || $0 == " " }.lowercased()
        return String(words.filter { $0.isLetter || $0.isNumber || " -_".contains($0) })
          .replacing(" ", with: "-")
      }
    )
  }
}

extension String {
  /// The text without the backticks around it; nil if it has none.
  var unquoted: String? {
    guard let match = firstMatch(of: /^`([^`]+)`/) else { return nil }
    return String(match.1)
  }
}
