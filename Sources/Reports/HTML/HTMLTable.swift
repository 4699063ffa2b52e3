/// A table of a page, which scrolls by itself where the screen is narrow.
enum HTMLTable {
  /// Head and rows; with `sums` the last row is the sum of the others.
  static func text(_ table: Table, id: String, sums: Bool = false) -> String {
    markup(table, table.rows.map { $0.map { Markup.escaped($0) } }, id: id, sums: sums)
  }

  /// The same with cells that are markup already in place of the table's rows.
  static func markup(_ table: Table, _ rows: [[String]], id: String, sums: Bool = false)
    -> String
  {
    let line = { (name: String, cells: [String]) in
      cells.enumerated().map { column, cell in
        let isNumber = column < table.alignments.count && table.alignments[column] == .right
        return Markup.element(name, isNumber ? [("class", "number")] : [], [cell])
      }
    }
    let head = Markup.element("tr", [], line("th", table.head.map { Markup.escaped($0) }))
    let body = rows.enumerated().map { index, row in
      let isSum = sums && index == rows.count - 1
      return Markup.element("tr", isSum ? [("class", "sum")] : [], line("td", row))
    }
    let content = [Markup.element("thead", [], [head]), Markup.element("tbody", [], body)]
    return scrolled(Markup.element("table", [("id", id)], content))
  }

  /// Names and texts, without a head.
  static func pairs(_ pairs: [(name: String, text: String)], id: String) -> String {
    let rows = pairs.map { pair in
      let cells = [
        Markup.element("th", [("scope", "row")], text: pair.name),
        Markup.element("td", text: pair.text),
      ]
      return Markup.element("tr", [], cells)
    }
    let body = Markup.element("tbody", [], rows)
    return scrolled(Markup.element("table", [("id", id), ("class", "pairs")], [body]))
  }

  private static func scrolled(_ table: String) -> String {
    Markup.element("div", [("class", "scroll")], [table])
  }
}
