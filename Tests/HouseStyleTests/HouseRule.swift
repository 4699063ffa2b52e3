/// A rule of the house style that a machine can check on one file.
struct HouseRule: Sendable {
  /// What the rule forbids in a file, each as `path:line: reason`.
  let violations: @Sendable (SwiftSource) -> [String]

  static let fileLength = HouseRule { source in
    source.lines.count <= 400
      ? [] : ["\(source.path): \(source.lines.count) lines, which is over 400; find its concepts"]
  }

  static let lineLength = HouseRule { source in
    places(source, in: source.lines, "over 100 columns; break the line") { $0.count > 100 }
  }

  static let functionLength = HouseRule { source in
    FunctionLength.all(in: source).filter { $0.lineCount > 70 }.map {
      "\(source.path):\($0.line): a function of \($0.lineCount) lines, which is over 70; split it"
    }
  }

  static let noPrint = HouseRule { source in
    guard source.target != Floors.command || source.isTest else { return [] }
    return places(source, in: source.code, "print outside the command; return the text") {
      calls("print", in: $0) || calls("debugPrint", in: $0)
    }
  }

  static let noFatalError = HouseRule { source in
    places(source, in: source.code, "fatalError; use a precondition or throw") {
      calls("fatalError", in: $0)
    }
  }

  static let noLeftovers = HouseRule { source in
    places(source, in: source.comments, "a note of unfinished work; finish it or file an issue") {
      !Set(words($0)).isDisjoint(with: ["TODO", "FIXME", "XXX", "HACK"])
    }
  }

  static let names = HouseRule { source in
    let reason = "a name that says nothing; name what the thing is"
    let inCode = places(source, in: source.code, reason) { line in
      let words = words(line)
      return zip(words, words.dropFirst()).contains {
        typeKeywords.contains($0) && isEmpty(name: $1)
      }
    }
    let file = source.path.split(separator: "/").last.map { $0.prefix { $0 != "." } } ?? ""
    return inCode + (isEmpty(name: file) ? ["\(source.path): \(reason)"] : [])
  }

  static let unsafeFloors = HouseRule { source in
    guard !source.isTest, let target = source.target, !Floors.unsafe.contains(target) else {
      return []
    }
    return places(source, in: source.code, "a pointer above the unsafe floors; use a span") {
      words($0).contains { word in
        word == "Unmanaged" || word.hasPrefix("UnsafeMutable") || word.hasPrefix("UnsafeRaw")
          || (word.hasPrefix("Unsafe") && word.hasSuffix("Pointer"))
      }
    }
  }

  static let importDirection = HouseRule { source in
    guard !source.isTest, let target = source.target else { return [] }
    guard let floor = Floors.table[target] else {
      return ["\(source.path): \(target) stands on no floor; give it one in Floors.swift"]
    }
    return places(source, in: source.code, "an import that does not point down the floors") {
      guard let module = importedModule($0), let other = Floors.table[module] else { return false }
      return other >= floor
    }
  }

  private static func places(
    _ source: SwiftSource,
    in lines: [Substring],
    _ reason: String,
    where isForbidden: (Substring) -> Bool
  ) -> [String] {
    lines.indices.filter { isForbidden(lines[$0]) }.map {
      "\(source.path):\($0 + 1): \(reason)"
    }
  }

  private static func words(_ line: Substring) -> [Substring] {
    line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
  }

  /// Whether the line calls the global function `name`.
  private static func calls(_ name: String, in line: Substring) -> Bool {
    line.ranges(of: name + "(").contains { range in
      let before = line[..<range.lowerBound]
      guard let last = before.last else { return true }
      let isMethod = last == "." && !before.hasSuffix("Swift.")
      let isWord = last.isLetter || last.isNumber || last == "_"
      return !isMethod && !isWord && words(before).last != "func"
    }
  }

  private static func importedModule(_ line: Substring) -> Substring? {
    let words = words(line)
    guard let position = words.firstIndex(of: "import") else { return nil }
    let kinds: Set<Substring> = ["class", "enum", "func", "let", "protocol", "struct", "var"]
    return words[(position + 1)...].first { !kinds.contains($0) }
  }

  private static let typeKeywords: Set<Substring> = [
    "actor", "class", "enum", "extension", "protocol", "struct", "typealias",
  ]

  private static func isEmpty(name: Substring) -> Bool {
    ["Manager", "Helper", "Helpers", "Util", "Utils", "Utilities", "Impl"].contains {
      name.hasSuffix($0)
    }
  }
}
