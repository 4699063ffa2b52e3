import Glibc
import Scenarios
import Synchronization
import Timing
import Transport

/// The laboratory of one thread: it says what happens to each call, and keeps what has to wait.
final class Laboratory {
  /// Calls and windows that wait at once on a thread; a call beyond is RESOURCE_EXHAUSTED.
  static let usualMostWaiting = 1_000_000
  /// Entries of calls that are gone from which on they are swept out, if they are the larger part.
  static let leastSweep = 1_000
  /// A pause is slept in pieces, so that a server that is told to stop does.
  static let longestSleep = Nanoseconds.milliseconds(20)

  let options: LaboratoryOptions
  let board: CounterBoard?
  let mostWaiting: Int
  /// The instant of the turn that is under way, or a later one.
  var now = Instant(nanoseconds: 0)
  var wakeups = Wakeups()
  /// The calls that wait for their turn.
  private(set) var queue = CallQueue()
  /// Entries among both of calls that are gone: those that are said to be, less those that came up.
  ///
  /// A connection that ends says so when some of what waited on it may have come up already, so it
  /// can be below zero for a while.
  private(set) var gone = 0
  /// The server was told to stop: it is no longer healthy.
  var isStopping = false

  private let bucket: SharedBucket?
  private let thread: Int
  let readsClock: Bool
  private let origin: Instant
  /// Calls that were treated.
  private var calls = 0
  private lazy var spin = Spin()
  /// The number of the last pause that was kept.
  private var pauses: Int64 = 0

  init(
    _ options: LaboratoryOptions,
    thread: Int = 0,
    bucket: SharedBucket? = nil,
    board: CounterBoard? = nil,
    origin: Instant = Instant(nanoseconds: 0),
    mostWaiting: Int = Laboratory.usualMostWaiting,
    readsClock: Bool = false
  ) {
    self.readsClock = readsClock
    self.mostWaiting = mostWaiting
    self.options = options
    self.thread = thread
    self.bucket = bucket
    self.board = board
    self.origin = origin
  }

  /// Keeps what has to wait for its instant.
  func add(_ entry: Wakeups.Entry) {
    wakeups.add(entry)
  }

  private var entries: Int { wakeups.count + queue.count }

  /// As many calls and windows wait as may.
  var isFull: Bool { entries - gone >= mostWaiting }

  /// Notes that entries have nobody any more who waits for them.
  func noteGone(_ count: Int) { gone += count }

  /// Most entries are of calls that are gone, so that a look at all of them costs no more than it
  /// did to add those.
  var isLittered: Bool { gone >= Self.leastSweep && gone * 2 > entries }

  /// Takes the entries out whose calls are gone.
  func sweep(_ isAwaited: (Wakeups.Entry) -> Bool) {
    let before = entries
    wakeups.sweep(isAwaited)
    queue.sweep(isAwaited)
    gone -= before - entries
    giveBackTurns()
  }

  /// The instant of the earliest that waits.
  var next: Instant? {
    guard let turn = queue.next else { return wakeups.next }
    return min(turn, wakeups.next ?? turn)
  }

  /// The next of those whose instant has come.
  func nextDue(_ now: Instant) -> Wakeups.Entry? {
    guard let turn = queue.next, turn <= min(now, wakeups.next ?? now) else {
      return wakeups.due(now)
    }
    let entry = queue.take()
    giveBackTurns()
    return entry
  }

  /// What a call finds that is ready to start.
  enum Turn {
    case now
    /// It stands in the queue, until this instant at the latest.
    case later(Instant)
    /// No more calls may wait.
    case never
  }

  /// Lets a call wait for its turn if it has to.
  ///
  /// A turn of the thread can last: a delay that was counted from its start was seen to be 0.9 ms
  /// short.
  func turn(for call: Wakeups.Entry) -> Turn {
    if readsClock { now = EventLoop.now() }
    guard let bucket else { return .now }
    if queue.count == 0 {
      let turn = bucket.admit(now)
      guard turn > now else { return .now }
      guard !isFull else {
        bucket.giveBack(1)
        return .never
      }
      queue.add(turn: turn)
    } else {
      guard !isFull else { return .never }
      if queue.spareTurns == 0 { queue.add(turn: bucket.admit(now)) }
    }
    return .later(queue.add(call, now))
  }

  /// Notes that an entry came up whose call was gone.
  func miss(_ entry: Wakeups.Entry) {
    gone -= 1
    passOn(entry)
  }

  /// Passes the turn of a call that does not need it on to the next one.
  func passOn(_ entry: Wakeups.Entry) {
    guard entry.errand == .turn else { return }
    queue.putBack(entry.at)
    giveBackTurns()
  }

  /// Turns that nobody waits for any more are those of the calls to come.
  private func giveBackTurns() {
    if queue.count == 0 { bucket?.giveBack(queue.takeSpareTurns()) }
  }

  /// What happens to the next call, which asks for these conditions.
  func treatment(_ conditions: Conditions) -> Treatment {
    calls += 1
    // Threads have sequences of their own: no thread sees 2^40 calls.
    let key = UInt64(thread) << 40 | UInt64(calls)
    var treatment = Treatment()
    treatment.isOn = true
    var generator = SplitMix64(seed: options.seed, key: key)
    treatment.delay = conditions.delay?.draw(&generator) ?? .zero
    for fault in conditions.faults where fault.hits(calls, { generator.nextUnit() }) {
      if case .goAway = fault.act {
        treatment.goAway = treatment.goAway ?? fault.act
      } else {
        treatment.fault = treatment.fault ?? fault
      }
    }
    treatment.work = conditions.work ?? .zero
    treatment.responseSize = conditions.responseSize
    treatment.gap = conditions.gap
    treatment.trickle = conditions.trickle
    treatment.window = conditions.window
    treatment.generator = generator
    return treatment
  }

  /// What time it is; without a clock, what it was at the start of the turn.
  var clock: Instant { readsClock ? EventLoop.now() : now }

  /// Uses up processor time.
  func perform(_ work: Nanoseconds) {
    guard work > .zero else { return }
    if work <= Spin.longest {
      spin.take(work)
    } else {
      let end = Usage.ofThisThread() + work
      while Usage.ofThisThread() < end {}
    }
    // The turn's clock is not read again, and what follows is to be no earlier than the work's end.
    now = now + work
  }

  /// Uses up processor time, unless the time for it is over.
  ///
  /// - Returns: Whether there is still time.
  func perform(_ work: Nanoseconds, before deadline: Instant) -> Bool {
    guard now < deadline else { return false }
    perform(work)
    return now < deadline
  }

  /// Stands still for what is left of a pause that has begun since the last look.
  ///
  /// - Parameters:
  ///   - signals: Whether the server was told to stop.
  ///   - wasAtWork: The thread has worked since then, and not slept.
  /// - Returns: Whether there was one.
  func rest(_ signals: ServerSignals, wasAtWork: Bool) -> Bool {
    guard let pause = options.pause else { return false }
    let number = pause.number(at: now, since: origin)
    guard number > pauses else { return false }
    pauses = number
    let end = pause.end(of: number, since: origin, noticed: now, wasAtWork: wasAtWork)
    while now < end, !signals.stops.load(ordering: .relaxed) {
      usleep(UInt32(min(end - now, Self.longestSleep).count / 1_000 + 1))
      now = EventLoop.now()
    }
    return true
  }
}
