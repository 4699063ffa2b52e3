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
}
