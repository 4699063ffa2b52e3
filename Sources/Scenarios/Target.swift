/// What a run measures.
public enum Target: Hashable, Sendable {
  /// The reference server, which the run starts as a child process and stops again: `self`.
  case referenceServer
  case endpoint(Endpoint)

  init(_ entry: Entry) throws(Complaint) {
    self = entry.text == "self" ? .referenceServer : .endpoint(try Endpoint(entry))
  }
}

extension Target: CustomStringConvertible {
  public var description: String {
    switch self {
    case .referenceServer: "self"
    case .endpoint(let endpoint): endpoint.description
    }
  }
}

/// A target is kept as its text.
extension Target: Codable {
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    try self.init(Entry(text, subject: "target"))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
