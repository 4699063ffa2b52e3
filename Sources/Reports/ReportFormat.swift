public import Results

/// A way to tell results.
public enum ReportFormat: String, CaseIterable, Sendable {
  case text
  case markdown
  case html
  case csv
  case json
  case junit
  case prometheus
  case hgrm
  case hlog

  /// The most results that it tells at once: one, where its readers know nothing else.
  public var mostResults: Int {
    switch self {
    case .json, .hgrm, .hlog: 1
    case .html: HTMLReport.mostResults
    case .text, .markdown, .csv, .junit, .prometheus: 100
    }
  }

  /// The results told in this format, ending with a line break.
  ///
  /// - Throws: `HistogramFailure` from `hgrm` and `hlog` if a histogram of the result is broken.
  public func report(_ results: [ResultDocument]) throws -> String {
    precondition(
      (1...mostResults).contains(results.count),
      "\(rawValue) tells 1 to \(mostResults) results, not \(results.count)"
    )
    return switch self {
    case .text: TextReport.text(results)
    case .markdown: MarkdownReport.text(results)
    case .html: HTMLReport.text(results)
    case .csv: CSVReport.text(results)
    case .json: String(decoding: try results[0].json(), as: UTF8.self)
    case .junit: JUnitReport.text(results)
    case .prometheus: PrometheusReport.text(results)
    case .hgrm: try HGRMReport.text(results[0])
    case .hlog: try HLOGReport.text(results[0])
    }
  }

  /// One result told in this format.
  public func report(_ result: ResultDocument) throws -> String { try report([result]) }
}
