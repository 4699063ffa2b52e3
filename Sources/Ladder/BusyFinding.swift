import Bytes
import Scenarios
import Timing

/// How busy both ends of a cell are with the calls in flight of the design, as medians over rounds.
public struct BusyFinding: Codable, Equatable, Sendable {
  public let cell: Cell
  /// The part of the time in which the client's busiest thread is at work, 0…1.
  public let client: Double
  /// The CPU time of the server in the time of its threads, 0…1; nil where it is not known.
  public let server: Double?

  /// An end that is busy for less than this waits: for the other one, or for a processor.
  public static let full = 0.9

  /// Whether no end is busy all the time, so that the calls per second are what the calls in flight
  /// reach, and no capacity.
  public var isIdleAtTimes: Bool { max(client, server ?? 0) < Self.full }

  /// The cells that were played in whole rounds.
  static func all(_ payload: PayloadName, in journal: Journal) -> [BusyFinding] {
    var found: [Cell: [SliceOutcome]] = [:]
    let rounds = journal.wholeRounds
    for entry in journal.entries where entry.slice.payload == payload {
      guard entry.slice.round > 0, entry.slice.round <= rounds,
        case .saturation(let cell) = entry.slice.work, case .calls(let outcome) = entry.finding
      else { continue }
      found[cell, default: []].append(outcome)
    }
    let threads = journal.head.design.plan.server.threads
    return Cell.all.compactMap { cell in
      guard let outcomes = found[cell] else { return nil }
      let servers = outcomes.compactMap { $0.serverBusyShare(threads: threads) }
      return BusyFinding(
        cell: cell,
        client: Rates.median(outcomes.map(\.busyShare)),
        server: servers.isEmpty ? nil : Rates.median(servers)
      )
    }
  }
}

extension SliceOutcome {
  /// The part of its threads' time in which the server was at work; nil where it is not known.
  func serverBusyShare(threads: Int) -> Double? {
    guard serverCPU > .zero, accounted > .zero else { return nil }
    return serverCPU.inSeconds / accounted.inSeconds / Double(max(1, threads))
  }
}
