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

  /// Whether every byte of every cell is accounted for, so that a table says nothing more.
  func isWireEqual(_ found: PayloadFindings) -> Bool {
    found.wire.count == Cell.all.count && found.wire.allSatisfy { $0.isEqual == true }
  }

  /// The bytes of each cell in one line: `gRPC, protobuf 151 + 156`.
  func wireLine(_ found: PayloadFindings) -> String {
    let cells = found.wire.map { row in
      "\(row.cell.title) \(Self.bytes(row.sent)) + \(Self.bytes(row.received))"
    }
    return "Bytes on the wire per call, sent + received, all as counted by hand: "
      + "\(cells.joined(separator: "; "))."
  }

  var wireNote: String {
    "by hand: frames, header fields and prefixes as docs/ladder.md counts them"
  }

  private static func bytes(_ count: Int?) -> String { count.map { "\($0)" } ?? "–" }
}
