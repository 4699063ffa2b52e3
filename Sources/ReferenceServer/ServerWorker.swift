import Bytes
import Scenarios
import Synchronization
import Timing
import Transport

/// One thread of the server: its event loop, its listener and the connections that it accepted.
struct ServerWorker: ~Copyable {
  /// How long a stopping server waits for the calls that are under way.
  static let drainLimit = Nanoseconds.seconds(10)
  /// How long the last words to a client may take.
  static let lingerLimit = Nanoseconds.seconds(2)
  /// Connections that are accepted in a row: those who come again whenever they are sent away could
  /// otherwise hold up all others.
  static let mostAccepts = 64
  /// A pause after the kernel had no descriptor left for a new connection.
  static let acceptPause = Nanoseconds.milliseconds(100)

  private static let listenerToken = Token(index: .max - 1, generation: 0)

  private let loop: EventLoop
  private let listener: Listener
  private let options: ServerOptions
  /// What connections are secured with, if they are.
  private let security: TLSContext?
  private let signals: ServerSignals
  var channels = Slots<ServerChannel>()
  private var input = ReceiveBuffer()
  private let gzip = GzipCodec()
  private let laboratory: Laboratory
  private let thread: Int
  /// The last question about the counters that was answered.
  private var answered = 0
  var tally = ServerTally()
  /// Channels that go on without an event.
  private var eager: [Token] = []
  /// When a stopping worker gives up what is still open.
  private var stopLimit: Instant?
  private var saidLastStream = false
  private var acceptsAgain: Instant?
  /// Bytes that clients make this thread hold.
  private var held = 0
  private var greetings = GreetingWatch()
  var handshakes: HandshakePlaces
  /// Channels that have had their last word, and when they are closed at the latest; the first
  /// one first.
  private var lingering: [(token: Token, until: Instant)] = []
  /// When the next connection may be too old, idle or silent for too long.
  private var nextUpkeep = Instant.distantFuture
  /// What the ages of connections are drawn by.
  private var ages: SplitMix64

  init(
    _ listener: Listener,
    _ loop: consuming EventLoop,
    _ options: ServerOptions,
    _ signals: ServerSignals,
    _ thread: Int
  ) throws(SystemError) {
    security = try options.tls.map { (tls) throws(SystemError) in try TLSContext(thread: tls) }
    self.thread = thread
    handshakes = HandshakePlaces(most: options.maxHandshakes)
    ages = SplitMix64(seed: options.connections.seed, key: UInt64(thread))
    laboratory = Laboratory(
      options.laboratory,
      thread: thread,
      bucket: signals.bucket,
      board: signals.board,
      origin: signals.origin,
      readsClock: true
    )
    self.listener = listener
    self.loop = loop
    self.options = options
    self.signals = signals
  }

  /// Serves until told to stop.
  ///
  /// - Returns: What was done on all connections.
  consuming func run() throws(SystemError) -> ServerTally {
    try loop.register(listener, Self.listenerToken)
    var now = EventLoop.now()
    while !isDone(now) {
      if laboratory.options.pause != nil {
        laboratory.now = EventLoop.now()
        if laboratory.rest(signals, wasAtWork: true) { now = laboratory.now }
      }
      let count = loop.wait(until: nextAlarm(now), now: now)
      now = EventLoop.now()
      laboratory.now = now
      if laboratory.rest(signals, wasAtWork: false) { now = laboratory.now }
      while let entry = laboratory.nextDue(now) { wake(entry) }
      if laboratory.isLittered { sweep() }
      let due = eager
      eager.removeAll(keepingCapacity: true)
      for index in 0..<count { handle(loop.event(index), now) }
      for token in due { goOn(token, now) }
      letIn(now)
      if let again = acceptsAgain, again <= now, stopLimit == nil {
        acceptsAgain = nil
        try loop.register(listener, Self.listenerToken)
      }
      if nextUpkeep <= now { keepUp(now) }
      if holdsTooMuch { relieve() }
      if !lingering.isEmpty { closeLingering(now) }
      if let next = greetings.next, next <= now { closeLateGreetings(now) }
      answerForCounters()
      if signals.stops.load(ordering: .relaxed) { drain(now) }
    }
    for index in channels.indices where channels.contains(index) { close(index) }
    return tally
  }

