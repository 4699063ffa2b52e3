/// Text from elsewhere made fit to be shown: one line of printable characters, of bounded length.
public enum OneLine {
  /// `text` itself if it is short and printable, which nearly all is; else its beginning, with each
  /// run of control and formatting characters as one blank and `…` where it was cut.
  ///
  /// - Parameters:
  ///   - text: Anything, also megabytes.
  ///   - limit: The most UTF-8 bytes to keep, at least 3.
  /// - Returns: At most `limit` bytes.
  public static func text(_ text: String, limit: Int) -> String {
    let isPlain = text.utf8.count <= limit && text.utf8.allSatisfy { $0 >= 32 && $0 < 127 }
    if isPlain { return text }
    var line = ""
    // Where to cut if more follows than fits: the mark takes three bytes.
    var cut = line.endIndex
    var pendingBlank = false
    for scalar in text.unicodeScalars {
      guard !scalar.isUnprintable else {
        pendingBlank = !line.isEmpty
        continue
      }
      if pendingBlank { line += " " }
      pendingBlank = false
      line.unicodeScalars.append(scalar)
      let length = line.utf8.count
      if length <= limit - 3 { cut = line.endIndex }
      guard length <= limit else { return String(line[..<cut]) + "…" }
    }
    return line
  }
}

extension Unicode.Scalar {
  /// Control and formatting characters and line breaks: what could change more of a screen than its
  /// own place.
  fileprivate var isUnprintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
    default: false
    }
  }
}
