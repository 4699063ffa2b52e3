/// The names of metadata whose values are told to nobody.
struct SensitiveNames: Equatable, Sendable {
  /// Names in lower case, in which a star stands for any text.
  let patterns: [String]

  /// What is sensitive in every scenario.
  static let always = [
    "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "*-token",
    "*-secret", "*password*",
  ]

  init(besides patterns: [String] = []) {
    self.patterns = Self.always + patterns
  }

  /// Whether the field's value is secret; a name in `-bin` is what it is without that.
  func contains(_ name: String) -> Bool {
    let plain = name.hasSuffix("-bin") ? String(name.dropLast(4)) : name
    return patterns.contains { pattern in
      Self.matches(name, pattern) || Self.matches(plain, pattern)
    }
  }

  /// Reads names such as `x-session, *-signature`.
  static func read(_ entry: Entry) throws(Complaint) -> [String] {
    var names: [String] = []
    for part in entry.text.split(separator: ",") {
      let name = String(part.filter { $0 != " " })
      let isName = name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "*"):
          true
        default: false
        }
      }
      guard !name.isEmpty, isName, name.utf8.count <= Limits.nameBytes else {
        throw entry.complaint(
          "is no list of names of metadata; write them as x-session, *-signature"
        )
      }
      if !names.contains(name) { names.append(name) }
    }
    guard (1...Limits.metadataFields).contains(names.count) else {
      throw entry.complaint("has \(names.count) names; give 1 to \(Limits.metadataFields)")
    }
    return names
  }

  /// Goes back to the last star only, so that no pattern takes longer than its length times the
  /// name's.
  private static func matches(_ name: String, _ pattern: String) -> Bool {
    let (name, pattern) = (Array(name.utf8), Array(pattern.utf8))
    var (at, place) = (0, 0)
    var star: (at: Int, place: Int)?
    while at < name.count {
      if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
        place += 1
        star = (at, place)
      } else if place < pattern.count, pattern[place] == name[at] {
        (at, place) = (at + 1, place + 1)
      } else if let last = star {
        star = (last.at + 1, last.place)
        (at, place) = (last.at + 1, last.place)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
