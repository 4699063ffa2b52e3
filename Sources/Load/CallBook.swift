import Bytes
import GRPC
import Scenarios
import Statistics
import Timing

/// The calls of one worker, from their release to their outcome: nothing that was released leaves
/// the book without being recorded.
struct CallBook: ~Copyable {
  /// The calls in flight.
  var calls = Table<Call>()
  /// Those of them with more messages than one each way.
  var plays = Table<Play>()
  var notes = Table<MessageNote>()
  var timers = Timers()
  var inspector = Inspector()
  /// The message that a live codec wrote last.
  var written: [UInt8] = []
  /// One for each kind of call.
  var pages: Row<Page>
  let isOpenLoop: Bool
  let measuresPhases: Bool
  /// What tells the schedules inside calls from each other.
  let seed: UInt64
  /// Calls that have been given a play; different for each worker.
  var released: UInt64
  /// Callers of a closed loop that wait for a stream, over all connections.
  var waitingCallers = 0
  /// When the first of them may have waited too long.
  var patience = Instant.distantFuture
  /// Calls are sent once more that the server has surely not taken.
  let replays: Bool
  /// Such calls of an open loop.
  var untaken = WaitingCallers()
  /// Whether this instant's traffic belongs to the measured window.
  var isMeasuring = false
  /// What passes over the connections, of all kinds.
  var wire = Traffic()
  /// What becomes of the connections.
  var connections = ConnectionCounts()
  /// What no message of a failure may repeat.
  private var secrets: Secrets

  init(
    _ timeline: Timeline,
    _ plan: Plan,
    _ templates: [CallTemplate],
    worker: Int = 0,
    interval: Nanoseconds = .seconds(1)
  ) {
    let isOpen = plan.load.loop == .open
    isOpenLoop = isOpen
    measuresPhases = plan.measuresPhases
    replays = plan.connection.replays
    seed = plan.seed
    secrets = Secrets(of: plan)
    // Apart from the keys by which kinds are chosen, or a schedule would follow from the choice.
    released = UInt64(worker) << 48 | 1 << 47
    pages = Row(count: templates.count) { kind in
      let recorder = Recorder(
        window: timeline.measured,
        interval: interval,
        openLoop: isOpen,
        phases: plan.measuresPhases,
        streams: templates[kind].shape.streams
      )
      return Page(
        templates[kind],
        recorder: recorder,
        seed: plan.seed,
        kind: kind,
        worker: worker
      )
    }
  }

  /// When the next call in flight expires, and which it is.
  var nextDeadline: (at: Instant, call: UInt32)? {
    var next: (at: Instant, call: UInt32)?
    for kind in pages.indices {
      guard let deadline = pages[kind].template.deadline, let oldest = pages[kind].order.oldest
      else { continue }
      let expiry = calls[oldest].intended + deadline
      if next.map({ expiry < $0.at }) ?? true { next = (expiry, oldest) }
    }
    return next
  }

  /// Closes the intervals that have passed.
  ///
  /// - Returns: The last one that was closed, of all kinds together.
  mutating func turn(_ now: Instant) -> IntervalRecording? {
    var closed: IntervalRecording?
    for kind in pages.indices {
      guard let interval = pages[kind].recorder.turn(now: now) else { continue }
      if closed == nil { closed = interval } else { closed?.add(interval) }
    }
    return closed
  }

  /// Ends the measured window before its time.
  mutating func stopMeasuring(at now: Instant) {
    for kind in pages.indices { pages[kind].recorder.stopMeasuring(at: now) }
  }

  /// What was measured of each kind.
  func finish() -> [Recording] {
    pages.indices.map { pages[$0].recorder.finish() }
  }

  func deadline(of kind: UInt32) -> Nanoseconds? { pages[Int(kind)].template.deadline }

  /// A caller waits for a stream, or for a connection.
  mutating func wait(_ caller: WaitingCallers.Caller) {
    waitingCallers += 1
    guard let deadline = deadline(of: caller.kind) else { return }
    patience = min(patience, caller.ready + deadline)
  }

