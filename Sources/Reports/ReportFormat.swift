public import Results

/// A way to tell a result.
public enum ReportFormat: String, CaseIterable, Sendable {
  case text
  case markdown
  case csv
  case json
  case hgrm

  /// The result told in this format, ending with a line break.
  ///
  /// - Throws: `HistogramFailure` from `hgrm` if the result's histogram is broken.
  public func report(_ result: ResultDocument) throws -> String {
    switch self {
    case .text: TextReport.text(result)
    case .markdown: MarkdownReport.text(result)
    case .csv: CSVReport.text([result])
    case .json: String(decoding: try result.json(), as: UTF8.self)
    case .hgrm: try HGRMReport.text(result)
    }
  }
}
