import Timing

/// One figure by which cells are compared; all are above zero, and compared by their ratio.
public enum Measure: Hashable, Sendable {
  /// CPU time per call of both ends together, with the calls in flight of the design.
  case cpu
  case clientCPU
  case serverCPU
  /// Calls per second that so many calls in flight reach.
  case throughput
  /// Response times at a rate that is the same for all cells.
  case p50(percent: Int)
  case p99(percent: Int)

  /// All measures of a ladder, in the order of its reports.
  public static func all(_ design: Design) -> [Measure] {
    [.cpu, .clientCPU, .serverCPU, .throughput]
      + design.percents.map { .p50(percent: $0) } + design.percents.map { .p99(percent: $0) }
  }

  /// Its name in files: `cpu`, `p99_at_40`.
  public var key: String {
    switch self {
    case .cpu: "cpu"
    case .clientCPU: "client_cpu"
    case .serverCPU: "server_cpu"
    case .throughput: "throughput"
    case .p50(let percent): "p50_at_\(percent)"
    case .p99(let percent): "p99_at_\(percent)"
    }
  }

  /// The measure of a name; nil if there is none.
  public init?(key: String) {
    let parts = key.split(separator: "_")
    switch key {
    case "cpu": self = .cpu
    case "client_cpu": self = .clientCPU
    case "server_cpu": self = .serverCPU
    case "throughput": self = .throughput
    default:
      guard parts.count == 3, parts[1] == "at", let percent = Int(parts[2]) else { return nil }
      switch parts[0] {
      case "p50": self = .p50(percent: percent)
      case "p99": self = .p99(percent: percent)
      default: return nil
      }
    }
  }

  public var title: String {
    switch self {
    case .cpu: "CPU per call, both ends"
    case .clientCPU: "CPU per call, client"
    case .serverCPU: "CPU per call, server"
    case .throughput: "throughput"
    case .p50(let percent): "p50 at \(percent) %"
    case .p99(let percent): "p99 at \(percent) %"
    }
  }

  /// Whether it is a number of nanoseconds; otherwise it is one of calls per second.
  public var isTime: Bool { self != .throughput }

  /// What a slice says about it, with the cell that it says it of; nil if it says nothing.
  func value(of entry: Journal.Entry) -> (cell: Cell, value: Double)? {
    guard case .calls(let outcome) = entry.finding else { return nil }
    let cell: Cell
    let value: Double?
    switch (self, entry.slice.work) {
    case (.cpu, .saturation(let loaded)):
      cell = loaded
      value = outcome.clientCPUPerCall.flatMap { client in
        // A server whose clock could not be read has none, and half of a sum is no sum.
        outcome.serverCPUPerCall.flatMap { $0 > 0 ? client + $0 : nil }
      }
    case (.clientCPU, .saturation(let loaded)):
      (cell, value) = (loaded, outcome.clientCPUPerCall)
    case (.serverCPU, .saturation(let loaded)):
      (cell, value) = (loaded, outcome.serverCPUPerCall)
    case (.throughput, .saturation(let loaded)): (cell, value) = (loaded, outcome.throughput)
    case (.p50(let mine), .rate(let loaded, let percent)) where mine == percent:
      (cell, value) = (loaded, Double(outcome.p50.count))
    case (.p99(let mine), .rate(let loaded, let percent)) where mine == percent:
      (cell, value) = (loaded, Double(outcome.p99.count))
    default: return nil
    }
    guard let value, value > 0, value.isFinite else { return nil }
    return (cell, value)
  }
}

extension Measure: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let key = try container.decode(String.self)
    guard let measure = Measure(key: key) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "no measure is named \(key)"
      )
    }
    self = measure
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(key)
  }
}
