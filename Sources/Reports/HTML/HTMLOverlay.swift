/// Several results in one table, each with the colour that it has in the charts.
struct HTMLOverlay {
  let results: [LabelledResult]

  var table: String {
    let table = RunsTable.table(results)
    let marked = zip(results, table.rows).map { labelled, row in
      let swatch = Markup.element(
        "span",
        [("class", "swatch"), ("style", "background:\(labelled.colour.css)")],
        [""]
      )
      return row.enumerated().map { column, text in
        switch table.head[column] {
        case "run": swatch + Markup.escaped(text)
        case "verdict": HTMLRun.badge(labelled.facts)
        default: Markup.escaped(text)
        }
      }
    }
    let content = HTMLTable.markup(table, marked, id: "overlay")
    return Markup.element("section", [], [content])
  }
}
