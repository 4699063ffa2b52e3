import CLinux
import Glibc
public import Timing

extension SocketAddress {
  /// Time in which names are resolved where nothing else is said.
  public static let resolutionLimit = Nanoseconds.seconds(5)

  /// All addresses of a host name or numeric address, in the order that the system prefers.
  ///
  /// - Parameters:
  ///   - host: A name, or an address without brackets.
  ///   - port: The port of each address.
  ///   - passive: To listen at, not to connect to.
  ///   - limit: How long the answer is waited for.
  /// - Returns: At least one address.
  /// - Throws: A `ResolutionError` for a name without addresses, or without an answer in time.
  public static func resolve(
    host: String,
    port: UInt16,
    passive: Bool = false,
    limit: Nanoseconds = resolutionLimit
  ) throws(ResolutionError) -> [SocketAddress] {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_NUMERICSERV | AI_NUMERICHOST | (passive ? AI_PASSIVE : 0)
    var list: UnsafeMutablePointer<addrinfo>?
    // An address needs nobody to be asked, so it needs no time limit.
    var code = getaddrinfo(host, String(port), &hints, &list)
    if code == EAI_NONAME {
      hints.ai_flags ^= AI_NUMERICHOST
      var found: UnsafeMutableRawPointer?
      code = grpcbench_resolve(host, String(port), &hints, limit.count, &found)
      list = found?.assumingMemoryBound(to: addrinfo.self)
    }
    guard code == 0 else { throw ResolutionError(host: host, code: code, limit: limit) }
    defer { freeaddrinfo(list) }
    var addresses: [SocketAddress] = []
    var next = list
    while let entry = next?.pointee {
      if let address = entry.ai_addr {
        addresses.append(SocketAddress(address, length: entry.ai_addrlen))
      }
      next = entry.ai_next
    }
    return addresses
  }
}

/// A host name that has no address, or none in time.
public struct ResolutionError: Error, Sendable, CustomStringConvertible {
  public let host: String
  public let reason: String

  /// EAI_INPROGRESS of glibc's netdb.h: the time is over.
  private static let inProgress: Int32 = -100

  init(host: String, code: Int32, limit: Nanoseconds) {
    self.host = host
    switch code {
    case Self.inProgress: reason = "no answer within \(limit); is the DNS server reachable?"
    case EAI_AGAIN:
      reason = "the DNS server does not answer; is this machine's network set up (resolv.conf)?"
    default: reason = "\(String(cString: gai_strerror(code)).lowercased()); check the name"
    }
  }

  public var description: String { "\(host) does not resolve: \(reason)" }
}
