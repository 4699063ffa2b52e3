/// A Swift file as the house rules see it: its lines, and the same lines with only the code or only
/// the comments left.
///
/// Bare regex literals are not told from divisions; a quote or a brace in one would mislead.
struct SwiftSource {
  /// Relative to the package, such as `Sources/GRPC/Status.swift`.
  let path: String
  let lines: [Substring]
  /// The lines with comments, string contents and quoted identifiers blanked.
  let code: [Substring]
  /// The lines with everything but comments blanked.
  let comments: [Substring]

  init(path: String, text: String) {
    var separation = Separation(text: Array(text.utf8))
    separation.run()
    self.path = path
    lines = Self.lines(of: text)
    code = Self.lines(of: String(decoding: separation.code, as: UTF8.self))
    comments = Self.lines(of: String(decoding: separation.comments, as: UTF8.self))
  }

  /// The folder under `Sources` or `Tests`.
  var target: Substring? {
    let parts = path.split(separator: "/")
    return parts.count > 2 ? parts[1] : nil
  }

  var isTest: Bool { path.hasPrefix("Tests/") }

  private static func lines(of text: String) -> [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}

/// One pass over a file that sorts its bytes into code and comments, line breaks into both.
private struct Separation {
  let text: [UInt8]
  private(set) var code: [UInt8]
  private(set) var comments: [UInt8]
  private var index = 0

  init(text: [UInt8]) {
    self.text = text
    let blank = text.map { $0 == newline ? newline : UInt8(ascii: " ") }
    code = blank
    comments = blank
  }

  mutating func run() {
    while index < text.count {
      scanCode()
      // A closing parenthesis too many: not Swift, but the rest is still read.
      index += 1
    }
  }

  /// Reads code up to the end, or up to a closing parenthesis without an opening one.
  private mutating func scanCode() {
    var depth = 0
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "/") where begins("//"): copyComment { $0[$1] == newline }
      case UInt8(ascii: "/") where begins("/*"): scanBlockComment()
      case UInt8(ascii: "\""), UInt8(ascii: "#"):
        if let hashes = stringHashes { scanString(hashes: hashes) } else { copyCode() }
      case UInt8(ascii: "`"): skip(past: "`")
      case UInt8(ascii: "("):
        depth += 1
        copyCode()
      case UInt8(ascii: ")"):
        guard depth > 0 else { return }
        depth -= 1
        copyCode()
      default: copyCode()
      }
    }
  }

  private mutating func copyCode() {
    code[index] = text[index]
    index += 1
  }

  private mutating func copyComment(until isEnd: ([UInt8], Int) -> Bool) {
    while index < text.count, !isEnd(text, index) {
      comments[index] = text[index]
      index += 1
    }
  }

  private mutating func scanBlockComment() {
    var depth = 0
    repeat {
      let step = begins("/*") || begins("*/") ? 2 : 1
      if begins("/*") { depth += 1 }
      if begins("*/") { depth -= 1 }
      let end = min(index + step, text.count)
      copyComment { $1 == end }
    } while depth > 0 && index < text.count
  }

  /// How many `#` open the string literal that begins here; nil when none begins.
  private var stringHashes: Int? {
    var end = index
    while end < text.count, text[end] == UInt8(ascii: "#") { end += 1 }
    return end < text.count && text[end] == UInt8(ascii: "\"") ? end - index : nil
  }

  /// Skips a string literal, but reads the code of its interpolations.
  private mutating func scanString(hashes: Int) {
    index += hashes
    let isMultiline = begins("\"\"\"")
    let fence = String(repeating: "#", count: hashes)
    let end = (isMultiline ? "\"\"\"" : "\"") + fence
    index += isMultiline ? 3 : 1
    while index < text.count, !begins(end) {
      if begins("\\" + fence + "(") {
        index += hashes + 2
        scanCode()
        index += 1
      } else if begins("\\" + fence) {
        index += hashes + 2
      } else if text[index] == newline, !isMultiline {
        return
      } else {
        index += 1
      }
    }
    index += end.utf8.count
  }

  private mutating func skip(past end: String) {
    index += 1
    while index < text.count, !begins(end) { index += 1 }
    index += 1
  }

  private func begins(_ word: String) -> Bool {
    text[min(index, text.count)...].starts(with: word.utf8)
  }
}

private let newline = UInt8(ascii: "\n")
