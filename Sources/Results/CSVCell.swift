internal import Statistics

/// Text as one cell of a CSV file.
public enum CSVCell {
  /// The text in one line, quoted where it must be.
  ///
  /// A spreadsheet takes text that begins like a formula for one and runs it; an apostrophe before
  /// it makes it text.
  ///
  /// - Parameters:
  ///   - text: Anything.
  ///   - limit: The most UTF-8 bytes to keep of it.
  /// - Returns: The cell, with quotes around it if it needs them.
  public static func text(_ text: String, limit: Int = 200) -> String {
    var line = OneLine.text(text, limit: limit)
    // A sign with an accent on it is one character of ours and still a sign to others.
    let (starts, marks) = ("=+-@|%＝＋－＠".unicodeScalars, ",;\"'".unicodeScalars)
    if let first = line.unicodeScalars.first, starts.contains(first) { line = "'" + line }
    guard line.unicodeScalars.contains(where: { marks.contains($0) }) else { return line }
    let doubled = line.unicodeScalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] }
    return "\"" + String(String.UnicodeScalarView(doubled)) + "\""
  }
}
