import GRPC
import Timing
import Transport

extension InteropCase {
  /// The large unary call again and again.
  static let soakCases = [
    InteropCase("rpc_soak", isSoak: true) { (run) throws(InteropFailure) in
      let channel = try run.channel()
      try soak(run, every: run.settings.interval) { () throws(InteropFailure) in channel }
    },
    InteropCase("channel_soak", isSoak: true) { (run) throws(InteropFailure) in
      try soak(run, every: run.settings.interval) { () throws(InteropFailure) in
        try run.channel()
      }
    },
    InteropCase("long_lived_channel", isSoak: true) { (run) throws(InteropFailure) in
      let channel = try run.channel()
      try soak(run, every: run.settings.idleInterval) { () throws(InteropFailure) in channel }
      try expect("the number of connections", channel.connections, 1)
    },
  ]

  /// Makes the calls of a soak, each on the channel that it is given.
  ///
  /// - Parameters:
  ///   - run: What the case is played with.
  ///   - interval: The least time from the start of one call to the next.
  ///   - channel: Gives each call its channel.
  /// - Throws: An `InteropFailure` when more calls failed than may.
  private static func soak(
    _ run: CaseRun,
    every interval: Nanoseconds,
    _ channel: () throws(InteropFailure) -> InteropChannel
  ) throws(InteropFailure) {
    let settings = run.settings
    let request = LargeUnary.request(settings.requestBytes, settings.responseBytes)
    var complaints: [InteropFailure] = []
    for iteration in 1...settings.iterations {
      let start = EventLoop.now()
      do throws(InteropFailure) {
        let channel = try channel()
        try channel.largeUnary(request).expect("call \(iteration)", bytes: settings.responseBytes)
        let time = EventLoop.now() - start
        if time > settings.mostLatency {
          throw InteropFailure(
            "the time of call \(iteration)",
            "at most \(settings.mostLatency)",
            "\(time)"
          )
        }
        if iteration < settings.iterations { try channel.rest(until: start + interval) }
      } catch {
        guard EventLoop.now() < run.limit else { throw error }
        complaints.append(error)
      }
    }
    guard complaints.count > settings.mostFailures, let first = complaints.first else { return }
    throw InteropFailure(
      "\(complaints.count) of \(settings.iterations) calls failed, the first so: \(first)"
    )
  }
}

extension InteropChannel {
  /// Waits for an instant, and answers what the server says meanwhile.
  func rest(until end: Instant) throws(InteropFailure) {
    try connection?.wait("the next call", until: limit, alarm: end) { false }
  }
}
