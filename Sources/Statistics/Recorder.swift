public import Timing

/// The hot front of a `Recording`: what one worker tells about its calls, owned by that worker.
///
/// A call belongs to the measured window if its intended start lies in it. Every call is told once
/// as `offered` and once as `succeeded`, `failed` or `unfinished`. Calls that share their instants,
/// as all calls of one turn do, are counted together and recorded once.
public struct Recorder: Sendable {
  @usableFromInline var recording = Recording()
  @usableFromInline var tally = LatencyTally()
  @usableFromInline var gaps = LatencyTally()
  @usableFromInline var run = Run()
  @usableFromInline let windowStart: Instant
  @usableFromInline var windowEnd: Instant
  @usableFromInline let isOpenLoop: Bool

  private let intervalLength: Nanoseconds
  private var intervalEnd: Instant
  private var current: IntervalRecording
  private var latest: Instant
  private var reported = 0

  /// The most intervals that are kept; what comes later is counted in the last.
  ///
  /// Two hours of seconds.
  public static let intervalLimit = 7_200

  /// What passes over the connections, counted by the worker itself.
  @inlinable
  public var traffic: Traffic {
    get { recording.traffic }
    _modify { yield &recording.traffic }
  }

  /// What becomes of the connections, counted by the worker itself.
  public var connections: ConnectionCounts {
    get { recording.connections }
    _modify { yield &recording.connections }
  }

  /// A recorder that has the memory for what its calls will tell; what happens rarely, such as
  /// failures and waits for a window, takes its own when it happens first.
  ///
  /// - Parameters:
  ///   - window: The measured window.
  ///   - interval: The length of an interval.
  ///   - openLoop: Whether calls come on a schedule, so that there are two clocks.
  ///   - phases: Whether calls have their phases taken.
  ///   - streams: Whether calls carry more than one message some way.
  public init(
    window: Range<Instant>,
    interval: Nanoseconds = .seconds(1),
    openLoop: Bool,
    phases: Bool = false,
    streams: Bool = false
  ) {
    precondition(interval > .zero, "an interval of \(interval.count) ns")
    windowStart = window.lowerBound
    windowEnd = window.upperBound
    isOpenLoop = openLoop
    intervalLength = interval
    intervalEnd = min(windowStart + interval, windowEnd)
    current = IntervalRecording(start: .zero, length: interval)
    latest = windowStart
    recording.isOpenLoop = openLoop
    tally = .reserved()
    recording.response = .reserved()
    if openLoop {
      recording.service = .reserved()
      recording.sendLag = .reserved()
    }
    if streams {
      gaps = .reserved()
      recording.streams = StreamRecording(reservedFor: openLoop)
    }
    if phases {
      let inStreams: [Phase] = [.firstMessage, .messages, .trailers]
      recording.phases = PhaseRecording(
        reserving: [.sending, .firstByte] + (streams ? inStreams : [])
      )
    }
  }

  /// A call was offered: released by the pacer, or found in the backlog at the end.
  @inlinable
  public mutating func offered(intended: Instant) {
    if isMeasured(intended) { recording.started &+= 1 }
  }

  /// A call of an open loop starts, which could first have started at `couldStart`: at its
  /// intended start, or when a stream and a connection became free for it.
  ///
  /// What is between the two was spent waiting for a slot; what comes after is the generator's
  /// own lateness.
  @inlinable
  public mutating func sent(intended: Instant, couldStart: Instant, started: Instant) {
    guard isMeasured(intended) else { return }
    recording.sendLag.record(started - couldStart)
    if couldStart > intended { recording.slotWait.record(couldStart - intended) }
  }

