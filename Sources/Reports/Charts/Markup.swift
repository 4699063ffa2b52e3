/// Elements and text as SVG, HTML and XML share them.
enum Markup {
  /// An attribute of an element; its value is escaped when it is written.
  typealias Attribute = (name: String, value: String)

  /// Text that no reader takes for markup, without what XML 1.0 has no place for.
  static func escaped(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      byte >= 32 && byte < 127 && !special.contains(byte)
    }
    if isPlain { return text }
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
      case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
      case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
      case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
      case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
      case "\n", "\t": escaped.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": continue
      default: escaped.append(scalar)
      }
    }
    return String(escaped)
  }

  private static let special = Set("<>&\"'".utf8)

  /// An element whose content is markup already; one without content is closed at once.
  static func element(
    _ name: String,
    _ attributes: [Attribute] = [],
    _ content: [String] = []
  ) -> String {
    let start = attributes.reduce(into: "<\(name)") { start, attribute in
      start += " \(attribute.name)=\"\(escaped(attribute.value))\""
    }
    guard !content.isEmpty else { return start + "/>" }
    return start + ">" + content.joined() + "</\(name)>"
  }

  /// An element around text.
  static func element(_ name: String, _ attributes: [Attribute] = [], text: String) -> String {
    element(name, attributes, [escaped(text)])
  }

  /// A coordinate with one digit after the point, as drawings need no more.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let tenths = Int((min(max(value, -1e6), 1e6) * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let (whole, rest) = (tenths.magnitude / 10, tenths.magnitude % 10)
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
  }
}
