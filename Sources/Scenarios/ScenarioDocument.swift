import Yams

/// The entries of a scenario file: YAML, read without knowing what the values mean.
struct ScenarioDocument {
  private(set) var entries: [Setting: Entry] = [:]

  /// Reads a file's text.
  ///
  /// - Throws: A complaint without the scenario's name, with the line where there is one.
  init(yaml: String) throws(Complaint) {
    try Self.checkAliases(yaml)
    let root: Node?
    do {
      root = try Parser(yaml: yaml, encoding: .utf8).singleRoot()
    } catch {
      throw Complaint(yamlError: error)
    }
    guard let root, !Self.isNull(root) else {
      throw Complaint("the file is empty; write settings such as connections: 1")
    }
    guard case .mapping(let mapping) = root else {
      throw Complaint("the file holds no settings; write lines such as connections: 1")
    }
    try read(mapping, group: nil)
  }

  private mutating func read(_ mapping: Node.Mapping, group: String?) throws(Complaint) {
    for (keyNode, value) in mapping {
      let place = "line \(keyNode.mark?.line ?? 1)"
      guard case .scalar(let scalar) = keyNode else {
        throw Complaint("\(place): a key is not a word; write lines such as connections: 1")
      }
      let key = scalar.string
      if group == nil, Setting.groups.contains(key) {
        guard case .mapping(let inner) = value else {
          let keys = Setting.keys(in: key).joined(separator: " and ")
          throw Complaint("\(place): \(key) is a group; write \(keys) indented below it")
        }
        try read(inner, group: key)
        continue
      }
      let name = group.map { "\($0).\(key)" } ?? key
      guard let setting = Setting(rawValue: name), group != nil || !key.contains(".") else {
        throw Self.unknown(key, group: group, place: place)
      }
      entries[setting] = try Self.entry(value, subject: "\(place): \(name)")
    }
  }

  private static func entry(_ value: Node, subject: String) throws(Complaint) -> Entry {
    guard case .scalar(let scalar) = value else {
      throw Complaint("\(subject) is a list or a group; give it one value")
    }
    guard !isNull(value) else {
      throw Complaint("\(subject) has no value; give it one or delete the line")
    }
    return Entry(scalar.string, subject: subject)
  }

  private static func unknown(_ key: String, group: String?, place: String) -> Complaint {
    let keys = Setting.keys(in: group)
    let advice =
      Spelling.advice(key, among: keys) ?? "the keys are \(keys.joined(separator: ", "))"
    let within = group.map { " in \($0)" } ?? ""
    return Complaint("\(place): unknown key \(Complaint.shown(key))\(within); \(advice)")
  }

  /// An empty plain value is null too; `""` is an empty text.
  private static func isNull(_ node: Node) -> Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else {
      return false
    }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  /// Refuses a file with many aliases before the parser expands them.
  ///
  /// Any star before a letter counts, wherever it stands, because only the parser can tell text
  /// from structure; a line that begins as a comment cannot hold an alias.
  private static func checkAliases(_ yaml: String) throws(Complaint) {
    var stars = 0
    for line in yaml.utf8.split(whereSeparator: { $0 == 10 || $0 == 13 })
    where line.first(where: { $0 != 32 && $0 != 9 }) != UInt8(ascii: "#") {
      var isAfterStar = false
      for byte in line {
        if isAfterStar, byte != 32, byte != 9 { stars += 1 }
        isAfterStar = byte == UInt8(ascii: "*")
      }
    }
    guard stars <= Limits.aliases else {
      throw Complaint(
        "the file has \(stars) aliases (*), more than \(Limits.aliases); write the values out"
      )
    }
  }
}

extension Complaint {
  /// The YAML parser's error without its drawing of the place.
  fileprivate init(yamlError error: any Error) {
    guard let error = error as? YamlError else {
      self.init("the file is not YAML: \(Self.shown(String(describing: error)))")
      return
    }
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      guard !problem.hasPrefix("Maximum nesting level") else {
        self.init("line \(mark.line): this is nested too deep to be read; a scenario is flat")
        return
      }
      let doing = context.map { " \($0.text)" } ?? ""
      self.init(
        "line \(mark.line): this is not YAML:\(doing) \(problem); "
          + "check quotes, colons and indentation there"
      )
    case .duplicatedKeysInMapping(let keys, let context):
      let shown = keys.map { Self.shown($0) }.joined(separator: ", ")
      self.init("line \(context.mark.line): key \(shown) stands there twice; delete one")
    case .reader(let problem, _, _, _):
      self.init("the file is not YAML text: \(problem); save it as plain UTF-8")
    case .memory:
      self.init("the file is too much to be read; a scenario is a few flat lines")
    default:
      self.init("the file is not YAML: \(Self.shown(String(describing: error)))")
    }
  }
}