  private func nextAlarm(_ now: Instant) -> Instant? {
    if !eager.isEmpty { return now }
    var next = laboratory.next ?? .distantFuture
    if stopLimit != nil { next = min(next, now + .milliseconds(20)) }
    next = min(next, nextUpkeep)
    if let lingers = lingering.first?.until { next = min(next, lingers) }
    if let acceptsAgain { next = min(next, acceptsAgain) }
    if let late = greetings.next { next = min(next, late) }
    if let place = handshakes.nextPlace(now) { next = min(next, place) }
    return next == .distantFuture ? nil : next
  }

  private func isDone(_ now: Instant) -> Bool {
    guard let stopLimit else { return false }
    return channels.count == 0 || now >= stopLimit
  }

  private mutating func handle(_ event: ReadyEvent, _ now: Instant) {
    if event.token == Self.listenerToken { return accept(now) }
    let index = Int(event.token.index)
    guard channels.contains(index, generation: event.token.generation) else { return }
    turn(event.token, hasEnded: event.hasEnded, now)
  }

  private mutating func goOn(_ token: Token, _ now: Instant) {
    let index = Int(token.index)
    guard channels.contains(index, generation: token.generation) else { return }
    channels[index].isEager = false
    turn(token, hasEnded: false, now)
  }

  /// Something of a channel goes on; the channel has its turn with the others that do.
  private mutating func wake(_ entry: Wakeups.Entry) {
    let index = Int(entry.channel.index)
    guard channels.contains(index, generation: entry.channel.generation) else {
      return laboratory.miss(entry)
    }
    if !channels[index].wake(entry) { laboratory.miss(entry) }
    guard !channels[index].isEager else { return }
    channels[index].isEager = true
    eager.append(entry.channel)
  }

  /// Forgets what waits for an instant that nobody waits for.
  private mutating func sweep() {
    laboratory.sweep { entry in
      let index = Int(entry.channel.index)
      return channels.contains(index, generation: entry.channel.generation)
        && channels[index].awaits(entry)
    }
  }

  /// Lets a channel do what there is to do; one that is let in has waited for a place and has it.
  mutating func turn(
    _ token: Token,
    hasEnded: Bool,
    isLetIn: Bool = false,
    _ now: Instant
  ) {
    let index = Int(token.index)
    let wasOpen = channels[index].state == .open
    let stage = channels[index].wire.stage
    if stage == .silent, !isLetIn, !mayBegin(token, now) { return }
    let isGreeting = channels[index].isGreeting
    channels[index].turn(&input, hasEnded: hasEnded, now)
    if stage != .over { noteHandshake(token, since: stage, now) }
    if let limit = channels[index].noteHead(now) { nextUpkeep = min(nextUpkeep, limit) }
    if isGreeting, !channels[index].isGreeting {
      greetings.ended()
      nextUpkeep = min(nextUpkeep, channels[index].keepUp(now))
    }
    settle(token, wasOpen: wasOpen, now)
  }

  /// Sees to what a channel's turn has left.
  private mutating func settle(_ token: Token, wasOpen: Bool, _ now: Instant) {
    let index = Int(token.index)
    let fresh = channels[index].held
    held += fresh - channels[index].counted
    channels[index].counted = fresh
    switch channels[index].state {
    case .open: break
    case .lingering: if wasOpen { lingering.append((token, now + Self.lingerLimit)) }
    case .closed: return close(index)
    }
    goOnLater(token)
  }

  /// Notes a channel that goes on without an event.
  private mutating func goOnLater(_ token: Token) {
    let index = Int(token.index)
    guard channels[index].wantsTurn, !channels[index].isEager else { return }
    channels[index].isEager = true
    eager.append(token)
  }

  private var holdsTooMuch: Bool { held > options.maxHeld / options.threads }

  /// Cuts the connections that hold most, until all together hold what they may.
  private mutating func relieve() {
    while holdsTooMuch {
      var most: (index: Int, held: Int)?
      for index in channels.indices where channels.contains(index) {
        if channels[index].counted > most?.held ?? 0 { most = (index, channels[index].counted) }
      }
      guard let most else { return }
      channels[most.index].tellHeld()
      close(most.index)
    }
  }

  private mutating func sayGoodbye(_ index: Int) {
    channels[index].goAway()
    goOnLater(Token(index: UInt32(index), generation: channels.generation(index)))
  }

  /// A peer that does not close its side after our last word holds its place no longer.
  private mutating func closeLingering(_ now: Instant) {
    let overdue = lingering.prefix { $0.until <= now }
    for entry in overdue {
      let index = Int(entry.token.index)
      if channels.contains(index, generation: entry.token.generation) { close(index) }
    }
    lingering.removeFirst(overdue.count)
  }

