public import Timing

/// How calls come to start.
public enum LoadModel: Hashable, Sendable {
  /// Every stream starts its next call when its last one has ended.
  case closed
  /// Calls start on a schedule that does not wait for answers.
  case open(rate: Rate, arrivals: ArrivalProcess)

  /// The word for a load model in scenarios and results.
  public enum Loop: String, CaseIterable, Codable, Sendable {
    case closed
    case open
  }

  public var loop: Loop {
    switch self {
    case .closed: .closed
    case .open: .open
    }
  }

  /// Calls offered per second; nothing in a closed loop.
  public var rate: Rate? {
    switch self {
    case .closed: nil
    case .open(let rate, _): rate
    }
  }

  public var arrivals: ArrivalProcess? {
    switch self {
    case .closed: nil
    case .open(_, let arrivals): arrivals
    }
  }
}

extension LoadModel: Codable {
  private enum CodingKeys: String, CodingKey {
    case loop
    case rate = "rate_per_s"
    case arrivals
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(Loop.self, forKey: .loop) {
    case .closed: self = .closed
    case .open:
      self = .open(
        rate: try container.decode(Rate.self, forKey: .rate),
        arrivals: try container.decode(ArrivalProcess.self, forKey: .arrivals)
      )
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(loop, forKey: .loop)
    try container.encode(rate, forKey: .rate)
    try container.encode(arrivals, forKey: .arrivals)
  }
}
