/// One field of custom metadata as it was written, and where.
struct MetadataEntry: Equatable, Sendable {
  /// What a complaint calls the setting: `line 7: request.metadata`, or `--metadata`.
  let subject: String
  let name: String
  let value: String

  init(subject: String, name: String, value: String) {
    self.subject = subject
    self.name = name
    self.value = value
  }

  /// Reads an option's text: `x-user: Ada`.
  init(option entry: Entry) throws(Complaint) {
    subject = entry.subject
    // A pseudo-header begins with a colon, and is refused by its name.
    let search = entry.text.dropFirst(entry.text.hasPrefix(":") ? 1 : 0)
    guard let colon = search.firstIndex(of: ":") else {
      // What follows the name may be a secret whose colon was forgotten.
      let name = entry.text.prefix { $0 != " " && $0 != "=" }
      throw Entry(String(name), subject: entry.subject).complaint(
        "has no value; write the name, a colon and the value: \"x-user: Ada\""
      )
    }
    name = Self.trimmed(entry.text[..<colon])
    value = Self.trimmed(entry.text[entry.text.index(after: colon)...])
  }

  func complaint(_ reason: String) -> Complaint {
    Complaint("\(subject) \(Complaint.shown(name)) \(reason)")
  }

  private static func trimmed(_ text: Substring) -> String {
    let start = text.drop { $0 == " " }
    let end = start.lastIndex { $0 != " " }.map(start.index(after:)) ?? start.startIndex
    return String(start[..<end])
  }
}
