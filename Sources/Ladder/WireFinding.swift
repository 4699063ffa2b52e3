import Bytes

/// The bytes that one call of a cell puts on the wire: counted in its proof, and by hand.
public struct WireFinding: Codable, Equatable, Sendable {
  public let cell: Cell
  /// Bytes that the client sent for each call; nil if no proof began and ended between two calls.
  public let sent: Int?
  public let received: Int?
  /// What they must be; nil while it is not known how long the message is.
  public let countedSent: Int?
  public let countedReceived: Int?
  /// How long the message is; nil while its codec was not measured.
  public let message: Int?

  private enum CodingKeys: String, CodingKey {
    case cell
    case sent = "sent_bytes"
    case received = "received_bytes"
    case countedSent = "counted_sent_bytes"
    case countedReceived = "counted_received_bytes"
    case message = "message_bytes"
  }

  /// Whether every byte is accounted for; nil while one of the counts is missing.
  public var isEqual: Bool? {
    guard let sent, let received, let countedSent, let countedReceived else { return nil }
    return sent == countedSent && received == countedReceived
  }

  /// The cells whose proof was played.
  static func all(_ payload: PayloadName, in journal: Journal) -> [WireFinding] {
    let entries = journal.entries.filter { $0.slice.payload == payload }
    let call = WireCount.Call(journal.head)
    var messages: [MessageFormat: Int] = [:]
    for entry in entries {
      if case .codec(let encoding) = entry.slice.work, case .codec(let cost) = entry.finding {
        messages[encoding] = cost.bytes
      }
    }
    return entries.compactMap { entry in
      guard case .proof(let cell) = entry.slice.work, case .calls(let outcome) = entry.finding
      else { return nil }
      let message = messages[cell.encoding]
      let count = message.map { WireCount(cell, message: $0, call) }
      return WireFinding(
        cell: cell,
        sent: outcome.isWhole ? Int(outcome.bytesSent / outcome.calls) : nil,
        received: outcome.isWhole ? Int(outcome.bytesReceived / outcome.calls) : nil,
        countedSent: count?.sent,
        countedReceived: count?.received,
        message: message
      )
    }
  }
}
