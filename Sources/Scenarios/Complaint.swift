/// One line for the person who asked: what was tried, what is wrong, what to do.
public struct Complaint: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }

  /// The same complaint with what it is about before it: `scenario unary: …`.
  public func about(_ subject: String) -> Complaint {
    Complaint("\(subject): \(description)")
  }

  /// Foreign text made fit for one line: bare if it is a plain word, else quoted, escaped and cut.
  public static func shown(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      byte > 32 && byte < 127 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: ";")
    }
    let start = text.unicodeScalars.prefix(80)
    let cut = start.endIndex == text.unicodeScalars.endIndex ? "" : "…"
    if isPlain, !text.isEmpty { return String(start) + cut }
    return "\"\(start.map(escaped).joined())\(cut)\""
  }

  /// Whatever could move the cursor or hide is written by its number.
  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
      scalar.escaped(asASCII: true)
    default:
      scalar == "\"" ? "\\\"" : String(scalar)
    }
  }
}
