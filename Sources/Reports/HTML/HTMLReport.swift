public import Results
internal import Statistics

/// Results as one web page that needs nothing from outside.
///
/// The verdict and the figures come first, then charts, tables, the question and the machine.
/// Several results lie over each other. There is no script in it, and its own policy forbids any
/// script and any request.
public enum HTMLReport {
  /// How many results one page holds.
  public static let mostResults = 12

  public static func text(_ results: [ResultDocument]) -> String {
    let labelled = LabelledResult.all(Array(results.prefix(mostResults)))
    let title = labelled.map(\.label).joined(separator: " · ")
    let style = Markup.element("style", [], [ChartStyle.css + "\n" + HTMLStyle.css])
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="grpcbench">
      <link rel="icon" href="data:,">
      <title>\(Markup.escaped(title)) – grpcbench</title>
      \(style)
      </head>
      <body>
      \(body(labelled).joined(separator: "\n"))
      </body>
      </html>

      """
  }

  /// Styles of the page itself, and its empty icon; nothing else may be loaded or run.
  private static let policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    + "form-action 'none'"

  private static func body(_ results: [LabelledResult]) -> [String] {
    guard results.count == 1, let only = results.first else { return overlay(results) }
    let page = HTMLRun(only)
    return [page.heading(level: 1), page.figures, charts(results), page.tables, page.footer]
  }

  private static func overlay(_ results: [LabelledResult]) -> [String] {
    let heading = Markup.element("h1", text: "\(results.count) runs beside each other")
    let runs = results.map { labelled in
      let page = HTMLRun(labelled)
      return Markup.element(
        "details",
        [("class", "run"), ("id", "run-\(labelled.id)")],
        [
          Markup.element("summary", text: labelled.label), page.heading(level: 2), page.figures,
          page.tables, page.footer,
        ]
      )
    }
    return [
      Markup.element("header", [], [heading]), HTMLOverlay(results: results).table, charts(results),
    ] + runs
  }

  private static func charts(_ results: [LabelledResult]) -> String {
    let figures = ResultCharts(results: results).all.map { chart, note in
      Markup.element(
        "figure",
        [],
        [
          Markup.element("h3", text: chart.title), chart.svg,
          note.isEmpty ? "" : Markup.element("figcaption", text: note),
        ]
      )
    }
    return Markup.element("section", [("class", "charts")], figures.isEmpty ? [""] : figures)
  }
}
