import Bytes
public import Ladder
internal import Timing

/// The raw data of a ladder: a line for each slice, in the order in which they were played.
public enum LadderCSV {
  private static let columns: [(name: String, value: @Sendable (Journal.Entry) -> String)] = [
    ("slice", { "\($0.slice.number)" }),
    ("round", { "\($0.slice.round)" }),
    ("payload", { $0.slice.payload.rawValue }),
    ("work", { work($0.slice).name }),
    ("cell", { $0.slice.cell?.name ?? "" }),
    ("percent", { work($0.slice).percent }),
    ("encoding", { work($0.slice).encoding }),
    ("calls", { calls($0) { "\($0.calls)" } }),
    ("failed", { calls($0) { "\($0.failed)" } }),
    ("wrong", { calls($0) { "\($0.wrong)" } }),
    ("unfinished", { calls($0) { "\($0.unfinished)" } }),
    ("completed", { calls($0) { "\($0.completed)" } }),
    ("measured_ns", { calls($0) { "\($0.measured.count)" } }),
    ("accounted_ns", { calls($0) { "\($0.accounted.count)" } }),
    ("client_cpu_ns", { calls($0) { "\($0.clientCPU.count)" } }),
    ("server_cpu_ns", { calls($0) { "\($0.serverCPU.count)" } }),
    ("messages_sent", { calls($0) { "\($0.messagesSent)" } }),
    ("messages_received", { calls($0) { "\($0.messagesReceived)" } }),
    ("bytes_sent", { calls($0) { "\($0.bytesSent)" } }),
    ("bytes_received", { calls($0) { "\($0.bytesReceived)" } }),
    ("p50_ns", { calls($0) { "\($0.p50.count)" } }),
    ("p99_ns", { calls($0) { "\($0.p99.count)" } }),
    ("rate_per_s", { calls($0) { $0.rate.map { "\($0)" } ?? "" } }),
    ("busy_share", { calls($0) { "\($0.busyShare)" } }),
    ("steal_share", { calls($0) { "\($0.stealShare)" } }),
    ("encode_ns", { codec($0) { "\($0.encode)" } }),
    ("decode_ns", { codec($0) { "\($0.decode)" } }),
    ("encode_mean_ns", { codec($0) { $0.encodeMean.map { "\($0)" } ?? "" } }),
    ("decode_mean_ns", { codec($0) { $0.decodeMean.map { "\($0)" } ?? "" } }),
    ("message_bytes", { codec($0) { "\($0.bytes)" } }),
  ]

  public static func text(_ journal: Journal) -> String {
    let head = columns.map(\.name).joined(separator: ",")
    let rows = journal.entries.map { entry in
      columns.map { $0.value(entry) }.joined(separator: ",")
    }
    return ([head] + rows).joined(separator: "\n") + "\n"
  }

  private static func work(_ slice: Slice) -> (name: String, percent: String, encoding: String) {
    switch slice.work {
    case .proof: ("proof", "", "")
    case .capacity: ("capacity", "", "")
    case .saturation: ("saturation", "", "")
    case .rate(_, let percent): ("rate", "\(percent)", "")
    case .codec(let encoding): ("codec", "", encoding.rawValue)
    }
  }

  private static func calls(_ entry: Journal.Entry, _ value: (SliceOutcome) -> String) -> String {
    guard case .calls(let outcome) = entry.finding else { return "" }
    return value(outcome)
  }

  private static func codec(_ entry: Journal.Entry, _ value: (MessageCost) -> String) -> String {
    guard case .codec(let cost) = entry.finding else { return "" }
    return value(cost)
  }
}
