/// A proxy that makes tunnels by CONNECT, over plain TCP.
public struct Proxy: Equatable, Sendable {
  /// Where it is.
  public var endpoint: Endpoint
  /// Who asks, if it wants to know.
  public var credentials: Credentials?

  /// A user and a password, as they are sent.
  public struct Credentials: Equatable, Sendable {
    public var user: String
    public var password: String

    public init(user: String, password: String) {
      self.user = user
      self.password = password
    }
  }

  /// Reads `http://127.0.0.1:3128` or `http://user:password@127.0.0.1:3128`, in which user and
  /// password have the characters of URLs, others as `%40`.
  ///
  /// - Parameters:
  ///   - text: The address; its scheme may be missing.
  ///   - subject: What a complaint calls it. A complaint does not repeat the text, which may hold a
  ///     password.
  /// - Throws: A complaint.
  public init(text: String, subject: String) throws(Complaint) {
    var rest = Substring(text)
    if let scheme = text.firstRange(of: "://") {
      let name = text[..<scheme.lowerBound].lowercased()
      guard name == "http" else {
        throw Complaint(
          "\(subject) has a scheme other than http://, and only proxies that speak plain HTTP and "
            + "CONNECT are known; write it as \(Self.example)"
        )
      }
      rest = text[scheme.upperBound...]
    }
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    if let at = rest.lastIndex(of: "@") {
      let parts = rest[..<at].split(
        separator: ":",
        maxSplits: 1,
        omittingEmptySubsequences: false
      )
      guard let user = Self.decoded(parts[0]),
        let password = Self.decoded(parts.dropFirst().first ?? ""),
        !user.isEmpty, !user.contains(":"), text.utf8.count <= Limits.proxyBytes
      else {
        throw Complaint(
          "\(subject) has a user or password that cannot be read; write it as \(Self.example), "
            + "with other characters as in %40"
        )
      }
      credentials = Credentials(user: user, password: password)
      rest = rest[rest.index(after: at)...]
    }
    do {
      endpoint = try Endpoint(Entry(String(rest), subject: subject))
    } catch {
      throw Complaint("\(subject) names no proxy's host and port; write it as \(Self.example)")
    }
    guard case .network = endpoint else {
      throw Complaint("\(subject) is a unix socket; write a proxy as \(Self.example)")
    }
  }

  private static let example = "http://127.0.0.1:3128 or http://user:password@127.0.0.1:3128"

  /// Percent-decoded (RFC 3986 §2.1); nil for a broken escape, for what is not UTF-8 or a control
  /// character (RFC 7617 §2).
  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let value = UInt8(String(Substring(rest.prefix(2))), radix: 16), rest.count >= 2 else {
        return nil
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    guard bytes.allSatisfy({ $0 >= 32 && $0 != 127 }) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }
}

extension Proxy: CustomStringConvertible {
  /// The address without what is secret: `http://***@127.0.0.1:3128`.
  public var description: String {
    "http://\(credentials == nil ? "" : "\(Secrets.mask)@")\(endpoint)"
  }
}

/// Whether and how the connections of a run go through a proxy.
public enum ProxyChoice: Equatable, Sendable {
  case direct
  /// Through what the environment names when the run begins: `env`.
  case environment
  case through(Proxy)
}

/// A choice is kept as its text, without passwords; none as `null`.
extension ProxyChoice: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    switch container.decodeNil() ? nil : try container.decode(String.self) {
    case nil: self = .direct
    case "env": self = .environment
    case .some(let text): self = .through(try Proxy(text: text, subject: "proxy"))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .direct: try container.encodeNil()
    case .environment: try container.encode("env")
    case .through(let proxy): try container.encode(proxy.description)
    }
  }
}
