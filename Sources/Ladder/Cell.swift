/// One of the six ways to carry the same call: what frames it, and how its messages are written.
public struct Cell: Codable, Hashable, Sendable {
  /// What frames a call.
  ///
  /// A carrier differs from the next one in a single thing.
  public enum Carrier: String, CaseIterable, Codable, Sendable {
    /// gRPC's framing over HTTP/2.
    case grpc
    /// Connect's unary framing over HTTP/2: the bare message as a body.
    case connect
    /// The same over HTTP/1.1, on connections that are kept.
    case http1

    /// What people call it.
    public var title: String {
      switch self {
      case .grpc: "gRPC"
      case .connect: "Connect on HTTP/2"
      case .http1: "Connect on HTTP/1.1"
      }
    }
  }

  /// How messages are written.
  public enum Encoding: String, CaseIterable, Codable, Sendable {
    case protobuf
    case json

    public var title: String {
      switch self {
      case .protobuf: "protobuf"
      case .json: "JSON"
      }
    }
  }

  public var carrier: Carrier
  public var encoding: Encoding

  public init(_ carrier: Carrier, _ encoding: Encoding) {
    self.carrier = carrier
    self.encoding = encoding
  }

  /// All six, in the order in which tables have them.
  public static let all = Carrier.allCases.flatMap { carrier in
    Encoding.allCases.map { Cell(carrier, $0) }
  }

  /// The cell in one word: `grpc/json`.
  public var name: String { "\(carrier.rawValue)/\(encoding.rawValue)" }

  public var title: String { "\(carrier.title), \(encoding.title)" }

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
