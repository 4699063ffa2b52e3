public import Timing

/// What a call waits for; at every instant of its response time it is in exactly one phase.
public enum Phase: Int, BitwiseCopyable, CaseIterable, Sendable {
  /// No connection stands.
  case connectionWait
  /// Connections stand, and no stream is free on any.
  case slotWait
  /// The call may start, and its first bytes are not yet handed to the socket.
  case sending
  /// The peer's window of the stream holds back what the client wants to send.
  case streamWindow
  /// The peer's window of the connection does.
  case connectionWindow
  /// Nothing has come of the answer.
  case firstByte
  /// The answer's head has come, and no message.
  case firstMessage
  /// Between the first message and the last.
  case messages
  /// After the last message, until the status has come.
  case trailers
}

/// How long one call was in each phase.
public struct PhaseTimes: BitwiseCopyable, Sendable {
  @usableFromInline var nanoseconds = InlineArray<9, Int64>(repeating: 0)

  @inlinable
  public init() {}

  @inlinable
  public subscript(phase: Phase) -> Nanoseconds {
    get { Nanoseconds(nanoseconds[phase.rawValue]) }
    set { nanoseconds[phase.rawValue] = newValue.count }
  }

  @inlinable
  public mutating func add(_ time: Nanoseconds, to phase: Phase) {
    nanoseconds[phase.rawValue] += time.count
  }

  /// The time in all phases: the call's response time.
  public var total: Nanoseconds {
    var sum = Nanoseconds.zero
    // By number: `allCases` is a fresh array each time, and this is asked for each call.
    for index in nanoseconds.indices { sum = sum + Nanoseconds(nanoseconds[index]) }
    return sum
  }
}

/// Takes the times of one call: where it is, since when, and how long it was elsewhere.
///
/// The times add up to the time from the clock's beginning, and what was before it, to its stop.
/// What holds a call back counts before what it waits for: a client that wants to send and may not
/// is in the window's phase, whatever comes meanwhile.
public struct PhaseClock: BitwiseCopyable, Sendable {
  public private(set) var times: PhaseTimes
  /// What the call waits for when nothing holds it back.
  private var awaited: Phase
  /// The window that holds the call back, if one does.
  private var holdup: Phase?
  private var since: Instant

  /// A clock that begins in a phase, behind the phases before it.
  public init(_ phase: Phase, at now: Instant, after times: PhaseTimes = PhaseTimes()) {
    self.times = times
    awaited = phase
    since = now
  }

  /// The call waits for something else from now on.
  public mutating func await(_ phase: Phase, at now: Instant) {
    count(at: now)
    awaited = phase
  }

  /// A window holds the call back from now on, or none does any more.
  public mutating func hold(_ window: Phase?, at now: Instant) {
    count(at: now)
    holdup = window
  }

  /// A message has come: what follows the last one is the wait for the status.
  public mutating func message(at now: Instant) {
    count(at: now)
    // What went by since the message before was a gap, not the wait for the status.
    times.add(times[.trailers], to: .messages)
    times[.trailers] = .zero
    awaited = .trailers
  }

  /// The call has ended.
  public mutating func stop(at now: Instant) {
    count(at: now)
    if now < since { takeBack(since - now) }
    since = now
  }

  private mutating func count(at now: Instant) {
    // Instants of one turn may be taken in another order than they are told.
    guard now > since else { return }
    times.add(now - since, to: holdup ?? awaited)
    since = now
  }

  /// The call ended at an instant before the last that was told: what was counted beyond it is
  /// taken from the phases that a call comes to last.
  private mutating func takeBack(_ excess: Nanoseconds) {
    var rest = excess
    for phase in Phase.allCases.reversed() where rest > .zero {
      let taken = min(rest, times[phase])
      times[phase] = times[phase] - taken
      rest = rest - taken
    }
  }
}
