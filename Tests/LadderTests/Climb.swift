import Bytes
import Foundation
import Ladder
import Scenarios
import Timing

/// A ladder that was played by a formula: each cell has a cost, each round and slice its noise.
struct Climb {
  var design: Design
  /// CPU time per call of a cell at both ends together, in nanoseconds.
  var cost: (PayloadName, Cell) -> Double
  /// How far slices scatter: the standard deviation of their logarithm.
  var noise = 0.02
  /// How far the p99 of slices scatter.
  var tail = 0.1
  /// The part of the time in which the client is at work with its calls in flight.
  var busy: (Cell) -> Double = { _ in 0.95 }
  /// What the codec's medians are of its means; nil for a build that kept no means.
  var medianShare: Double? = 1
  /// Whether the server's clock can be read.
  var knowsServer = true
  /// How far rounds scatter, all slices alike.
  var drift = 0.2
  var codec: (PayloadName, MessageFormat) -> MessageCost = { _, encoding in
    encoding == .json
      ? MessageCost(encode: 900, decode: 1_400, bytes: 250)
      : MessageCost(encode: 300, decode: 400, bytes: 120)
  }

  static let origin = Journal.Origin(
    host: "vm",
    kernel: "Linux 6",
    cpus: 2,
    build: "release",
    version: "0.1.0",
    commit: "abc"
  )
  static let start = Date(timeIntervalSince1970: 1_800_000_000)

  init(
    seed: UInt64,
    payloads: [PayloadName] = [.mixed],
    rounds: Int = 16,
    cost: @escaping (PayloadName, Cell) -> Double = Climb.plainCost
  ) {
    var plan = Plan()
    plan.name = "protobuf-vs-json"
    plan.seed = seed
    design = Design(plan: plan, payloads: payloads, codec: .live)
    design.rounds = rounds
    self.cost = cost
  }

  /// JSON costs a fifth more and HTTP/1.1 half as much again, each whatever the other is.
  static func plainCost(_ payload: PayloadName, _ cell: Cell) -> Double {
    let carrier =
      switch cell.carrier {
      case .grpc: 1.1
      case .connect: 1.0
      case .http1: 1.5
      }
    return 10_000 * carrier * (cell.encoding == .json ? 1.2 : 1)
  }

  var journalHead: Journal.Head {
    Journal.Head(design, Self.origin, startedAt: Self.start)
  }

  var journal: Journal {
    var journal = Journal(journalHead)
    var numbers = Normal(seed: design.seed)
    var round = -1
    var weather = 1.0
    for slice in design.slices {
      if slice.round != round {
        round = slice.round
        weather = exp(drift * numbers.next())
      }
      journal.entries.append(Journal.Entry(slice, finding(of: slice, weather, &numbers)))
    }
    return journal
  }

  private func finding(
    of slice: Slice,
    _ weather: Double,
    _ numbers: inout Normal
  ) -> Journal.Finding {
    if case .codec(let encoding) = slice.work {
      let cost = codec(slice.payload, encoding)
      let factor = weather * exp(noise * numbers.next())
      let (encode, decode) = (cost.encode * factor, cost.decode * factor)
      return .codec(
        MessageCost(
          encode: encode * (medianShare ?? 1),
          decode: decode * (medianShare ?? 1),
          encodeMean: medianShare.map { _ in encode },
          decodeMean: medianShare.map { _ in decode },
          bytes: cost.bytes
        )
      )
    }
    let cell = slice.cell ?? Cell(.grpc, .protobuf)
    let cpu = cost(slice.payload, cell) * weather * exp(noise * numbers.next())
    var outcome = SliceOutcome()
    outcome.measured = .seconds(1)
    outcome.accounted = .seconds(1)
    outcome.completed = UInt64(1e9 / cpu)
    if case .rate(_, let percent) = slice.work {
      outcome.completed = UInt64(1e7 * Double(percent) / cpu)
    }
    if case .proof = slice.work { outcome.completed = 100 }
    outcome.calls = outcome.completed
    let calls = Double(outcome.completed)
    outcome.clientCPU = Nanoseconds(Int64(0.4 * cpu * calls))
    outcome.serverCPU = knowsServer ? Nanoseconds(Int64(0.6 * cpu * calls)) : .zero
    outcome.busyShare = busy(cell)
    (outcome.messagesSent, outcome.messagesReceived) = (outcome.calls, outcome.calls)
    let count = WireCount(
      cell,
      message: codec(slice.payload, cell.encoding).bytes,
      WireCount.Call(journalHead)
    )
    outcome.bytesSent = outcome.calls * UInt64(count.sent)
    outcome.bytesReceived = outcome.calls * UInt64(count.received)
    outcome.p50 = Nanoseconds(Int64(cpu * 2))
    outcome.p99 = Nanoseconds(Int64(cpu * 9 * exp(tail * numbers.next())))
    return .calls(outcome)
  }
}

/// Normally distributed numbers from a seed (Box and Muller).
struct Normal {
  private var numbers: SplitMix64

  init(seed: UInt64) {
    numbers = SplitMix64(seed: seed, key: 7)
  }

  mutating func next() -> Double {
    (-2 * log(numbers.nextUnit())).squareRoot() * cos(2 * .pi * numbers.nextUnit())
  }
}