  /// A call is released on a connection.
  @inline(__always)
  mutating func insert(_ call: Call) -> UInt32 {
    let index = calls.insert(call)
    pages[Int(call.kind)].order.insert(index, &calls)
    return index
  }

  @inline(__always)
  mutating func remove(_ index: UInt32) {
    pages[Int(calls[index].kind)].order.remove(index, &calls)
    let play = calls[index].play
    if play != Play.none { removePlay(play, of: index) }
    calls.remove(index)
  }

  private mutating func removePlay(_ play: UInt32, of call: UInt32) {
    if pages[Int(calls[call].kind)].template.shape.inspects { inspector.forget(call) }
    timers.remove(play, &plays)
    while plays[play].notes.popFirst(&notes) != nil {}
    plays.remove(play)
  }

  /// The call's first bytes are handed to the socket at this instant.
  ///
  /// A closed loop has no schedule: there a call is intended when it starts, unless it had to wait
  /// for a stream or has more messages than one each way.
  @inline(__always)
  mutating func started(_ index: UInt32, at now: Instant) {
    calls[index].started = now
    let play = calls[index].play
    if play != Play.none { plays[play].clock.await(.firstByte, at: now) }
    if isOpenLoop || calls[index].couldStart > calls[index].intended {
      let call = calls[index]
      pages[Int(call.kind)].recorder.sent(
        intended: call.intended,
        couldStart: call.couldStart,
        started: now
      )
    } else if play == Play.none {
      calls[index].intended = now
      calls[index].couldStart = now
    }
  }

  /// A call of a kind, intended at one instant and able to start at another.
  @inline(__always)
  func newCall(
    _ kind: UInt32,
    _ intended: Instant,
    couldStart: Instant,
    on channel: Int
  ) -> Call {
    Call(
      intended: intended,
      couldStart: couldStart,
      channel: UInt32(channel),
      kind: kind,
      deframer: MessageDeframer(limit: pages[Int(kind)].template.maxMessageSize)
    )
  }

  /// The head of a call's answer has come.
  @inline(__always)
  mutating func headCame(_ index: UInt32, at now: Instant) {
    let play = calls[index].play
    if play != Play.none {
      plays[play].clock.await(.firstMessage, at: now)
    } else {
      calls[index].headCame = now
    }
  }

  /// The server may compress its messages to a call.
  mutating func expectCompressed(_ index: UInt32) {
    calls[index].deframer = MessageDeframer(
      acceptsCompressed: true,
      limit: pages[Int(calls[index].kind)].template.maxMessageSize
    )
  }

  /// A whole message of a call has come.
  @inline(__always)
  mutating func received(_ index: UInt32, at now: Instant) {
    calls[index].messagesReceived += 1
    calls[index].messageCame = now
    if isMeasuring { pages[Int(calls[index].kind)].recorder.traffic.messagesReceived += 1 }
  }

  func hasExpired(_ index: UInt32, at now: Instant) -> Bool {
    guard let deadline = deadline(of: calls[index].kind) else { return false }
    return now >= calls[index].intended + deadline
  }
}

// What becomes of calls.
extension CallBook {
  /// Ends a call by its status: OK is a success only with as many messages as the plan says.
  mutating func ended(_ index: UInt32, _ status: Status, at instant: Instant) {
    var now = instant
    // A call with a live codec ends when its last message is read.
    if calls[index].play != Play.none { now = max(now, plays[calls[index].play].readAt) }
    guard status.isOK else {
      return failed(index, status.seen(deadlinePassed: hasExpired(index, at: now)), at: now)
    }
    // First, because a message that was cut off is missing too.
    guard calls[index].deframer.isAtBoundary else {
      return failed(index, DeframingError.cutShort.status, at: now)
    }
    let expected = pages[Int(calls[index].kind)].template.shape.received
    guard expected < 0 || Int(calls[index].messagesReceived) == expected else {
      let count = Int(calls[index].messagesReceived)
      return failed(index, .wrongMessageCount(count, expected: expected), at: now)
    }
    succeeded(index, at: now)
  }

