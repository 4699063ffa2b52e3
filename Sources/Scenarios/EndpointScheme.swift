/// The schemes before an address in gRPC's `doc/naming.md`, as far as they name one place.
enum EndpointScheme: String, CaseIterable {
  case dns
  case ipv4
  case ipv6

  /// An address without its scheme.
  enum Place {
    case network(String, EndpointScheme?)
    case unix(String)
    case abstract(String)
  }

  /// Takes the scheme off an address.
  static func split(_ entry: Entry) throws(Complaint) -> Place {
    let text = entry.text
    if text.hasPrefix("unix-abstract:") {
      return .abstract(String(text.dropFirst("unix-abstract:".count)))
    }
    if text.hasPrefix("unix:") {
      let path = text.dropFirst("unix:".count)
      guard path.hasPrefix("//") else { return .unix(String(path)) }
      guard path.hasPrefix("///") else {
        throw entry.complaint("has a host before its path; write it as unix:///run/greeter.sock")
      }
      return .unix(String(path.dropFirst(2)))
    }
    for scheme in allCases where text.hasPrefix("\(scheme.rawValue):") {
      let rest = text.dropFirst(scheme.rawValue.count + 1)
      // A host may have the name of a scheme; a host alone is no whole address here.
      guard rest.contains(where: { !$0.isNumber }) else { continue }
      return .network(try scheme.address(String(rest), entry), scheme)
    }
    guard !text.contains("://") else {
      throw entry.complaint("has a scheme; give the host and port alone: 127.0.0.1:50051")
    }
    return .network(text, nil)
  }

  private func address(_ text: String, _ entry: Entry) throws(Complaint) -> String {
    switch self {
    case .dns:
      guard text.hasPrefix("//") else { return text }
      guard text.hasPrefix("///") else {
        throw entry.complaint(
          "names a DNS server, and the machine's own are asked; write dns:///host:50051"
        )
      }
      return String(text.dropFirst(3))
    case .ipv4, .ipv6:
      guard !text.contains(",") else {
        throw entry.complaint("has several addresses; give each as a target of its own")
      }
      return text
    }
  }

  /// Refuses a host that the scheme does not allow.
  func check(_ host: String, _ entry: Entry) throws(Complaint) {
    let isIPv6 = host.contains(":")
    let isIPv4 = !isIPv6 && host.utf8.allSatisfy { $0 == 46 || (48...57).contains($0) }
    switch self {
    case .ipv4 where !isIPv4:
      throw entry.complaint("has no IPv4 address; write it as ipv4:127.0.0.1:50051")
    case .ipv6 where !isIPv6:
      throw entry.complaint("has no IPv6 address; write it as ipv6:[::1]:50051")
    default: break
    }
  }
}
