import Glibc

/// The hosts that need no proxy, as `NO_PROXY` has them: names with all below them, addresses,
/// blocks of addresses such as `10.0.0.0/8`, each with a port if only that is meant, or `*`.
public struct ProxyExceptions: Sendable, Equatable {
  private let entries: [String]

  /// Entries beyond these are not looked at.
  static let mostEntries = 1_024

  /// Reads entries with commas or blanks between them.
  public init(_ text: String) {
    entries = text.split(whereSeparator: { $0 == "," || $0 == " " }).prefix(Self.mostEntries)
      .map { $0.lowercased() }
  }

  /// Whether a server needs no proxy.
  public func contains(host: String, port: UInt16) -> Bool {
    let host = Self.withoutBrackets(host.lowercased())
    return entries.contains { Self.matches($0, host, port) }
  }

  private static func matches(_ entry: String, _ host: String, _ port: UInt16) -> Bool {
    if entry == "*" { return true }
    let (name, wanted) = split(entry)
    if let wanted, wanted != port { return false }
    if let bits = bytes(host) { return matches(name, address: bits) }
    let suffix = name.hasPrefix("*.") ? name.dropFirst(2) : name.drop { $0 == "." }
    return !suffix.isEmpty && (host == suffix || host.hasSuffix(".\(suffix)"))
  }

  /// A name and the port behind it; an IPv6 address has a port only behind brackets.
  private static func split(_ entry: String) -> (String, UInt16?) {
    guard let colon = entry.lastIndex(of: ":"),
      let port = UInt16(entry[entry.index(after: colon)...])
    else { return (withoutBrackets(entry), nil) }
    let name = entry[..<colon]
    guard !name.contains(":") || name.hasSuffix("]") else { return (entry, nil) }
    return (withoutBrackets(String(name)), port)
  }

  private static func matches(_ name: String, address: [UInt8]) -> Bool {
    let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let block = bytes(withoutBrackets(String(parts[0]))), block.count == address.count else {
      return false
    }
    guard parts.count == 2 else { return block == address }
    guard let length = Int(parts[1]), (0...block.count * 8).contains(length) else { return false }
    return (0..<length).allSatisfy { bit in
      (block[bit / 8] ^ address[bit / 8]) & (128 >> UInt8(bit % 8)) == 0
    }
  }

  private static func withoutBrackets(_ text: String) -> String {
    text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
  }

  /// The 4 or 16 bytes of an address; nil for a name.
  private static func bytes(_ text: String) -> [UInt8]? {
    for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
      var bytes = [UInt8](repeating: 0, count: count)
      if inet_pton(family, text, &bytes) == 1 { return bytes }
    }
    return nil
  }
}
