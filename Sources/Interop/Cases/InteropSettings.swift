public import Timing

/// What can be set about the cases; the defaults are the suite's own, where it has any.
public struct InteropSettings: Equatable, Sendable {
  /// How long a case may last.
  public var timeLimit = Nanoseconds.seconds(60)
  /// How long `timeout_on_sleeping_server` lets its call last.
  public var timeout = Nanoseconds.milliseconds(1)
  /// How long the server of `goaway` may take to say that its first connection goes.
  public var farewellLimit = Nanoseconds.seconds(5)
  /// Calls at once in `concurrent_large_unary`.
  public var concurrentCalls = 1_000
  /// How long a soak may last; nil for as long as any case.
  public var soakTimeLimit: Nanoseconds?
  /// Calls of a soak.
  public var iterations = 10
  /// Calls of a soak that may fail or last too long.
  public var mostFailures = 0
  /// How long each call of a soak may last.
  public var mostLatency = Nanoseconds.seconds(1)
  /// The least time from the start of one call of a soak to the next.
  public var interval = Nanoseconds.zero
  /// The same in `long_lived_channel`, which has idle times by its nature.
  public var idleInterval = Nanoseconds.milliseconds(100)
  /// Bytes of the payloads of a soak.
  public var requestBytes = LargeUnary.requestBytes
  public var responseBytes = LargeUnary.responseBytes

  public init() {}
}