  /// Looks after all connections; at most so often that it costs a two-hundredth of the time.
  private mutating func keepUp(_ now: Instant) {
    var next = Instant.distantFuture
    for index in channels.indices where channels.contains(index) {
      let wasOpen = channels[index].state == .open
      next = min(next, channels[index].keepUp(now))
      let token = Token(index: UInt32(index), generation: channels.generation(index))
      settle(token, wasOpen: wasOpen, now)
    }
    nextUpkeep = max(next, now + max(.milliseconds(1), Nanoseconds(Int64(channels.count) * 2_000)))
  }

  /// A client that does not finish its handshake, or that says nothing behind it, holds its place
  /// no longer.
  private mutating func closeLateGreetings(_ now: Instant) {
    var earliest: Instant?
    for index in channels.indices where channels.contains(index) && channels[index].isGreeting {
      let limit = channels[index].since + options.greetingLimit
      if limit <= now {
        close(index, .late)
      } else {
        earliest = min(earliest ?? limit, limit)
      }
    }
    greetings.looked(earliest, now)
  }

  private mutating func accept(_ now: Instant) {
    var accepts = 0
    while channels.count < options.maxConnections {
      // The listener is level-triggered and tells of the others again.
      if accepts == Self.mostAccepts { return }
      accepts += 1
      do {
        guard let socket = try listener.accept() else { return }
        let isLavish = channels.count < options.lavishConnections
        let wire = Wire(socket, security, savesMemory: !isLavish)
        let upkeep = ChannelUpkeep(options.connections, at: now, &ages)
        let index = channels.insert(
          ServerChannel(wire, options, gzip, laboratory, upkeep, since: now)
        )
        greetings.began(limit: now + options.greetingLimit)
        let token = Token(index: UInt32(index), generation: channels.generation(index))
        channels[index].session.place = token
        try loop.register(channels[index].wire, token)
        nextUpkeep = min(nextUpkeep, channels[index].keepUp(now))
        turn(token, hasEnded: false, now)
      } catch {
        break
      }
      // The next is perhaps another thread's: whoever wakes up first would take them all.
      if listener.isShared { return }
      // Those who come on and on must not make it more and more.
      if holdsTooMuch { return }
    }
    closeSilent(now)
    // No descriptor or place is left: the listener would be told of again and again.
    loop.unregister(listener)
    acceptsAgain = now + Self.acceptPause
  }

  /// The graceful end: first all calls that are on their way are admitted, then no more.
  private mutating func drain(_ now: Instant) {
    if stopLimit == nil {
      stopLimit = now + Self.drainLimit
      laboratory.isStopping = true
      if acceptsAgain == nil { loop.unregister(listener) }
      listener.stop()
      for index in channels.indices where channels.contains(index) { sayGoodbye(index) }
      return
    }
    for index in channels.indices where channels.contains(index) {
      if !saidLastStream { sayGoodbye(index) }
      if channels[index].isDrained || channels[index].isSecuring
        || channels[index].state == .closed
      {
        close(index)
      }
    }
    saidLastStream = true
  }

  /// Writes down what this thread has done, if someone has asked.
  private mutating func answerForCounters() {
    let asked = signals.board.asked.load(ordering: .relaxed)
    guard asked != answered else { return }
    answered = asked
    var sum = tally
    for index in channels.indices where channels.contains(index) { sum += channels[index].tally }
    signals.board.answer(asked, thread: thread, sum)
  }

  /// Ends a channel; a handshake that is under way is broken off for the reason.
  mutating func close(_ index: Int, _ reason: TLSFailure = .closed) {
    if channels[index].isGreeting { greetings.ended() }
    if channels[index].isSecuring {
      let token = Token(index: UInt32(index), generation: channels.generation(index))
      handshakes.leave(token, isWaiting: channels[index].isWaiting)
      tally.handshakes.count(channels[index].wire.handshakeFailure ?? reason)
    }
    tally += channels[index].lastTally()
    held -= channels[index].counted
    channels.remove(index)
  }
}

/// What the server's threads are told from outside.
final class ServerSignals: Sendable {
  let stops = Atomic<Bool>(false)
  let board: CounterBoard
  let bucket: SharedBucket?
  /// When the server started: its pauses are counted from there.
  let origin: Instant

  init(_ options: LaboratoryOptions, _ alarms: [Alarm], origin: Instant) {
    board = CounterBoard(alarms)
    bucket = options.capacity.map(SharedBucket.init)
    self.origin = origin
  }
}
