/// The limits beyond which a run is suspect or invalid.
enum Threshold {
  /// p99 send lag in nanoseconds that is always good enough: 100 µs.
  static let suspectSendLag = 100_000.0

  /// p99 send lag as a share of the median response time that is good enough.
  static let suspectSendLagShare = 0.1

  /// p99 send lag in nanoseconds that may spoil only the tail: 1 ms.
  static let invalidSendLag = 1_000_000.0

  /// p99 send lag as a share of the median response time beyond which the median is the generator's
  /// own.
  static let invalidSendLagShare = 0.5

  /// Answered ÷ offered below which the load was not the one that was asked for.
  static let achievedShare = 0.99

  /// How many standard deviations a shortfall must have: three happen by chance once in 700 runs.
  static let chance = 3.0

  /// The share of arrivals that waited for a stream from which on the server is what they waited
  /// for.
  static let slotWaitShare = 0.01

  /// The busy share of an event loop in an open loop that leaves no room for bursts.
  static let suspectBusyShare = 0.8

  /// The busy share of an event loop in an open loop at which it queues calls itself.
  static let invalidBusyShare = 0.95

  /// The busy share of an event loop in a closed loop, where a busy generator is expected, that may
  /// be the reason for the rate.
  static let closedBusyShare = 0.95

  /// The share of CPU time given to other machines that shows in percentiles.
  static let stealShare = 0.05

  /// The share of calls that never ended from which on p99.9 is a lower bound.
  static let unfinishedShare = 0.001
}
