internal import Results

/// A head, and rows of as many cells: what reports for the terminal and for pull requests share.
struct Table {
  var head: [String]
  var alignments: [Columns.Alignment]
  var rows: [[String]] = []

  init(_ head: [(title: String, alignment: Columns.Alignment)]) {
    self.head = head.map(\.title)
    alignments = head.map(\.alignment)
  }

  /// The lines of the table in aligned columns.
  var lines: [String] {
    var columns = Columns(alignments)
    columns.add(head)
    for row in rows { columns.add(row) }
    return columns.lines()
  }

  /// The lines of the table for a pull request or a page.
  var markdown: [String] {
    let rules = alignments.map { $0 == .right ? "---:" : "---" }
    return [Self.row(head), "|\(rules.joined(separator: "|"))|"] + rows.map(Self.row)
  }

  /// A line of a table, whose cells are shown as they are.
  static func row(_ cells: [String]) -> String {
    "| " + cells.map(Markdown.escaped).joined(separator: " | ") + " |"
  }
}