  /// A call ended OK, and nothing is known of its answer's parts: it waited for the first byte
  /// until it ended.
  ///
  /// In a closed loop `started` is `intended`.
  ///
  /// - Parameters:
  ///   - intended: When it should have started.
  ///   - started: When it did.
  ///   - ended: When it ended.
  ///   - waits: Its phases before it could start, which are zero for most calls.
  @inlinable
  public mutating func succeeded(
    intended: Instant,
    started: Instant,
    ended: Instant,
    waits: StartWaits = StartWaits()
  ) {
    // The synthesized `==` of another target is a call: comparing fields makes a call among 100 of
    // a turn cost 4 ns instead of 7.6 (offered and succeeded together).
    if run.ended.nanoseconds == ended.nanoseconds,
      run.intended.nanoseconds == intended.nanoseconds,
      run.started.nanoseconds == started.nanoseconds,
      run.waits.connection.count == waits.connection.count,
      run.waits.slot.count == waits.slot.count
    {
      run.count &+= 1
    } else {
      closeRun()
      run = Run(intended: intended, started: started, ended: ended, count: 1, waits: waits)
    }
  }

  /// A call ended OK, or was cancelled because the plan wants it, and its phases are known; they
  /// add up to its response time.
  public mutating func succeeded(
    intended: Instant,
    started: Instant,
    ended: Instant,
    phases: PhaseTimes,
    cancelled: Bool = false
  ) {
    closeRun()
    run = Run(intended: intended, started: started, ended: ended, count: 1, waits: StartWaits())
    run.phases = phases
    run.wasCancelled = cancelled
    closeRun()
    // A call at the same instants must not be taken for another of this one.
    run = Run()
  }

  /// A call failed with the gRPC status code `status`, which is not 0; `started` is nil if it was
  /// never sent.
  public mutating func failed(
    intended: Instant,
    started: Instant?,
    ended: Instant,
    status: UInt8,
    message: String
  ) {
    precondition(status != 0, "a failed call has status 0, which is OK: \(message)")
    closeRun()
    advance(to: ended)
    guard isMeasured(intended) else { return }
    recording.failedCalls += 1
    // A code that gRPC does not know counts as UNKNOWN (2); the table keeps it as it came.
    recording.statuses[Int(status) < Recording.statusCodes ? Int(status) : 2] += 1
    recording.failures.count(status: status, message: message)
    recording.failed.record(ended - intended)
    current.failed += 1
    if started == nil, isOpenLoop { recording.slotWait.record(ended - intended) }
  }

  /// A call was given up at `at`, when the run ended; `started` is nil if it was never sent.
  ///
  /// It enters the clocks with the time until then.
  public mutating func unfinished(
    intended: Instant,
    started: Instant? = nil,
    at: Instant,
    phases: PhaseTimes? = nil
  ) {
    closeRun()
    advance(to: at)
    guard isMeasured(intended) else { return }
    recording.unfinishedCalls += 1
    tally.record(at - intended, count: 1)
    recording.responseSum.add(at - intended)
    if let phases {
      recording.record(phases, ofCall: at - intended)
    } else {
      recording.phases?.record((started ?? at) - intended, in: .slotWait)
      if let started { recording.phases?.record(at - started, in: .firstByte) }
    }
    guard isOpenLoop else { return }
    if let started {
      recording.service.record(at - started)
    } else {
      recording.slotWait.record(at - intended)
    }
  }

  /// Closes the intervals that have passed; called once in each turn of the event loop.
  ///
  /// - Returns: The last interval that was closed since the turn before, if any.
  public mutating func turn(now: Instant) -> IntervalRecording? {
    closeRun()
    advance(to: now)
    guard recording.intervals.count > reported else { return nil }
    reported = recording.intervals.count
    return recording.intervals.last
  }

  /// Ends the measured window before its time, at `now`.
  ///
  /// Calls that are in flight stay measured.
  public mutating func stopMeasuring(at now: Instant) {
    closeRun()
    advance(to: now)
    windowEnd = max(windowStart, min(windowEnd, now))
    let isMeasuring = windowStart + current.start < windowEnd
    if isMeasuring { intervalEnd = min(intervalEnd, windowEnd) }
  }

  /// Everything that was measured.
  public consuming func finish() -> Recording {
    closeRun()
    closeLastInterval()
    takeGaps()
    recording.measured = windowEnd - windowStart
    let ended = recording.okCalls + recording.failedCalls + recording.unfinishedCalls
    precondition(
      recording.started == ended,
      "\(recording.started) calls were offered, but \(ended) are accounted for"
    )
    return recording
  }

