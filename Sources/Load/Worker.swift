import Bytes
import HTTP2
import Scenarios
import Statistics
import Synchronization
import Timing
import Transport

/// One thread of the load: its event loop, its connections, its pacer and its recorder.
///
/// A turn is: see what time it is, release the calls that are due, sleep until something happens,
/// then read what has come and send what is ready, one connection after the other.
struct Worker: ~Copyable {
  /// Connections that are being made at once, unless a storm is wanted: a server's queue holds a
  /// few thousand.
  static let mostConnecting = 256
  /// While connections are made, the start signal is looked for this often at least.
  static let longestSleep = Nanoseconds.milliseconds(500)
  /// How long an interrupted run waits for the calls in flight.
  static let drainWhenStopped = Nanoseconds.seconds(1)

  let share: WorkerShare
  let signals: RunSignals
  let loop: EventLoop
  /// What connections to each target are secured with; nothing for plain ones.
  let security: [TLSContext]
  var lanes: [Lane]
  var channels = Slots<Channel>()
  var input = ReceiveBuffer()
  var book: CallBook
  var pacer: Pacer
  /// The schedule in place of the pacer's where it is dealt by slices.
  var sliced: SlicedSchedule?
  var chooser: KindChooser
  var timeline: Timeline

  /// Where the search for a channel with room begins.
  var cursor = 0
  /// Channels that have something to send.
  var noted: [Int] = []
  /// Channels that have more to send and gave the others a turn.
  var hungry: [Int] = []
  /// Arrivals have been waiting for room since an earlier turn.
  var isBlocked = false
  /// When the connections are looked after.
  var agenda = Agenda()
  /// No lane before this one waits, so that making thousands of connections does not look at each
  /// one thousands of times.
  var firstWaiting = 0
  /// Calls and identifiers of a connection after which its successor is made.
  let callsBeforeSuccessor: Int
  let identifierBeforeSuccessor: UInt32
  /// The schedule of new connections.
  var births: Pacer?
  /// Channels in the order in which they began to serve, where the oldest is asked for.
  var seniority = Seniority()
  /// What the ages of connections are drawn by.
  var ages: SplitMix64
  /// The silence after which the server is sent a PING; longer once it has complained.
  var keepaliveTime: Nanoseconds?
  /// Channels that have left their lanes with calls of a closed loop.
  var elders = 0
  /// Channels that are being made.
  var connecting = 0
  /// One for each target with slices, otherwise one.
  var reaches: [Reach]
  /// Connections that stood, for each target and each of its addresses.
  var opened: [[UInt64]]
  /// What the first server that answered has said of itself.
  var peer: Settings?
  /// Calls that would start later are not started.
  var measuredUntil: Instant
  /// What has not ended by now is unfinished.
  var end: Instant
  /// The load has begun.
  var hasStarted = false
  /// No calls are left to start.
  var isEnding = false

  init(
    _ share: WorkerShare,
    _ signals: RunSignals,
    _ alarm: Alarm,
    _ security: [TLSContext] = []
  ) throws(SystemError) {
    self.share = share
    self.signals = signals
    self.security = security
    loop = try EventLoop(alarm: alarm)
    lanes = share.lanes()
    opened = share.destinations.map { $0.addresses.map { _ in 0 } }
    reaches = (share.slices == nil ? 0..<1 : share.destinations.indices).map { _ in Reach() }
    // The run's instants are known once the connections stand.
    timeline = Timeline(start: .distantFuture, share.plan)
    pacer = Pacer(closedLoopUntil: .distantFuture)
    book = share.book(timeline)
    chooser = KindChooser(share.plan, worker: share.worker)
    callsBeforeSuccessor = share.callsBeforeSuccessor
    identifierBeforeSuccessor = share.identifierBeforeSuccessor
    ages = SplitMix64(seed: share.plan.seed, key: UInt64(share.worker) | 1 << 62)
    keepaliveTime = share.plan.connection.keepaliveTime
    measuredUntil = .distantFuture
    end = .distantFuture
  }
}

extension Worker {
  /// Makes the connections, then plays this worker's part of the load to its end.
  consuming func run() -> WorkerOutcome {
    makeConnections()
    guard let start = signals.startOfLoad else {
      return outcome(busyShare: 0)
    }
    begin(Timeline(start: start, share.plan))
    return play()
  }

  private mutating func makeConnections() {
    var now = EventLoop.now()
    while signals.startOfLoad == nil, !signals.stops.load(ordering: .relaxed) {
      if now >= agenda.next { keepUp(now) }
      let count = loop.wait(until: min(agenda.next, now + Self.longestSleep), now: now)
      now = EventLoop.now()
      for index in 0..<count { handle(loop.event(index)) }
    }
  }

