import Yams

/// The entries of a scenario file: YAML, read without knowing what the values mean.
struct ScenarioDocument {
  /// What stands at the top.
  private(set) var settings = Settings()
  /// What stands in the list of calls; nothing if there is none.
  private(set) var calls: [Settings] = []

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
    for (key, value) in mapping where key.string == Setting.calls {
      calls = try Self.calls(value, at: Self.place(key))
    }
    settings = try Self.settings(of: mapping, isCall: false)
    for (key, value) in mapping where key.string == Setting.targets {
      settings.targets = try Self.targets(value, at: Self.place(key))
    }
  }

  private static func calls(_ list: Node, at place: String) throws(Complaint) -> [Settings] {
    guard case .sequence(let items) = list else {
      throw Complaint("\(place): calls is a list; write - method: greet.Greeter/SayHello below it")
    }
    guard (1...Limits.calls).contains(items.count) else {
      throw Complaint("\(place): calls has \(items.count) entries; give 1 to \(Limits.calls)")
    }
    var calls: [Settings] = []
    for item in items {
      guard case .mapping(let mapping) = item else {
        throw Complaint(
          "\(Self.place(item)): a call is a group; write - method: greet.Greeter/SayHello"
        )
      }
      calls.append(try settings(of: mapping, isCall: true))
    }
    return calls
  }

  private static func settings(
    of mapping: Node.Mapping,
    isCall: Bool
  ) throws(Complaint) -> Settings {
    var settings = Settings()
    for (keyNode, value) in mapping {
      let key = try key(keyNode)
      if !isCall, key == Setting.calls || key == Setting.targets { continue }
      guard Setting.keys(in: nil, ofCall: isCall).contains(key) else {
        throw unknown(key, group: nil, isCall: isCall, place: place(keyNode))
      }
      guard Setting.groups.contains(key) else {
        try add(value, Setting(rawValue: key), "\(place(keyNode)): \(key)", to: &settings)
        continue
      }
      guard case .mapping(let inner) = value else {
        let keys = Setting.keys(in: key).joined(separator: ", ")
        throw Complaint(
          "\(place(keyNode)): \(key) is a group; write keys indented below it: \(keys)"
        )
      }
      for (innerNode, value) in inner {
        let innerKey = try Self.key(innerNode)
        guard let setting = Setting(rawValue: "\(key).\(innerKey)") else {
          throw unknown(innerKey, group: key, isCall: isCall, place: place(innerNode))
        }
        try add(value, setting, "\(place(innerNode)): \(setting.rawValue)", to: &settings)
      }
    }
    return settings
  }

  private static func add(
    _ value: Node,
    _ setting: Setting?,
    _ subject: String,
    to settings: inout Settings
  ) throws(Complaint) {
    guard let setting else { preconditionFailure("\(subject) is a key and no setting") }
    guard !setting.isList else {
      settings.lists[setting] = try list(value, subject)
      return
    }
    guard setting == .requestMetadata else {
      let isList = setting == .sensitive
      settings[setting] = try isList ? list(value, subject) : entry(value, subject: subject)
      return
    }
    guard case .mapping(let fields) = value else {
      throw Complaint("\(subject) is a group; write lines such as x-user: Ada indented below it")
    }
    for (name, value) in fields {
      let subject = "\(place(name)): \(setting.rawValue)"
      let name = try key(name)
      let entry = try entry(value, subject: "\(subject) \(Complaint.shown(name))")
      settings.metadata.append(MetadataEntry(subject: subject, name: name, value: entry.text))
    }
  }

  static func place(_ node: Node) -> String {
    "line \(node.mark?.line ?? 1)"
  }

  static func key(_ node: Node) throws(Complaint) -> String {
    guard case .scalar(let scalar) = node else {
      throw Complaint("\(place(node)): a key is not a word; write lines such as connections: 1")
    }
    return scalar.string
  }

  static func entry(_ value: Node, subject: String) throws(Complaint) -> Entry {
    guard case .scalar(let scalar) = value else {
      throw Complaint("\(subject) is a list or a group; give it one value")
    }
    guard !isNull(value) else {
      throw Complaint("\(subject) has no value; give it one or delete the line")
    }
    return Entry(scalar.string, subject: subject)
  }

  /// One value, or a list of them.
  private static func list(_ value: Node, _ subject: String) throws(Complaint) -> [Entry] {
    guard case .sequence(let items) = value else {
      return [try entry(value, subject: subject)]
    }
    var entries: [Entry] = []
    for item in items {
      guard case .scalar = item else {
        throw Complaint("\(subject) has a list or a group in its list; give it values")
      }
      entries.append(try entry(item, subject: subject))
    }
    return entries
  }

  private static func unknown(
    _ key: String,
    group: String?,
    isCall: Bool,
    place: String
  ) -> Complaint {
    let within = group.map { " in \($0)" } ?? (isCall ? " in a call" : "")
    let problem = "\(place): unknown key \(Complaint.shown(key))\(within)"
    if isCall, group == nil, Setting.keys(in: nil).contains(key) {
      return Complaint("\(problem); it is one of the whole scenario, so write it outside of calls")
    }
    let keys = Setting.keys(in: group, ofCall: isCall)
    if let advice = Spelling.advice(key, among: keys) { return Complaint("\(problem); \(advice)") }
    let homes = Setting.allCases.filter { $0.key == key && (!isCall || $0.isOfCall) }
    if let home = homes.first?.group {
      return Complaint("\(problem); write it indented below \(home):")
    }
    return Complaint("\(problem); the keys are \(keys.joined(separator: ", "))")
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
