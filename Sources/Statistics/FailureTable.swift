/// Failed calls counted by status code and one-line message.
///
/// At most `limit` distinct failures are told apart while recording; the rest is counted in
/// `other`, so a peer that words every failure differently cannot make us keep more. Merging keeps
/// every entry of both tables, which makes it associative; the sum is bounded by the number of
/// tables.
public struct FailureTable: Sendable, Equatable {
  /// Failed calls of one kind.
  public struct Entry: Sendable, Equatable {
    /// The raw gRPC status code.
    public var status: UInt8
    public var message: String
    public var count: UInt64
  }

  /// How many distinct failures one worker tells apart.
  public static let limit = 64

  /// How many bytes of a message are kept.
  public static let messageLimit = 200

  /// In the order of status and message, so that equal tables have equal entries.
  public private(set) var entries: [Entry] = []

  /// Failed calls beyond the first `limit` kinds.
  public private(set) var other: UInt64 = 0

  public init() {}

  public mutating func count(status: UInt8, message: String) {
    let line = OneLine.text(message, limit: Self.messageLimit)
    // A linear search: failures come in a few kinds, and only failed calls pay for it.
    if let index = entries.firstIndex(where: { $0.status == status && $0.message == line }) {
      entries[index].count += 1
    } else if entries.count < Self.limit {
      insert(Entry(status: status, message: line, count: 1))
    } else {
      other += 1
    }
  }

  public mutating func add(_ table: FailureTable) {
    for entry in table.entries {
      if let index = entries.firstIndex(where: {
        $0.status == entry.status && $0.message == entry.message
      }) {
        entries[index].count += entry.count
      } else {
        insert(entry)
      }
    }
    other += table.other
  }

  /// All failed calls in the table.
  public var total: UInt64 { entries.reduce(other) { $0 + $1.count } }

  /// The kinds with the most calls first; ties in the order of status and message.
  public var mostFrequentFirst: [Entry] {
    entries.enumerated()
      .sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
      .map(\.element)
  }

  private mutating func insert(_ entry: Entry) {
    let place = entries.firstIndex { ($0.status, $0.message) > (entry.status, entry.message) }
    entries.insert(entry, at: place ?? entries.endIndex)
  }
}
