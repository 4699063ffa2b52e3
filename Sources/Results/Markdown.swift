/// Text in markdown.
public enum Markdown {
  /// Text that is shown as it is: no markup, link, mention or reference can come of it.
  ///
  /// Scalars are looked at one by one, because to a parser a sign is one even with an accent on it.
  public static func escaped(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
      case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
      case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
      // A backslash does not stop a mention.
      case "@": escaped.append(contentsOf: "&#64;".unicodeScalars)
      case "\\", "`", "*", "_", "{", "}", "[", "]", "#", "+", "!", "|", "~", "$", "\"", "'":
        escaped.append("\\")
        escaped.append(scalar)
      // Without its colon or point an address is not made a link.
      case "/" where escaped.last == ":":
        escaped.removeLast()
        escaped.append(contentsOf: "&#58;/".unicodeScalars)
      case "." where escaped.suffix(3).elementsEqual("www".unicodeScalars):
        escaped.append(contentsOf: "&#46;".unicodeScalars)
      default: escaped.append(scalar)
      }
    }
    return String(escaped)
  }
}