  @inlinable
  func isMeasured(_ intended: Instant) -> Bool {
    intended >= windowStart && intended < windowEnd
  }
}

extension Recorder {
  /// What a call waited for before it could start.
  public struct StartWaits: Sendable {
    public var connection = Nanoseconds.zero
    public var slot = Nanoseconds.zero

    @inlinable
    public init() {}
  }

  /// Consecutive calls that ended OK with the same instants.
  @usableFromInline
  struct Run: Sendable {
    @usableFromInline var intended: Instant
    @usableFromInline var started: Instant
    @usableFromInline var ended: Instant
    @usableFromInline var count: UInt64
    @usableFromInline var waits: StartWaits
    /// The phases as the call itself knows them; nil for what follows from the instants.
    @usableFromInline var phases: PhaseTimes?
    /// The plan had the client cancel it.
    @usableFromInline var wasCancelled = false

    @inlinable
    init(
      intended: Instant,
      started: Instant,
      ended: Instant,
      count: UInt64,
      waits: StartWaits
    ) {
      (self.intended, self.started, self.ended, self.count) = (intended, started, ended, count)
      self.waits = waits
    }

    @usableFromInline
    init() {
      let never = Instant.distantFuture
      (intended, started, ended, count, waits) = (never, never, never, 0, StartWaits())
    }
  }

  @usableFromInline
  mutating func closeRun() {
    guard run.count > 0 else { return }
    let run = self.run
    self.run.count = 0
    advance(to: run.ended)
    if isMeasured(run.ended) {
      recording.completedInWindow += run.count
      current.completed += run.count
    }
    guard isMeasured(run.intended) else { return }
    recording.okCalls += run.count
    recording.statuses[run.wasCancelled ? 1 : 0] += run.count
    if run.wasCancelled { recording.cancelledAsPlanned += run.count }
    current.ok += run.count
    tally.record(run.ended - run.intended, count: run.count)
    recording.responseSum.add(run.ended - run.intended, count: run.count)
    if isOpenLoop { recording.service.record(run.ended - run.started, count: run.count) }
    if recording.phases != nil { recordPhases(run) }
  }

  private mutating func recordPhases(_ run: Run) {
    if let phases = run.phases {
      return recording.record(phases, ofCall: run.ended - run.intended)
    }
    // Waits are told by instants of other turns: none may be longer than the time there was.
    let before = run.started - run.intended
    let connection = min(run.waits.connection, before)
    let slot = min(run.waits.slot, before - connection)
    let sending = before - connection - slot
    recording.phases?.record(connection, in: .connectionWait, count: run.count)
    recording.phases?.record(slot, in: .slotWait, count: run.count)
    recording.phases?.record(sending, in: .sending, count: run.count)
    recording.phases?.record(run.ended - run.started, in: .firstByte, count: run.count)
  }

  private mutating func advance(to now: Instant) {
    if now > latest { latest = now }
    while now >= intervalEnd, recording.intervals.count < Recorder.intervalLimit - 1 {
      closeInterval(at: intervalEnd)
      let isMeasuring = intervalEnd < windowEnd
      let next = intervalEnd + intervalLength
      intervalEnd = isMeasuring ? min(next, windowEnd) : next
    }
  }

  private mutating func takeGaps() {
    gaps.pour(into: &recording.streams.gap)
  }

  private mutating func closeInterval(at end: Instant) {
    let start = windowStart + current.start
    current.length = end - start
    current.response = tally.take(into: &recording.response)
    if end > start { recording.intervals.append(current) }
    current = IntervalRecording(start: end - windowStart, length: intervalLength)
  }

  /// The run ends inside an interval, which is kept as far as it got; after the end of measuring
  /// only if a call ended in it.
  private mutating func closeLastInterval() {
    let start = windowStart + current.start
    let isEmpty = current.ok == 0 && current.failed == 0 && tally.isEmpty
    guard start < windowEnd || !isEmpty else { return }
    // An instant may close the run that begins it, and every interval has a length.
    let end = isEmpty ? latest : max(latest, start + Nanoseconds(1))
    closeInterval(at: end)
  }
}
