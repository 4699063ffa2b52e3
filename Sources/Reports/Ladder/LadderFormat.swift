public import Ladder

/// A way to tell a ladder.
public enum LadderFormat: String, CaseIterable, Sendable {
  case text
  case markdown
  /// All slices, one a line.
  case csv
  /// The findings.
  case json

  /// The ladder told in this format, ending with a line break.
  ///
  /// - Parameters:
  ///   - journal: The ladder.
  ///   - resampling: What the test of interactions does on its noise, if that was asked.
  /// - Returns: The text.
  /// - Throws: What the JSON encoder throws.
  public func report(_ journal: Journal, _ resampling: Resampling? = nil) throws -> String {
    switch self {
    case .text: LadderReport.text(journal, resampling)
    case .markdown: LadderReport.markdown(journal, resampling)
    case .csv: LadderCSV.text(journal)
    case .json: try LadderReport.json(journal)
    }
  }
}
