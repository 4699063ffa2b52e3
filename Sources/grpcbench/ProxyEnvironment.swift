import Scenarios
import Transport

/// The proxy that the environment names, looked at only where a run asks for it.
struct ProxyEnvironment {
  /// What there is for one server.
  struct Choice: Equatable {
    var proxy: Proxy?
    /// Where that comes from, without secrets.
    var note: String
  }

  /// The variables in the order in which they are looked at; the first that is not empty counts.
  static let variables = ["grpc_proxy", "https_proxy", "HTTPS_PROXY"]

  /// The variables that name hosts without a proxy, in the same way.
  static let exceptions = ["no_grpc_proxy", "no_proxy", "NO_PROXY"]

  private let values: [String: String]

  init(_ values: [String: String]) {
    self.values = values
  }

  /// What the environment says about a server.
  func choice(host: String, port: UInt16) throws(Complaint) -> Choice {
    guard let (name, text) = first(Self.variables) else {
      let names = Self.variables.joined(separator: ", ")
      return Choice(note: "no proxy, because the environment names none (\(names))")
    }
    let proxy = try Proxy(text: text, subject: name)
    if let (exception, hosts) = first(Self.exceptions),
      ProxyExceptions(hosts).contains(host: host, port: port)
    {
      return Choice(note: "no proxy, because of \(exception)")
    }
    return Choice(proxy: proxy, note: "through \(proxy), named by \(name)")
  }

  private func first(_ names: [String]) -> (name: String, text: String)? {
    for name in names {
      if let text = values[name], !text.isEmpty { return (name, text) }
    }
    return nil
  }
}