  private consuming func play() -> WorkerOutcome {
    var meter = BusyMeter(timeline.measured)
    var now = EventLoop.now()
    while true {
      meter.turn(now)
      book.isMeasuring = timeline.measured.contains(now) && now < measuredUntil
      if let interval = book.turn(now) { signals.tell(interval) }
      if signals.stops.load(ordering: .relaxed) { stop(now) }
      if now >= agenda.next { keepUp(now) }
      if let deadline = book.nextDeadline, deadline.at <= now { expire(now) }
      if book.patience <= now { dismiss(now) }
      wakePlays(now)
      release(now)
      let isHungry = flushHungry()
      if isOver(now) { break }
      let wakeUp = isHungry ? now : nextWakeUp(now) - share.spin
      let count = loop.wait(until: max(wakeUp, now), now: now)
      let asleep = now
      now = EventLoop.now()
      if count == 0, wakeUp <= asleep, !isHungry { meter.spun(now - asleep) }
      for index in 0..<count { handle(loop.event(index)) }
    }
    countRest(now)
    return outcome(busyShare: meter.share)
  }

  private consuming func outcome(busyShare: Double) -> WorkerOutcome {
    WorkerOutcome(
      recordings: book.finish(),
      opened: opened,
      wire: book.wire,
      connections: book.connections,
      peer: peer,
      busyShare: busyShare,
      outage: reaches.map { $0.outage.length(in: measuredWindow) }.max() ?? .zero,
      finalOutage: reaches.map { $0.outage.final(in: measuredWindow) }.max() ?? .zero
    )
  }

  /// The load begins: a closed loop fills every stream.
  private mutating func begin(_ timeline: Timeline) {
    let connections = book.connections
    self.timeline = timeline
    book = share.book(timeline)
    book.connections = connections
    pacer = share.pacer(timeline)
    if let slices = share.slices, !pacer.isClosedLoop {
      sliced = SlicedSchedule(slices, pacer.handOver(), start: timeline.start)
    }
    births = share.births(timeline)
    if let births { agenda.births = births.nextArrival ?? .distantFuture }
    measuredUntil = timeline.measured.upperBound
    end = timeline.end
    var now = EventLoop.now()
    // What begins earlier would not be measured, in a run without warm-up.
    while now < timeline.start {
      let count = loop.wait(until: timeline.start, now: now)
      now = EventLoop.now()
      for event in 0..<count { handle(loop.event(event)) }
    }
    hasStarted = true
    book.isMeasuring = timeline.measured.contains(now)
    for index in channels.indices where channels.contains(index) {
      refill(index, now)
      noteOutput(index)
    }
    flushNoted()
  }

  /// An interrupted run measures nothing more and waits a moment for what is in flight.
  private mutating func stop(_ now: Instant) {
    guard now < measuredUntil else { return }
    measuredUntil = now
    book.stopMeasuring(at: now)
    end = min(end, now + Self.drainWhenStopped)
  }

  private mutating func isOver(_ now: Instant) -> Bool {
    isEnding = now >= measuredUntil && dueArrival(now) == nil && !hasDueSlices(now)
    return now >= end || isEnding && book.calls.count == 0 && !owesCalls
  }

  /// Calls wait that have to start before the run is over.
  var owesCalls: Bool { book.waitingCallers > 0 || !book.untaken.isEmpty }

  /// The measured time as it was in the end; empty when the run was stopped while it warmed up.
  private var measuredWindow: Range<Instant> {
    let start = timeline.measured.lowerBound
    return start..<max(start, measuredUntil)
  }

  private func nextWakeUp(_ now: Instant) -> Instant {
    var wakeUp = min(now < measuredUntil ? measuredUntil : end, end)
    if let arrival = pacer.nextArrival, !isBlocked { wakeUp = min(wakeUp, arrival) }
    if let arrival = sliced?.nextArrival { wakeUp = min(wakeUp, arrival) }
    if let deadline = book.nextDeadline { wakeUp = min(wakeUp, deadline.at) }
    wakeUp = min(wakeUp, book.patience)
    if let timer = book.timers.next { wakeUp = min(wakeUp, timer) }
    return min(wakeUp, min(agenda.next, now + Self.longestSleep))
  }

  /// What has not ended is unfinished, also arrivals that never became calls.
  private mutating func countRest(_ now: Instant) {
    // Read anew: bytes have left and answers have come since the turn began.
    book.abandonAll(at: EventLoop.now())
    for index in channels.indices where channels.contains(index) {
      channels[index].waiting.abandon(&book, at: now)
      channels[index].sayGoodbye(&book)
      if channels[index].hasStood {
        book.connections.ended(channels[index].ending ?? .endOfRun)
      } else {
        book.connections.unfinishedAttempts += 1
      }
    }
    for lane in lanes.indices { lanes[lane].waiting.abandon(&book, at: now) }
    while let caller = book.untaken.popFirst() {
      let kind = caller.kind % UInt32(share.kinds)
      book.neverReleased(lost(caller.ready, kind), intended: caller.ready, at: now)
    }
    countRestOfSlices(now)
    while let intended = dueArrival(now) {
      pacer.release()
      let page = lost(intended, kind(of: intended))
      book.neverReleased(page, intended: intended, at: now)
    }
  }
}
