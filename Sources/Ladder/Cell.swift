public import Bytes
public import Scenarios

/// One of the six ways to carry the same call: what frames it, and how its messages are written.
public struct Cell: Codable, Hashable, Sendable {
  /// What frames a call; each carrier differs from the next one in a single thing.
  public var carrier: CallProtocol
  public var encoding: MessageFormat

  public init(_ carrier: CallProtocol, _ encoding: MessageFormat) {
    self.carrier = carrier
    self.encoding = encoding
  }

  /// All six, in the order in which tables have them.
  public static let all = CallProtocol.allCases.flatMap { carrier in
    MessageFormat.allCases.map { Cell(carrier, $0) }
  }

  /// The cell in one word: `grpc/json`.
  public var name: String { "\(carrier.rawValue)/\(encoding.rawValue)" }

  public var title: String { "\(carrier.title), \(encoding.spoken)" }

  /// The cell of a name; nil if there is none.
  public init?(name: String) {
    guard let cell = Cell.all.first(where: { $0.name == name }) else { return nil }
    self = cell
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let cell = Cell(name: name) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "no cell is named \(name)"
      )
    }
    self = cell
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}

extension CallProtocol {
  /// As people call it where it carries the messages of a ladder.
  public var title: String {
    switch self {
    case .grpc: "gRPC"
    case .connect: "Connect on HTTP/2"
    case .http1: "Connect on HTTP/1.1"
    }
  }
}
