import Scenarios
import Statistics
import Synchronization
import Timing
import Transport

/// The main thread's part of a run: it says when to begin, reads the CPU clocks at both ends of the
/// measured time, tells the progress and takes Ctrl-C.
struct Conductor {
  /// How often the threads are looked at while connections are made and calls end.
  private static let glance = Nanoseconds.milliseconds(5)
  private static let tick = Nanoseconds.seconds(1)
  /// How long the figures of a second are waited for: a worker tells them when it wakes next.
  private static let patience = Nanoseconds.milliseconds(600)

  private let plan: Plan
  private let signals: RunSignals
  private let serverProcess: Int32?
  /// The process of each target's server, where it is known.
  private let processes: [Int32?]
  private let isHopeless: () -> Bool
  private let tell: (LoadProgress) -> Void
  private(set) var start = Instant(nanoseconds: 0)
  /// From the first connect until each connection had stood or failed at all its addresses.
  private var opening = Nanoseconds.zero

  private var first: Accounts?
  private var last: Accounts?
  private var wasInterrupted = false
  /// The measured time was ended before its time, by Ctrl-C or because the run is hopeless.
  private var wasStopped = false
  private var failed: UInt64 = 0
  /// What workers have told since the last report.
  private var intervals: [IntervalRecording] = []

  init(
    _ plan: Plan,
    _ signals: RunSignals,
    _ serverProcess: Int32?,
    _ processes: [Int32?],
    _ isHopeless: @escaping () -> Bool,
    _ tell: @escaping (LoadProgress) -> Void
  ) {
    self.plan = plan
    self.signals = signals
    self.serverProcess = serverProcess
    self.processes = processes
    self.isHopeless = isHopeless
    self.tell = tell
  }

  /// Waits until each connection has stood or failed at all its addresses, as long as that goes on:
  /// until nothing more is heard for longer than an attempt may take.
  ///
  /// - Returns: Why there can be no run, if there can be none.
  mutating func connect() -> LoadError? {
    let begin = EventLoop.now()
    let patience = plan.connectTimeout + Self.tick
    var limit = begin + patience
    var now = begin
    var told = begin
    var settled = 0
    var tried = 0
    while settled < plan.connections, now < limit {
      if signals.finished.load(ordering: .relaxed) > 0 { break }
      if Signals.wait(atMost: Self.glance) {
        return LoadError("stopped before the load began", isStop: true)
      }
      now = EventLoop.now()
      let news = (
        settled: signals.settled.load(ordering: .relaxed),
        tried: signals.tried.load(ordering: .relaxed)
      )
      if news != (settled, tried) { limit = now + patience }
      (settled, tried) = news
      if now >= told + Self.tick {
        told = now
        report(.connecting, since: begin, now)
      }
    }
    for (number, target) in plan.targets.enumerated() where !signals.hasStood(number) {
      let reason = signals.trouble(of: number) ?? "no answer within \(plan.connectTimeout)"
      return LoadError("no connection to \(target.address): \(reason)", target: number)
    }
    opening = now - begin
    let absent = plan.connections - signals.stood.load(ordering: .relaxed)
    if absent > 0 {
      let trouble = plan.targets.indices.compactMap(signals.trouble).first ?? "no answer"
      signals.tell(note: "\(absent) of \(plan.connections) connections do not stand: \(trouble)")
    }
    return nil
  }

  /// Sets the instant at which the load begins.
  mutating func begin() {
    start = EventLoop.now() + .milliseconds(1)
  }

  /// Follows the run to its end.
  mutating func conduct(ring: () -> Void) {
    let timeline = Timeline(start: start, plan)
    // So that a tick is the end of a measured second, whatever the warm-up.
    var told = timeline.measured.lowerBound
    while told > start { told = told - Self.tick }
    while signals.finished.load(ordering: .relaxed) < plan.threads {
      let now = EventLoop.now()
      if first == nil, now >= timeline.measured.lowerBound {
        first = Accounts(serverProcess, processes, now)
      }
      if last == nil, now >= timeline.measured.upperBound {
        last = Accounts(serverProcess, processes, now)
      }
      if now >= told + Self.tick, hasFigures(of: told, timeline, now) {
        told = told + Self.tick
        report(now, timeline)
        if !wasStopped, isHopeless() { stop(ring) }
      }
      let isMeasured = last != nil || wasStopped
      let boundary = first == nil ? timeline.measured.lowerBound : timeline.measured.upperBound
      let next =
        isMeasured ? now + Self.glance : min(boundary, max(told + Self.tick, now + Self.glance))
      guard Signals.wait(atMost: next - now), !wasInterrupted else { continue }
      wasInterrupted = true
      stop(ring)
    }
    // The workers may be done before this thread has woken at the end of the measured time.
    if first != nil, last == nil { last = Accounts(serverProcess, processes, EventLoop.now()) }
    report(EventLoop.now(), timeline)
  }

