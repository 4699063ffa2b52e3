public import Transport

/// What became of the TLS handshakes of a server.
public struct HandshakeCounts: Equatable, Sendable {
  /// Those that agreed on all anew.
  public var full = 0
  /// Those that went on with an earlier session.
  public var resumed = 0
  /// By the number of the failure; empty as long as there are none.
  private var failures: [Int] = []

  public init() {}

  /// Those that came to nothing for a reason.
  public func failed(_ reason: TLSFailure) -> Int {
    failures.isEmpty ? 0 : failures[reason.rawValue]
  }

  mutating func count(_ reason: TLSFailure) {
    if failures.isEmpty { failures = Array(repeating: 0, count: TLSFailure.allCases.count) }
    failures[reason.rawValue] += 1
  }

  static func += (sum: inout HandshakeCounts, other: HandshakeCounts) {
    sum.full += other.full
    sum.resumed += other.resumed
    guard !other.failures.isEmpty else { return }
    if sum.failures.isEmpty { return sum.failures = other.failures }
    for index in sum.failures.indices { sum.failures[index] += other.failures[index] }
  }
}

extension TLSFailure {
  /// What it is called among the counters.
  public var name: String {
    switch self {
    case .notTLS: "not_tls"
    case .noHTTP2: "no_http2"
    case .nothingInCommon: "nothing_in_common"
    case .theirCertificate: "client_certificate"
    case .ourCertificate: "server_certificate"
    case .closed: "closed"
    case .late: "timeout"
    case .displaced: "displaced"
    case .other: "other"
    }
  }
}
