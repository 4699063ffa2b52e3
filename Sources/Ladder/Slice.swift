public import Bytes

/// One short piece of a ladder: what is done, with which payload, in which round.
public struct Slice: Hashable, Sendable {
  /// What a slice does.
  public enum Work: Hashable, Sendable {
    /// Shows that a cell does the work: every answer is compared, and every byte counted.
    case proof(Cell)
    /// Finds out, before the rounds, which rate a cell reaches with the calls in flight.
    case capacity(Cell)
    /// As many calls in flight as the design says: each that ends begins the next.
    case saturation(Cell)
    /// Calls on a schedule, at a share in percent of the rate that the slowest cell reaches.
    case rate(Cell, percent: Int)
    /// What writing and reading a message costs, without any call.
    case codec(MessageFormat)
  }

  /// The place in the ladder, from 0.
  public var number: Int
  /// The round, from 1; 0 for what comes before the rounds.
  public var round: Int
  public var payload: PayloadName
  public var work: Work

  public init(number: Int, round: Int, payload: PayloadName, work: Work) {
    self.number = number
    self.round = round
    self.payload = payload
    self.work = work
  }

  /// The cell that is loaded; nil where there are no calls.
  public var cell: Cell? {
    switch work {
    case .proof(let cell), .capacity(let cell), .saturation(let cell), .rate(let cell, _): cell
    case .codec: nil
    }
  }

  /// What people call it: `grpc/json, mixed, at 20 %`.
  public var title: String {
    switch work {
    case .proof(let cell): "\(cell.name), \(payload), answers and bytes"
    case .capacity(let cell): "\(cell.name), \(payload), calls in flight, before the rounds"
    case .saturation(let cell): "\(cell.name), \(payload), calls in flight"
    case .rate(let cell, let percent): "\(cell.name), \(payload), at \(percent) %"
    case .codec(let encoding): "\(encoding.rawValue), \(payload), codec"
    }
  }
}

extension Slice: Codable {
  private enum CodingKeys: String, CodingKey {
    case number = "slice"
    case round, payload, work, cell, percent, encoding
  }

  private enum Word: String, Codable {
    case proof, capacity, saturation, rate, codec
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    number = try container.decode(Int.self, forKey: .number)
    round = try container.decode(Int.self, forKey: .round)
    payload = try container.decode(PayloadName.self, forKey: .payload)
    func cell() throws -> Cell { try container.decode(Cell.self, forKey: .cell) }
    switch try container.decode(Word.self, forKey: .work) {
    case .proof: work = .proof(try cell())
    case .capacity: work = .capacity(try cell())
    case .saturation: work = .saturation(try cell())
    case .rate:
      work = .rate(try cell(), percent: try container.decode(Int.self, forKey: .percent))
    case .codec: work = .codec(try container.decode(MessageFormat.self, forKey: .encoding))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(number, forKey: .number)
    try container.encode(round, forKey: .round)
    try container.encode(payload, forKey: .payload)
    try container.encode(word, forKey: .work)
    try container.encodeIfPresent(cell, forKey: .cell)
    if case .rate(_, let percent) = work { try container.encode(percent, forKey: .percent) }
    if case .codec(let encoding) = work { try container.encode(encoding, forKey: .encoding) }
  }

  private var word: Word {
    switch work {
    case .proof: .proof
    case .capacity: .capacity
    case .saturation: .saturation
    case .rate: .rate
    case .codec: .codec
    }
  }
}