  /// Ends the measured time now.
  private mutating func stop(_ ring: () -> Void) {
    wasStopped = true
    if first != nil, last == nil { last = Accounts(serverProcess, processes, EventLoop.now()) }
    signals.stops.store(true, ordering: .relaxed)
    ring()
  }

  func outcome(_ workers: [WorkerOutcome]) -> LoadOutcome {
    var kinds = plan.calls.map { _ in Recording() }
    var targets = plan.targets.map { _ in TargetOutcome() }
    var wire = Traffic()
    var outcome = LoadOutcome(recording: Recording())
    for worker in workers {
      // Behind the targets' pages are those of slices that do not count, or the homeless alone.
      let places = worker.recordings.count / kinds.count
      let ofTargets = places - places % targets.count
      for (page, recording) in worker.recordings.enumerated() {
        kinds[page % kinds.count].add(recording)
        let place = page / kinds.count
        guard place < ofTargets else { continue }
        targets[place % targets.count].offered += recording.started
        targets[place % targets.count].answered +=
          recording.completedInWindow + recording.failedCalls
        if place < targets.count { targets[place].recording.add(recording) }
      }
      for (target, opened) in worker.opened.enumerated() { targets[target].add(opened) }
      wire.add(worker.wire)
      outcome.recording.connections.add(worker.connections)
      outcome.peer = outcome.peer ?? worker.peer
    }
    for recording in kinds { outcome.recording.add(recording) }
    outcome.recording.traffic.add(wire)
    outcome.kinds = kinds
    outcome.targets = targets
    outcome.busyShares = workers.map(\.busyShare)
    outcome.outage = workers.map(\.outage).max() ?? .zero
    outcome.finalOutage = workers.map(\.finalOutage).max() ?? .zero
    outcome.peakMemory = Usage.peakMemory()
    outcome.wasInterrupted = wasInterrupted
    outcome.opening = opening
    guard let first, let last else { return outcome }
    outcome.clientUser = last.user - first.user
    outcome.clientSystem = last.system - first.system
    if let before = first.server, let after = last.server { outcome.server = after - before }
    for target in targets.indices {
      guard let before = first.servers[target], let after = last.servers[target] else { continue }
      outcome.targets[target].server = after - before
    }
    outcome.accounted = last.instant - first.instant
    outcome.stealShare = last.machine.stealShare(since: first.machine)
    return outcome
  }

  /// Whether all workers have told what a measured second brought; the wait has an end.
  private mutating func hasFigures(
    of second: Instant,
    _ timeline: Timeline,
    _ now: Instant
  ) -> Bool {
    intervals += signals.takeIntervals()
    return !timeline.measured.contains(second) || intervals.count >= plan.threads
      || now >= second + Self.tick + Self.patience
  }

  private mutating func report(_ now: Instant, _ timeline: Timeline) {
    if now < timeline.measured.lowerBound {
      report(.warmingUp, since: timeline.start, now)
    } else if now < timeline.measured.upperBound, !wasStopped {
      report(.measuring, since: timeline.measured.lowerBound, now)
    } else {
      report(.draining, since: timeline.measured.upperBound, now)
    }
  }

  private mutating func report(
    _ phase: LoadProgress.Phase,
    since begin: Instant,
    _ now: Instant
  ) {
    var latest: IntervalRecording?
    for interval in intervals + signals.takeIntervals() {
      failed += interval.failed
      if latest == nil { latest = interval } else { latest?.add(interval) }
    }
    intervals = []
    tell(
      LoadProgress(
        phase: phase,
        elapsed: now - begin,
        last: latest,
        failed: failed,
        notes: signals.takeNotes()
      )
    )
  }
}

/// The CPU clocks at one instant.
private struct Accounts {
  let instant: Instant
  let user: Nanoseconds
  let system: Nanoseconds
  let server: Nanoseconds?
  /// The same for each target's server.
  let servers: [Nanoseconds?]
  let machine: MachineTime

  init(_ serverProcess: Int32?, _ processes: [Int32?], _ now: Instant) {
    instant = now
    (user, system) = Usage.ofThisProcess()
    server = serverProcess.flatMap { Usage.ofProcess($0) }
    servers = processes.map { $0.flatMap { Usage.ofProcess($0) } }
    machine = MachineTime()
  }
}
