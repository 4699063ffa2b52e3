import Ladder

/// The bytes of a call, as they were counted and as they must be.
extension LadderFacts {
  func wire(_ found: PayloadFindings) -> Table {
    var table = Table([
      ("bytes on the wire per call", .left), ("sent", .right), ("by hand", .right),
      ("received", .right), ("by hand", .right), ("equal", .left),
    ])
    table.rows = found.wire.map { row in
      [
        row.cell.title, Self.bytes(row.sent), Self.bytes(row.countedSent),
        Self.bytes(row.received), Self.bytes(row.countedReceived),
        row.isEqual.map { $0 ? "yes" : "no" } ?? "–",
      ]
    }
    return table
  }

  var wireNote: String {
    "by hand: frames, header fields and prefixes as docs/ladder.md counts them"
  }

  private static func bytes(_ count: Int?) -> String { count.map { "\($0)" } ?? "–" }
}
