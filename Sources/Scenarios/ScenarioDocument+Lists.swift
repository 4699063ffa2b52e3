import Yams

/// The lists that are no kinds of call.
extension ScenarioDocument {
  /// Targets, each `- 127.0.0.1:50051`, `- 127.0.0.1:50051=3` or a group of `address` and `weight`.
  static func targets(_ list: Node, at place: String) throws(Complaint) -> [TargetEntry] {
    guard case .sequence(let items) = list else {
      throw Complaint("\(place): targets is a list; write - address: 127.0.0.1:50051 below it")
    }
    guard (1...Limits.targets).contains(items.count) else {
      throw Complaint("\(place): targets has \(items.count) entries; give 1 to \(Limits.targets)")
    }
    var targets: [TargetEntry] = []
    for item in items { targets.append(try target(item)) }
    return targets
  }

  private static func target(_ item: Node) throws(Complaint) -> TargetEntry {
    let place = place(item)
    guard case .mapping(let mapping) = item else {
      return TargetEntry(try entry(item, subject: "\(place): target"))
    }
    var given: [String: Entry] = [:]
    for (key, value) in mapping {
      let name = try self.key(key)
      guard ["address", "weight"].contains(name) else {
        throw Complaint(
          "\(Self.place(key)): unknown key \(Complaint.shown(name)) in a target; "
            + "the keys are address, weight"
        )
      }
      given[name] = try entry(value, subject: "\(Self.place(key)): \(name)")
    }
    guard let address = given["address"] else {
      throw Complaint("\(place): a target has no address; write - address: 127.0.0.1:50051")
    }
    return TargetEntry(address: address, weight: given["weight"])
  }

  /// Words, as a list or in one line with commas between them.
  static func list(_ value: Node, _ subject: String) throws(Complaint) -> Entry {
    guard case .sequence(let items) = value else { return try entry(value, subject: subject) }
    var words: [String] = []
    for item in items { words.append(try entry(item, subject: subject).text) }
    return Entry(words.joined(separator: ","), subject: subject)
  }
}
