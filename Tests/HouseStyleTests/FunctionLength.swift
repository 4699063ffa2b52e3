/// A function of a source file and the lines that it takes, from its keyword to its last brace.
struct FunctionLength: Equatable {
  /// Counted from 1.
  let line: Int
  let lineCount: Int

  /// The functions, initializers and subscripts with a body, in the order of their beginnings.
  static func all(in source: SwiftSource) -> [FunctionLength] {
    let tokens = tokens(of: source.code)
    return tokens.indices.compactMap { start in
      guard isDeclaration(at: start, in: tokens),
        let body = bodyStart(after: start, in: tokens),
        let end = bodyEnd(from: body, in: tokens)
      else { return nil }
      let line = tokens[start].line
      return FunctionLength(line: line + 1, lineCount: tokens[end].line - line + 1)
    }
  }

  private struct Token {
    let text: Substring
    /// Counted from 0.
    let line: Int
  }

  /// Words, and each other printing character alone.
  private static func tokens(of lines: [Substring]) -> [Token] {
    var tokens: [Token] = []
    for (number, line) in lines.enumerated() {
      var rest = line[...]
      while let first = rest.first {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        let text = word.isEmpty ? rest.prefix(1) : word
        if !first.isWhitespace { tokens.append(Token(text: text, line: number)) }
        rest = rest[text.endIndex...]
      }
    }
    return tokens
  }

  private static func isDeclaration(at index: Int, in tokens: [Token]) -> Bool {
    switch tokens[index].text {
    case "func", "deinit", "subscript": true
    case "init":
      // Neither a call such as `self.init(` nor a label such as `init:`.
      (index == 0 || tokens[index - 1].text != ".")
        && index + 1 < tokens.count && ["(", "<", "?", "!"].contains(tokens[index + 1].text)
    default: false
    }
  }

  /// The brace that opens the body; nil for a requirement of a protocol, which has none.
  private static func bodyStart(after start: Int, in tokens: [Token]) -> Int? {
    var depth = 0
    for index in tokens.indices[(start + 1)...] {
      switch tokens[index].text {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "{" where depth == 0: return index
      case "}" where depth == 0: return nil
      case let word where depth == 0 && declarations.contains(word): return nil
      default: break
      }
    }
    return nil
  }

  private static func bodyEnd(from start: Int, in tokens: [Token]) -> Int? {
    var depth = 0
    for index in tokens.indices[start...] {
      if tokens[index].text == "{" { depth += 1 }
      if tokens[index].text == "}" { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }

  private static let declarations: Set<Substring> = [
    "actor", "associatedtype", "case", "class", "deinit", "enum", "extension", "func", "import",
    "init", "let", "protocol", "struct", "subscript", "typealias", "var",
  ]
}
