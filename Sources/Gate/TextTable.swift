internal import Results

/// A head and rows of cells, as aligned columns for the terminal or as a markdown table.
struct TextTable {
  let head: [String]
  /// Columns that are aligned to the left; all others are numbers.
  let left: Set<Int>
  let rows: [[String]]

  /// Lines with two blanks between columns and none at the end.
  var lines: [String] {
    let all = [head] + rows
    let widths = head.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      let cells = row.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return left.contains(column) ? row[column] + padding : padding + row[column]
      }
      return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }
  }

  var markdown: [String] {
    let rule = head.indices.map { left.contains($0) ? "---" : "---:" }.joined(separator: "|")
    let row = { (cells: [String]) in
      "| \(cells.map(Self.escaped).joined(separator: " | ")) |"
    }
    return [row(head), "|\(rule)|"] + rows.map(row)
  }

  /// Text in which nothing is markup, a link, a mention or the end of a cell.
  static func escaped(_ text: String) -> String { Markdown.escaped(text) }
}