  /// The one message of a plain call has come, with the status OK: the usual end.
  @inline(__always)
  mutating func answered(_ index: UInt32, at now: Instant) {
    let kind = Int(calls[index].kind)
    if isMeasuring { pages[kind].recorder.traffic.messagesReceived &+= 1 }
    succeeded(index, at: now)
  }

  @inline(__always)
  mutating func succeeded(_ index: UInt32, at now: Instant) {
    let kind = Int(calls[index].kind)
    let intended = calls[index].intended
    let started = calls[index].started ?? intended
    pages[kind].recorder.offered(intended: intended)
    if !measuresPhases || calls[index].play == Play.none && calls[index].headCame >= now {
      var waits = Recorder.StartWaits()
      if calls[index].couldStart > intended {
        waits.connection = calls[index].connectionWait
        waits.slot = calls[index].slotWait
      }
      pages[kind].recorder.succeeded(
        intended: intended,
        started: started,
        ended: now,
        waits: waits
      )
    } else {
      let phases = phases(of: index, until: now)
      pages[kind].recorder.succeeded(
        intended: intended,
        started: started,
        ended: max(now, intended + phases.total),
        phases: phases
      )
    }
    remove(index)
  }

  /// The client has given a call up because the plan wants it.
  mutating func cancelledAsPlanned(_ index: UInt32, at now: Instant) {
    let kind = Int(calls[index].kind)
    let intended = calls[index].intended
    let phases = phases(of: index, until: now)
    pages[kind].recorder.offered(intended: intended)
    pages[kind].recorder.succeeded(
      intended: intended,
      started: calls[index].started ?? intended,
      ended: max(now, intended + phases.total),
      phases: phases,
      cancelled: true
    )
    remove(index)
  }

  mutating func failed(_ index: UInt32, _ status: Status, at now: Instant) {
    let call = calls[index]
    pages[Int(call.kind)].recorder.offered(intended: call.intended)
    pages[Int(call.kind)].recorder.failed(
      intended: call.intended,
      started: call.started,
      ended: max(now, call.intended),
      status: status.code.rawValue,
      message: secrets.masked(status.message)
    )
    remove(index)
  }

  /// Fails an arrival that never became a call.
  mutating func refused(_ kind: UInt32, intended: Instant, _ status: Status, at now: Instant) {
    pages[Int(kind)].recorder.offered(intended: intended)
    pages[Int(kind)].recorder.failed(
      intended: intended,
      started: nil,
      ended: max(now, intended),
      status: status.code.rawValue,
      message: secrets.masked(status.message)
    )
  }

  /// Counts an arrival that was never released because the run is over.
  mutating func neverReleased(_ kind: UInt32, intended: Instant, at now: Instant) {
    pages[Int(kind)].recorder.offered(intended: intended)
    pages[Int(kind)].recorder.unfinished(
      intended: intended,
      started: nil,
      at: max(now, intended)
    )
  }

  /// Counts all calls in flight as unfinished: the run is over.
  mutating func abandonAll(at now: Instant) {
    for kind in pages.indices {
      while let index = pages[kind].order.oldest {
        let call = calls[index]
        let phases = phases(of: index, until: now)
        pages[kind].recorder.offered(intended: call.intended)
        pages[kind].recorder.unfinished(
          intended: call.intended,
          started: call.started,
          at: call.intended + phases.total,
          phases: phases
        )
        remove(index)
      }
    }
  }

  /// Where a call's time went, from its intended start until now.
  private func phases(of index: UInt32, until now: Instant) -> PhaseTimes {
    let call = calls[index]
    var times = PhaseTimes()
    if call.play != Play.none {
      var clock = plays[call.play].clock
      clock.stop(at: now)
      times = clock.times
    } else {
      var clock = PhaseClock(.sending, at: call.couldStart)
      if let started = call.started { clock.await(.firstByte, at: started) }
      if call.headCame < .distantFuture { clock.await(.firstMessage, at: call.headCame) }
      if call.messageCame < .distantFuture { clock.message(at: call.messageCame) }
      clock.stop(at: now)
      times = clock.times
    }
    times.add(call.connectionWait, to: .connectionWait)
    times.add(call.slotWait, to: .slotWait)
    return times
  }
}
