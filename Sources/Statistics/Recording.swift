public import Timing

/// Everything one worker measured, or several together.
///
/// `started == ok + failed + unfinished` always holds, and `response` is the sum of the intervals'
/// histograms. Adding is associative and an empty recording is neutral.
public struct Recording: Sendable, Equatable {
  /// Intended start to end, of calls that ended OK; unfinished calls are in it with the time until
  /// they were given up, which is less than they would have taken.
  public var response = LatencyHistogram()

  /// The exact sum of the times in `response`, also of those out of its range.
  public var responseSum = LatencySum()

  /// Actual start to end, of the same calls as far as they were sent.
  ///
  /// In a closed loop this is `response` by definition and stays empty; use `serviceTime`.
  public var service = LatencyHistogram()

  /// Intended start to end of failed calls.
  public var failed = LatencyHistogram()

  /// How late the generator itself was: from the instant at which a call could first have started
  /// to its actual start.
  ///
  /// Empty in a closed loop.
  public var sendLag = LatencyHistogram()

  /// How long calls waited for a free stream or a connection; only those that waited.
  public var slotWait = LatencyHistogram()

  /// Where the time of the calls in `response` went; nil if it was not taken.
  public var phases: PhaseRecording?

  /// What happened inside calls.
  public var streams = StreamRecording()

  /// Calls offered in the measured window, also arrivals that were never sent.
  public var started: UInt64 = 0

  /// Calls that ended OK, or as the plan wanted.
  public var okCalls: UInt64 = 0

  /// Those of them that the plan had the client cancel.
  public var cancelledAsPlanned: UInt64 = 0
  public var failedCalls: UInt64 = 0
  public var unfinishedCalls: UInt64 = 0

  /// Calls that ended OK in the measured window, whenever they began: what throughput counts.
  public var completedInWindow: UInt64 = 0

  /// Ended calls by gRPC status code, 0…16.
  public var statuses = [UInt64](repeating: 0, count: Recording.statusCodes)

  /// Calls that were not intended in the measured window: those of the warm-up, for the most part.
  public var outside = CallTotals()

  public var failures = FailureTable()
  public var traffic = Traffic()
  public var connections = ConnectionCounts()

  /// One entry for each interval since the start of measuring, also those after its end while calls
  /// were still in flight.
  public var intervals: [IntervalRecording] = []

  /// The length of the measured window.
  public var measured = Nanoseconds.zero

  /// Whether calls were started by a schedule, so that there are two clocks; nil while nothing was
  /// recorded.
  public var isOpenLoop: Bool?

  /// gRPC knows the status codes 0 to 16.
  public static let statusCodes = 17

  public init() {}

  public var isClosedLoop: Bool { isOpenLoop == false }

  /// Actual start to end; in a closed loop the one clock there is.
  public var serviceTime: LatencyHistogram { isClosedLoop ? response : service }

  /// Calls of the window that had not ended when it closed.
  public var inFlightAtEnd: UInt64 {
    let late = intervals.filter { $0.start >= measured }
    return late.reduce(unfinishedCalls) { $0 + $1.ok + $1.failed }
  }

  /// Adds what another worker measured in the same window.
  public mutating func add(_ other: Recording) {
    response.add(other.response)
    responseSum.add(other.responseSum)
    service.add(other.service)
    failed.add(other.failed)
    sendLag.add(other.sendLag)
    slotWait.add(other.slotWait)
    if let theirs = other.phases {
      var sum = phases ?? PhaseRecording()
      sum.add(theirs)
      phases = sum
    }
    streams.add(other.streams)
    started += other.started
    okCalls += other.okCalls
    cancelledAsPlanned += other.cancelledAsPlanned
    failedCalls += other.failedCalls
    unfinishedCalls += other.unfinishedCalls
    completedInWindow += other.completedInWindow
    for code in statuses.indices { statuses[code] += other.statuses[code] }
    outside.add(other.outside)
    failures.add(other.failures)
    traffic.add(other.traffic)
    connections.add(other.connections)
    for (index, interval) in other.intervals.enumerated() {
      if index < intervals.count {
        intervals[index].add(interval)
      } else {
        intervals.append(interval)
      }
    }
    measured = max(measured, other.measured)
    precondition(
      isOpenLoop == nil || other.isOpenLoop == nil || isOpenLoop == other.isOpenLoop,
      "an open loop and a closed loop cannot be one recording"
    )
    isOpenLoop = isOpenLoop ?? other.isOpenLoop
  }
}
