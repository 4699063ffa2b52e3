public import Foundation

/// The journal as text: one JSON object a line, each written whole or torn off at the end.
extension Journal {
  /// More slices than this are refused: no ladder is so long.
  static let mostEntries = 1_000_000

  /// A journal as it was read.
  public struct Reading: Equatable, Sendable {
    public var journal: Journal
    /// Bytes of whole lines; what stands behind them is torn.
    public var wholeBytes: Int
    public var tornBytes: Int
  }

  /// Reads a journal.
  ///
  /// A last line without its end was being written when the process or the machine stopped: it is
  /// not read. Anything else that cannot be read is no accident, and refused.
  ///
  /// - Throws: A `JournalFailure` with the line that cannot be read.
  public static func read(_ data: Data) throws(JournalFailure) -> Reading {
    let end = data.lastIndex(of: UInt8(ascii: "\n")).map { data.index(after: $0) }
    let whole = data[..<(end ?? data.startIndex)]
    let lines = whole.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard let first = lines.first, !first.isEmpty else {
      throw JournalFailure("it has no first line; begin a new ladder without --resume")
    }
    guard lines.count <= mostEntries else { throw JournalFailure("it has too many lines") }
    var journal = Journal(try head(first))
    let slices = journal.head.design.slices
    for (index, line) in lines.dropFirst().dropLast().enumerated() {
      let entry: Entry
      do {
        entry = try JSONDecoder().decode(Entry.self, from: line)
      } catch {
        throw JournalFailure("line \(index + 2) is no slice; give a journal that no one has edited")
      }
      guard index < slices.count, entry.slice == slices[index] else {
        throw JournalFailure("line \(index + 2) is not the slice that its design has there")
      }
      journal.entries.append(entry)
    }
    return Reading(
      journal: journal,
      wholeBytes: whole.count,
      tornBytes: data.count - whole.count
    )
  }

  private static func head(_ line: Data) throws(JournalFailure) -> Head {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    guard let name = try? decoder.decode(Schema.self, from: line) else {
      throw JournalFailure("its first line says no schema, so it is no journal of a ladder")
    }
    guard name.schema == schema else {
      throw JournalFailure("it is of schema \(name.schema), and this build reads \(schema)")
    }
    guard let head = try? decoder.decode(Head.self, from: line),
      head.design.isWithinLimits
    else {
      throw JournalFailure("its first line is no design that this build knows")
    }
    return head
  }

  private struct Schema: Decodable {
    var schema: String
  }

  /// A line of the journal, with its end.
  public static func line(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return try encoder.encode(value) + [UInt8(ascii: "\n")]
  }

  /// The whole journal as it stands in its file.
  public func data() throws -> Data {
    try entries.reduce(into: try Self.line(head)) { data, entry in
      data += try Self.line(entry)
    }
  }
}
