public import Bytes
import GreetService
import Statistics
public import Timing
import Transport

/// Measures what a message costs to write and to read, in processor time of this thread.
///
/// In each round all that is compared has one slice of time, in an order drawn anew, so that what
/// the machine does meanwhile hits all alike.
public struct CodecBench: Sendable {
  public enum Direction: String, CaseIterable, Codable, Sendable {
    case encode
    case decode
  }

  /// A codec that does not give back what it was given.
  public struct Failure: Error, Equatable, CustomStringConvertible {
    public let payload: PayloadName
    public let codec: PayloadCodec

    public var description: String {
      "\(codec.rawValue) does not give back the payload \(payload.rawValue) that it was given"
    }
  }

  public static let defaultRounds = 21
  public static let defaultSlice = Nanoseconds.milliseconds(5)

  public var payloads = PayloadName.allCases
  public var codecs = PayloadCodec.used
  public var directions = Direction.allCases
  public var rounds = CodecBench.defaultRounds
  /// Time of each slice.
  public var slice = CodecBench.defaultSlice
  /// Messages of each slice; nil for as many as its time has room for.
  public var messages: Int?
  public var seed: UInt64 = 1

  public init() {}

  /// A payload as bytes.
  ///
  /// - Throws: What the codec throws, or a `Failure` when it does not give back the payload.
  public static func bytes(_ name: PayloadName, _ codec: PayloadCodec) throws -> [UInt8] {
    try trial(name, codec).bytes
  }

  private static func trial(_ name: PayloadName, _ codec: PayloadCodec) throws -> CodecTrial {
    do {
      return try codec.trial(Greet_Payload(name))
    } catch is CodecTrial.Loss {
      throw Failure(payload: name, codec: codec)
    }
  }

  private struct Task {
    let payload: PayloadName
    let codec: PayloadCodec
    let direction: Direction
    let trial: CodecTrial
    var messages = 1
    var costs: [Double] = []
  }

  /// The time that it takes, about: each slice is also made once to find how much fits into it.
  public var expectedTime: Nanoseconds {
    let slices = payloads.count * codecs.count * directions.count * (rounds + 1)
    return Nanoseconds(slice.count * Int64(slices))
  }

  /// Measures all of it.
  ///
  /// - Parameter tell: Is told before each slice how many rounds are over; the answer is whether to
  ///   go on.
  /// - Returns: The costs of the rounds that are over, payload by payload; none if no round is.
  ///   Those of a direction that is not measured are 0.
  /// - Throws: What a codec throws, or a `Failure` when one does not give back what it was given.
  public func run(tell: (Int) -> Bool = { _ in true }) throws -> [CodecCost] {
    var random = SplitMix64(seed: seed)
    var tasks = try allTasks()
    for index in tasks.indices {
      guard tell(0) else { return [] }
      tasks[index].messages = try messages(of: tasks[index])
    }
    var order = Array(tasks.indices)
    for round in 0..<max(1, rounds) {
      order.shuffle(using: &random)
      for index in order {
        // A round that is not whole says less of some than of others.
        guard tell(round) else { return costs(tasks, rounds: round) }
        let time = try Self.time(tasks[index], tasks[index].messages)
        tasks[index].costs.append(Double(time.count) / Double(tasks[index].messages))
      }
    }
    return costs(tasks, rounds: max(1, rounds))
  }

  private func allTasks() throws -> [Task] {
    var tasks: [Task] = []
    for name in payloads {
      for codec in codecs {
        let trial = try Self.trial(name, codec)
        tasks += directions.map {
          Task(payload: name, codec: codec, direction: $0, trial: trial)
        }
      }
    }
    return tasks
  }

  /// How many messages take the time of a slice.
  private func messages(of task: Task) throws -> Int {
    if let messages { return messages }
    var count = 1
    while true {
      let time = try Self.time(task, count)
      if time.count * 4 >= slice.count {
        return max(1, count * Int(slice.count) / Int(max(1, time.count)))
      }
      count *= 2
    }
  }

  private static func time(_ task: Task, _ messages: Int) throws -> Nanoseconds {
    let start = Usage.ofThisThread()
    do {
      try task.trial.play(task.direction, times: messages)
    } catch is CodecTrial.Loss {
      throw Failure(payload: task.payload, codec: task.codec)
    }
    return Usage.ofThisThread() - start
  }

  private func costs(_ tasks: [Task], rounds: Int) -> [CodecCost] {
    guard rounds > 0 else { return [] }
    var costs: [CodecCost] = []
    for name in payloads {
      for codec in codecs {
        let own = tasks.filter { $0.payload == name && $0.codec == codec }
        guard let first = own.first else { continue }
        func values(_ direction: Direction) -> [Double] {
          own.first { $0.direction == direction }.map { Array($0.costs.prefix(rounds)) } ?? [0]
        }
        let (encodes, decodes) = (values(.encode), values(.decode))
        costs.append(
          CodecCost(
            payload: name,
            codec: codec,
            bytes: first.trial.bytes.count,
            encode: MedianInterval(encodes),
            decode: MedianInterval(decodes),
            encodeMean: encodes.reduce(0, +) / Double(encodes.count),
            decodeMean: decodes.reduce(0, +) / Double(decodes.count)
          )
        )
      }
    }
    return costs
  }
}
