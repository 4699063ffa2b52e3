/// A place that a server listens at: a host and a port, or a unix socket.
public enum Endpoint: Hashable, Sendable {
  /// The host is a name or an address, IPv6 without its brackets.
  case network(host: String, port: UInt16)
  case unix(path: String)
  /// A unix socket without a file: its name is Linux's own.
  case abstract(name: String)

  /// Reads `127.0.0.1:50051`, `[::1]:50051`, `localhost:50051` or `unix:/run/greeter.sock`, and
  /// what gRPC's `doc/naming.md` writes with a scheme.
  ///
  /// The lowest port is 0 where a free one may be asked for, else 1.
  public init(_ entry: Entry, lowestPort: UInt16 = 1) throws(Complaint) {
    switch try EndpointScheme.split(entry) {
    case .unix(let path): self = .unix(path: try Self.socket(path, entry, "unix:/run/greeter.sock"))
    case .abstract(let name):
      // A zero byte stands where the first character of a path would.
      self = .abstract(name: try Self.socket(name, entry, "unix-abstract:greeter"))
    case .network(let text, let scheme):
      let (host, port) = try Self.network(text, entry, lowestPort)
      try scheme?.check(host, entry)
      self = .network(host: host, port: port)
    }
  }

  private static func socket(
    _ name: String,
    _ entry: Entry,
    _ example: String
  ) throws(Complaint) -> String {
    guard !name.isEmpty, !name.utf8.contains(0) else {
      throw entry.complaint("has no path; write it as \(example)")
    }
    guard name.utf8.count <= Limits.socketPathBytes else {
      throw entry.complaint(
        "has a path of \(name.utf8.count) bytes; a unix socket's path has at most "
          + "\(Limits.socketPathBytes), so give a shorter one"
      )
    }
    return name
  }

  private static func network(
    _ text: String,
    _ entry: Entry,
    _ lowestPort: UInt16
  ) throws(Complaint) -> (String, UInt16) {
    let (host, portText) = try hostAndPort(text, entry)
    guard !host.isEmpty else {
      throw entry.complaint("has no host; write it before the port: 127.0.0.1:50051")
    }
    let isPlain = host.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "/") }
    guard isPlain, host.utf8.count <= Limits.hostBytes else {
      throw entry.complaint("has a host that is no name or address; write it as localhost:50051")
    }
    let advice = "give a port from \(lowestPort) to 65535"
    guard !portText.isEmpty, portText.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw entry.complaint("has a port that is not a number; \(advice)")
    }
    guard let port = UInt16(portText), port >= lowestPort else {
      throw entry.complaint("has a port out of range; \(advice)")
    }
    return (host, port)
  }

  private static func hostAndPort(
    _ text: String,
    _ entry: Entry
  ) throws(Complaint) -> (String, String) {
    if text.first == "[" {
      guard let close = text.firstIndex(of: "]") else {
        throw entry.complaint("lacks the closing bracket; write it as [::1]:50051")
      }
      let host = text[text.index(after: text.startIndex)..<close]
      let rest = text[text.index(after: close)...]
      guard rest.first == ":" else {
        throw entry.complaint("has no port; write it as \(Complaint.shown("[\(host)]:50051"))")
      }
      guard host.contains(":"), host.utf8.allSatisfy(isIPv6) else {
        throw entry.complaint("has no IPv6 address in its brackets; write it as [::1]:50051")
      }
      return (String(host), String(rest.dropFirst()))
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count > 1 else {
      let example = text.isEmpty ? "127.0.0.1:50051" : "\(text):50051"
      throw entry.complaint("has no port; write it as \(Complaint.shown(example))")
    }
    guard parts.count == 2 else {
      throw entry.complaint("is ambiguous; write an IPv6 address in brackets: [::1]:50051")
    }
    return (String(parts[0]), String(parts[1]))
  }

  /// Hexadecimal digits, colons, the dots of an embedded IPv4 address, and a zone such as `%eth0`.
  private static func isIPv6(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: ":"), UInt8(ascii: "."),
      UInt8(ascii: "%"):
      true
    default: false
    }
  }
}

extension Endpoint: CustomStringConvertible {
  /// The text that reads back as the same endpoint.
  public var description: String {
    switch self {
    case .network(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): "unix:\(path)"
    case .abstract(let name): "unix-abstract:\(name)"
    }
  }

  /// The host as certificates and `:authority` have it; a unix socket has no name of its own.
  public var hostName: String {
    switch self {
    case .network(let host, _): host
    case .unix, .abstract: "localhost"
    }
  }
}
