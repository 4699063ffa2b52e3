import HTTP2
import Load
import Scenarios
import Statistics
import Timing
import Transport

/// Where servers of the tests listen: a port that the kernel chooses.
func loopback() throws -> SocketAddress {
  try SocketAddress.resolve(host: "127.0.0.1", port: 0)[0]
}

/// Lets the threads of a run have the processors for a moment.
func pause() {
  _ = Signals.wait(atMost: .milliseconds(1))
}

extension Plan {
  /// A plan of a fraction of a second without warm-up, so that every call is measured.
  static func short(
    connections: Int = 1,
    streams: Int = 1,
    milliseconds: Int64 = 100
  ) -> Plan {
    var plan = Plan()
    plan.connections = connections
    plan.streams = streams
    plan.duration = .milliseconds(milliseconds)
    plan.warmup = .zero
    plan.drain = .seconds(5)
    plan.connectTimeout = .seconds(5)
    // A second and more is too long for such a run.
    plan.connection.backoff.initial = .milliseconds(50)
    return plan
  }

  /// The same plan with connections that live otherwise.
  func connecting(_ change: (inout ConnectionLife) -> Void) -> Plan {
    var plan = self
    change(&plan.connection)
    return plan
  }

  /// The same plan with arrivals at equal distances.
  func arriving(at rate: String, _ process: ArrivalProcess = .constant) throws -> Plan {
    var plan = self
    plan.load = .open(rate: try Rate(text: rate), arrivals: process)
    return plan
  }

  /// Plays the plan against a server.
  func play(
    against address: SocketAddress,
    lastStreamID: UInt32 = Configuration.highestStreamID,
    tell: @escaping (LoadProgress) -> Void = { _ in }
  ) throws -> Recording {
    let generator = try LoadGenerator(
      self,
      addresses: [address],
      authority: "localhost",
      serverProcess: nil,
      lastStreamID: lastStreamID
    )
    return try generator.run(tell: tell).recording
  }
}

extension Recording {
  /// Calls by the number of their gRPC status, without the codes that none ended with.
  var statusCounts: [Int: Int] {
    var counts: [Int: Int] = [:]
    for (code, count) in statuses.enumerated() where count > 0 { counts[code] = Int(count) }
    return counts
  }

  /// Every call that was offered has an outcome, so has every attempt at a connection, and every
  /// connection that stood has an end.
  var isWhole: Bool {
    connections.attempts
      == connections.opened + connections.failedAttempts + connections.unfinishedAttempts
      && connections.opened == ConnectionEnd.allCases.reduce(0) { $0 + connections.ends($1) }
      && started == okCalls + failedCalls + unfinishedCalls
      && UInt64(statuses.reduce(0, +)) == okCalls + failedCalls
      && failures.total == failedCalls
  }
}

func at(_ milliseconds: Int64) -> Instant {
  Instant(nanoseconds: 1_000_000_000) + .milliseconds(milliseconds)
}
