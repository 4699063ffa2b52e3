import Synchronization
public import Transport

/// The other side: a gRPC server of the greet service, something to measure.
public final class ReferenceServer {
  /// Where it listens, with the port that the kernel chose when 0 was asked for.
  public let address: SocketAddress

  private let signals: ServerSignals
  private let threads: [(alarm: Alarm, thread: LoopThread<Result<ServerTally, SystemError>>)]

  /// Listens and starts to serve.
  ///
  /// - Throws: A `SystemError` when the address is taken or not ours.
  public init(at wanted: SocketAddress, options: ServerOptions) throws(SystemError) {
    precondition(options.threads > 0, "a server with \(options.threads) threads")
    let first = try Self.listen(wanted, threads: options.threads)
    address = first.address
    var threads: [(alarm: Alarm, thread: LoopThread<Result<ServerTally, SystemError>>)] = []
    var alarms: [Alarm] = []
    for _ in 0..<options.threads { alarms.append(try Alarm()) }
    signals = ServerSignals(options.laboratory, alarms, origin: EventLoop.now())
    for index in 0..<options.threads {
      let listener = index == 0 ? first : try first.another()
      let alarm = alarms[index]
      threads.append((alarm, try Self.start(listener, alarm, options, signals, index)))
    }
    self.threads = threads
  }

  /// Ends gracefully: GOAWAY to every client, then the calls under way.
  ///
  /// - Returns: How many calls were answered.
  public func stop() throws(SystemError) -> Int { try finish().calls }

  /// Ends like `stop`.
  ///
  /// - Returns: What was done in all.
  public func finish() throws(SystemError) -> ServerTally {
    signals.stops.store(true, ordering: .relaxed)
    for entry in threads { entry.alarm.ring() }
    var tally = ServerTally()
    for entry in threads { tally += try entry.thread.join().get() }
    return tally
  }

  /// The listener of the first thread.
  ///
  /// A port can be shared only by sockets that all agree, so an earlier server that agrees too
  /// would go unnoticed: it is looked for first. A unix socket is never shared in this way, and of
  /// the free ports, from which port 0 takes one, none has an earlier server.
  private static func listen(
    _ wanted: SocketAddress,
    threads: Int
  ) throws(SystemError) -> Listener {
    if wanted.port == 0, threads > 1 { return try Listener(wanted, sharesPort: true) }
    let alone = try Listener(wanted, sharesPort: false)
    guard threads > 1, !alone.isShared else { return alone }
    let address = alone.address
    _ = consume alone
    return try Listener(address, sharesPort: true)
  }

  private static func start(
    _ listener: Listener,
    _ alarm: Alarm,
    _ options: ServerOptions,
    _ signals: ServerSignals,
    _ index: Int
  ) throws(SystemError) -> LoopThread<Result<ServerTally, SystemError>> {
    try LoopThread { serve(listener, alarm, options, signals, index) }
  }

  private static func serve(
    _ listener: Listener,
    _ alarm: Alarm,
    _ options: ServerOptions,
    _ signals: ServerSignals,
    _ index: Int
  ) -> Result<ServerTally, SystemError> {
    do throws(SystemError) {
      let loop = try EventLoop(alarm: alarm)
      return .success(try ServerWorker(listener, loop, options, signals, index).run())
    } catch {
      return .failure(error)
    }
  }
}
